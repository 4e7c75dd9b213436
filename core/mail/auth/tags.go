package auth

import (
	"encoding/base64"
	"strings"
)

// tags is a tag list, "v=1; a=…" (RFC 6376 §3.2).
type tags map[string]string

// parseTags reads a tag list. ok is false if it is none, or names a tag twice, with which
// "the entire tag-list is invalid".
func parseTags(text string) (list tags, ok bool) {
	list = tags{}
	for _, one := range strings.Split(text, ";") {
		if strings.TrimSpace(one) == "" {
			continue
		}
		name, value, found := strings.Cut(one, "=")
		name = strings.TrimSpace(name)
		if _, twice := list[name]; !found || twice || name == "" {
			return nil, false
		}
		list[name] = strings.TrimSpace(value)
	}
	return list, true
}

// base64 decodes a tag's value, in which white space means nothing.
func (t tags) base64(name string) ([]byte, bool) {
	value := strings.Join(strings.Fields(t[name]), "")
	b, err := base64.StdEncoding.DecodeString(value)
	return b, err == nil
}

// list splits a value at the colons.
func (t tags) list(name string) []string {
	var list []string
	for _, one := range strings.Split(t[name], ":") {
		if one = strings.ToLower(strings.TrimSpace(one)); one != "" {
			list = append(list, one)
		}
	}
	return list
}

// withoutSignature empties the b= tag of a DKIM-Signature field, which signs everything but
// that (§3.7).
func withoutSignature(raw string) string {
	name, value, _ := strings.Cut(raw, ":")
	parts := strings.Split(value, ";")
	for i, part := range parts {
		tag, rest, found := strings.Cut(part, "=")
		if !found || strings.TrimSpace(tag) != "b" {
			continue
		}
		end := ""
		if i == len(parts)-1 { // the field's own line end is no part of the value
			if strings.HasSuffix(rest, "\r\n") {
				end = "\r\n"
			}
		}
		parts[i] = tag + "=" + end
	}
	return name + ":" + strings.Join(parts, ";")
}
