package auth

import (
	"bytes"
	"strings"
)

// canonical brings header and body into the form that is signed (RFC 6376 §3.4): "simple"
// leaves them as they are, "relaxed" forgives what servers on the way do to white space.
type canonical struct{ headerRelaxed, bodyRelaxed bool }

// parseCanonical reads the c= tag. RFC 6376 §3.5: "If only one algorithm is named, that
// algorithm is used for the header and "simple" is used for the body."
func parseCanonical(tag string) (c canonical, ok bool) {
	header, body, both := strings.Cut(strings.ToLower(tag), "/")
	if !both {
		body = "simple"
	}
	if header == "" {
		header = "simple"
	}
	for _, s := range [2]string{header, body} {
		if s != "simple" && s != "relaxed" {
			return c, false
		}
	}
	return canonical{header == "relaxed", body == "relaxed"}, true
}

func (c canonical) String() string {
	names := map[bool]string{false: "simple", true: "relaxed"}
	return names[c.headerRelaxed] + "/" + names[c.bodyRelaxed]
}

// field returns a field, with its line end.
func (c canonical) field(raw string) string {
	if !c.headerRelaxed {
		return raw
	}
	name, value, _ := strings.Cut(raw, ":")
	name = strings.ToLower(strings.TrimRight(name, " \t"))
	value = strings.NewReplacer("\r\n", "", "\n", "").Replace(value)
	return name + ":" + strings.Trim(squeeze(value), " ") + "\r\n"
}

// squeeze makes each run of spaces and tabs one space.
func squeeze(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' || s[i] == '\t' {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space = false
		b.WriteByte(s[i])
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

// body returns a body, whose lines end with CRLF. Empty lines at its end are not signed.
func (c canonical) body(body []byte) []byte {
	if c.bodyRelaxed {
		lines := strings.Split(string(body), "\r\n")
		for i, line := range lines {
			lines[i] = strings.TrimRight(squeeze(line), " ")
		}
		body = []byte(strings.Join(lines, "\r\n"))
	}
	for bytes.HasSuffix(body, []byte("\r\n")) {
		body = body[:len(body)-2]
	}
	if len(body) == 0 && c.bodyRelaxed {
		return nil // §3.4.4: an empty body stays empty
	}
	return append(body[:len(body):len(body)], "\r\n"...)
}
