package web

import (
	"strconv"
	"strings"
	"time"
)

// Cookie is what a server gives a client to keep (RFC 6265).
type Cookie struct {
	Name, Value string
	Domain      string // "": the host alone that set it
	Path        string
	Expires     time.Time // zero: with the session
	Secure      bool
	HTTPOnly    bool
	// Strict: browsers that know SameSite send it only to pages that were reached from
	// pages of the same site, so that no other site can act in the user's name.
	Strict bool
	// MaxAge is set by servers: seconds; 0: not said; less: it goes at once.
	MaxAge int
}

// maxCookie is how long a Set-Cookie field may be, in bytes.
const maxCookie = 4096

// String writes the cookie as a server's Set-Cookie field has it. What would be read as
// something else is left out.
func (c Cookie) String() string {
	if !isToken(c.Name) || !isCookieValue(c.Value) {
		return ""
	}
	out := c.Name + "=" + c.Value
	for _, a := range []struct{ name, value string }{{"Domain", c.Domain}, {"Path", c.Path}} {
		if a.value != "" && isFieldValue(a.value) && !strings.Contains(a.value, ";") {
			out += "; " + a.name + "=" + a.value
		}
	}
	if c.MaxAge != 0 {
		out += "; Max-Age=" + strconv.Itoa(max(c.MaxAge, 0))
	}
	if c.Secure {
		out += "; Secure"
	}
	if c.HTTPOnly {
		out += "; HttpOnly"
	}
	if c.Strict {
		out += "; SameSite=Strict"
	}
	return out
}

// isCookieValue: cookie-octet is US-ASCII without controls, whitespace, quotes, comma,
// semicolon and backslash (RFC 6265 §4.1.1).
func isCookieValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\",;\\", c) >= 0 {
			return false
		}
	}
	return true
}

// SetCookie has a client keep a cookie.
func (r *Response) SetCookie(c Cookie) {
	if text := c.String(); text != "" {
		r.Header.Add("Set-Cookie", text)
	}
}

// Cookie returns the value of a cookie that a client has sent.
func (r *Request) Cookie(name string) (value string, ok bool) {
	for _, v := range r.Header.Values("Cookie") {
		for pair := range strings.SplitSeq(v, ";") {
			n, value, found := strings.Cut(strings.Trim(pair, " \t"), "=")
			if found && n == name {
				return value, true
			}
		}
	}
	return "", false
}

// parseSetCookie reads a Set-Cookie field as a client has to (RFC 6265 §5.2): whatever it
// does not understand it ignores.
func parseSetCookie(field string, now time.Time) (c Cookie, ok bool) {
	if len(field) > maxCookie {
		return c, false
	}
	pair, attributes, _ := strings.Cut(field, ";")
	name, value, found := strings.Cut(pair, "=")
	c.Name, c.Value = strings.Trim(name, " \t"), strings.Trim(value, " \t")
	if !found || c.Name == "" {
		return c, false
	}
	aged := false // Max-Age counts before Expires (RFC 6265 §4.1.2.2)
	for attribute := range strings.SplitSeq(attributes, ";") {
		name, value, _ := strings.Cut(attribute, "=")
		value = strings.Trim(value, " \t")
		switch strings.ToLower(strings.Trim(name, " \t")) {
		case "expires":
			if t, valid := parseCookieDate(value); valid && !aged {
				c.Expires = t
			}
		case "max-age":
			if t, valid := expiry(value, now); valid {
				c.Expires, aged = t, true
			}
		case "domain":
			c.Domain = strings.ToLower(strings.TrimPrefix(value, "."))
		case "path":
			c.Path = value
		case "secure":
			c.Secure = true
		case "httponly":
			c.HTTPOnly = true
		}
	}
	return c, true
}

// expiry reads a Max-Age (RFC 6265 §5.2.2).
func expiry(value string, now time.Time) (time.Time, bool) {
	digits := strings.TrimPrefix(value, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case strings.HasPrefix(value, "-") || err == nil && n <= 0:
		return time.Unix(0, 0), true // the earliest date there is
	case err != nil || n > maxAge:
		n = maxAge
	}
	return now.Add(time.Duration(n) * time.Second), true
}

// maxAge is the longest life of a cookie, in seconds: a hundred years.
const maxAge = 100 * 365 * 24 * 3600
