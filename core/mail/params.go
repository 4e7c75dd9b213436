package mail

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/view"
)

// maxParams bounds the parameters of one field.
const maxParams = 200

// ParseParams reads a value with parameters, such as Content-Type's (RFC 2045 §5.1) or
// Content-Disposition's (RFC 2183): what stands first, in lower case, and the parameters
// in their order, names in lower case. Continued and encoded ones (RFC 2231) are put
// together; so are encoded words, which many mailers write there though RFC 2047 §5 forbids it.
func ParseParams(value string) (first string, params []view.NameValue) {
	head, rest := cutParam(value)
	first = strings.ToLower(strings.TrimSpace(stripComments(head)))
	var raw []rawParam
	for rest != "" && len(raw) < maxParams {
		var one string
		one, rest = cutParam(rest)
		if cut := missingSemicolon(one); cut > 0 {
			one, rest = one[:cut], one[cut:]+";"+rest
		}
		if p, ok := parseParam(one); ok {
			raw = append(raw, p)
		}
	}
	return first, assemble(raw)
}

// cutParam cuts at the next semicolon outside of quotes and comments.
func cutParam(value string) (one, rest string) {
	l := lexer{text: value}
	for l.at < len(value) {
		switch value[l.at] {
		case '"':
			l.quoted()
		case '(':
			l.comment()
		case ';':
			return value[:l.at], value[l.at+1:]
		default:
			l.at++
		}
	}
	return value, ""
}

// missingSemicolon finds where a second parameter begins in what should be one, as in
// `access-type=mail-server server="…"`, an example of RFC 1521's; 0 if there is none.
func missingSemicolon(one string) int {
	quote := strings.Index(one, `="`)
	if quote < 0 || strings.IndexByte(one[:quote], '=') < 0 {
		return 0
	}
	return strings.LastIndexAny(strings.TrimRight(one[:quote], " \t"), " \t") + 1
}

// rawParam is a parameter as it is written, or a piece of one: name*2*=value.
type rawParam struct {
	name    string
	section int  // of a continued one, -1 if it is whole
	encoded bool // percent-encoded
	value   string
}

func parseParam(text string) (p rawParam, ok bool) {
	name, value, found := strings.Cut(text, "=")
	name = strings.ToLower(strings.TrimSpace(stripComments(name)))
	if !found || name == "" {
		return p, false
	}
	p.section = -1
	if strings.HasSuffix(name, "*") {
		name, p.encoded = name[:len(name)-1], true
	}
	if base, number, cut := strings.Cut(name, "*"); cut {
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n >= maxParams {
			return p, false
		}
		name, p.section = base, n
	}
	p.name = name
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, `"`) {
		l := lexer{text: value}
		p.value = l.quoted()
	} else {
		// A token has no spaces; a file name that lacks its quotes has.
		p.value = strings.TrimSpace(stripComments(value))
	}
	return p, true
}

// assemble puts the pieces together. An encoded parameter stands for a plain one of the
// same name: whoever writes both means the plain one for those who know no RFC 2231.
func assemble(raw []rawParam) []view.NameValue {
	var params []view.NameValue
	for i, p := range raw {
		if slices.ContainsFunc(raw[:i], func(q rawParam) bool { return q.name == p.name }) {
			continue
		}
		var pieces []rawParam
		for _, q := range raw[i:] {
			if q.name == p.name {
				pieces = append(pieces, q)
			}
		}
		params = append(params, view.NameValue{Name: p.name, Value: paramValue(pieces)})
	}
	return params
}

// paramValue is the value of what was written under one name.
func paramValue(pieces []rawParam) string {
	for _, p := range pieces {
		if p.section < 0 && p.encoded {
			return decodeExtended([]rawParam{p})
		}
	}
	var sections []rawParam
	for want := 0; ; want++ { // a missing section ends the value
		i := slices.IndexFunc(pieces, func(p rawParam) bool { return p.section == want })
		if i < 0 {
			break
		}
		sections = append(sections, pieces[i])
	}
	if len(sections) > 0 {
		return decodeExtended(sections)
	}
	return oneLine(DecodeWords(pieces[0].value))
}

// decodeExtended decodes charset'language'value, continued or not (RFC 2231 §4). The bytes
// are put together before they become characters, as a section may end in the middle of one.
func decodeExtended(sections []rawParam) string {
	var bytes []byte
	charset := ""
	for i, p := range sections {
		value := p.value
		if i == 0 && p.encoded {
			if parts := strings.SplitN(value, "'", 3); len(parts) == 3 {
				charset, value = parts[0], parts[2]
			}
		}
		if !p.encoded {
			bytes = append(bytes, value...)
			continue
		}
		for j := 0; j < len(value); j++ {
			if value[j] == '%' && j+2 < len(value) && hexValue(value[j+1]) < 16 && hexValue(value[j+2]) < 16 {
				bytes = append(bytes, hexValue(value[j+1])<<4|hexValue(value[j+2]))
				j += 2
				continue
			}
			bytes = append(bytes, value[j])
		}
	}
	if charset == "" {
		return oneLine(DecodeWords(string(bytes)))
	}
	text, _, _ := DecodeCharset(charset, bytes)
	return oneLine(text)
}

// paramOf returns a parameter's value, "" if there is none.
func paramOf(params []view.NameValue, name string) string {
	for _, p := range params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}
