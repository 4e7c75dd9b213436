package smtp

import (
	"strings"
)

// command is a command line, taken apart.
type command struct {
	verb string // in capitals
	args string // what follows the verb and its space
}

// parseCommand takes a line, without its CRLF, apart. RFC 5321, section 2.4: verbs are
// not case-sensitive. Trailing white space is tolerated, as section 4.1.1 recommends.
func parseCommand(line string) command {
	verb, args, _ := strings.Cut(strings.TrimRight(line, " \t"), " ")
	return command{verb: strings.ToUpper(verb), args: args}
}

// param is a parameter of MAIL or RCPT: keyword ["=" value].
type param struct{ key, value string }

// parsePath reads what follows the verb of MAIL or RCPT: "FROM:<path> parameters".
// Spaces around the colon are wrong but so common that they are taken.
func parsePath(args, keyword string, syntax, bad Reply) (Address, []param, *Reply) {
	rest, ok := cutPrefixFold(args, keyword)
	if !ok {
		return Address{}, nil, &syntax
	}
	if rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " "), ":"); !ok {
		return Address{}, nil, &syntax
	}
	rest = strings.TrimLeft(rest, " ")
	a, after, ok := cutPath(rest, keyword == "TO")
	switch {
	case !ok:
		return Address{}, nil, &bad
	case len(rest)-len(after) > maxPath:
		return Address{}, nil, &replyLongPath
	case after != "" && after[0] != ' ':
		return Address{}, nil, &bad
	}
	params, ok := parseParams(after)
	if !ok {
		return Address{}, nil, &replyBadParam
	}
	return a, params, nil
}

// parseParams reads parameters (RFC 5321, section 4.1.2, "Mail-parameters").
func parseParams(s string) ([]param, bool) {
	var list []param
	for _, word := range strings.Fields(s) {
		key, value, hasValue := strings.Cut(word, "=")
		if !isKeyword(key) || hasValue && !isValue(value) {
			return nil, false
		}
		key = strings.ToUpper(key)
		for _, p := range list {
			if p.key == key {
				return nil, false
			}
		}
		list = append(list, param{key, value})
	}
	return list, true
}

func isKeyword(s string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) && (s[i] != '-' || i == 0) {
			return false
		}
	}
	return s != ""
}

func isValue(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == '=' || s[i] == 0x7f {
			return false
		}
	}
	return s != ""
}
