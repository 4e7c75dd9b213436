package web

import (
	"net/textproto"
	"strings"
)

// Field is a line of a header.
type Field struct {
	Name  string // as RFC 9110 writes it: "Content-Type", "ETag"
	Value string
}

// Header holds fields in the order in which they stand on the wire.
type Header []Field

// Get returns the value of the first field of a name; "" if there is none.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Values returns the values of all fields of a name.
func (h Header) Values(name string) (list []string) {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			list = append(list, f.Value)
		}
	}
	return list
}

// Has reports whether there is a field of a name.
func (h Header) Has(name string) bool { return len(h.Values(name)) > 0 }

// Add adds a field.
func (h *Header) Add(name, value string) {
	name = textproto.CanonicalMIMEHeaderKey(name)
	if own, ok := ownSpelling[name]; ok {
		name = own
	}
	*h = append(*h, Field{name, value})
}

// ownSpelling has the names that are not written as all others, with a capital after each
// hyphen alone.
var ownSpelling = map[string]string{"Etag": "ETag", "Te": "TE", "Www-Authenticate": "WWW-Authenticate"}

// Set puts one field in the place of all of its name.
func (h *Header) Set(name, value string) {
	h.Del(name)
	h.Add(name, value)
}

// Del takes the fields of a name away.
func (h *Header) Del(name string) {
	var kept Header
	for _, f := range *h {
		if !strings.EqualFold(f.Name, name) {
			kept = append(kept, f)
		}
	}
	*h = kept
}

// hasToken reports whether a list-valued field holds a token: "Connection: close".
func (h Header) hasToken(name, token string) bool {
	for _, v := range h.Values(name) {
		for word := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.Trim(word, " \t"), token) {
				return true
			}
		}
	}
	return false
}

// safe says whether all fields can be written without anybody reading others out of
// them: CR, LF and NUL make a value invalid and dangerous (RFC 9110 §5.5), and a name is
// a token.
func (h Header) safe() bool {
	for _, f := range h {
		if !isToken(f.Name) || !isFieldValue(f.Value) {
			return false
		}
	}
	return true
}

// isToken: token = 1*tchar (RFC 9110 §5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func isTokenByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// isFieldValue: field-vchar, SP and HTAB (RFC 9110 §5.5).
func isFieldValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
