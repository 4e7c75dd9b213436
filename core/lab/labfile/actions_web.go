package labfile

import (
	"strings"

	"playnet/core/lab/strict"
)

// WebGet sends a host's browser to a page. Images of the page are loaded, too, each by a
// request of its own.
type WebGet struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// The page.
	URL PageURL `json:"url" strict:"required"`
	// Whether each object is loaded over a connection of its own; otherwise one is used again and again.
	Alone bool `json:"alone,omitempty"`
}

// WebPost fills in a form in a host's browser and sends it.
type WebPost struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// Where the form goes.
	URL PageURL `json:"url" strict:"required"`
	// What is filled in.
	Form []FormField `json:"form" strict:"required,max=100"`
}

// FormField is a field of a form.
type FormField struct {
	// The field's name. That of the page's own hidden fields need not be given: they go along as they stand in the page.
	Name string `json:"name" strict:"required,max=200"`
	// What is filled in.
	Value string `json:"value" strict:"max=100000"`
}

// PageURL is the address of a page: "http://www.crepes.fr/menu".
type PageURL string

var badPageURL = strict.Define("bad-page-url", `"{value}" is no address of a page such as "http://www.crepes.fr/menu"`)

// Validate implements strict.Validator.
func (u PageURL) Validate() error {
	rest, ok := strings.CutPrefix(string(u), "http://")
	authority := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority = rest[:i]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	if !ok || len(u) > maxURL || !only(host, isHostByte) || hasPort && (len(port) > 5 || !only(port, isDigit)) || !only(rest, isPrinting) {
		return badPageURL.With("value", string(u))
	}
	return nil
}

// maxURL is how long the address of a page may be, in bytes.
const maxURL = 4000

// only reports whether a text consists of some bytes, and is not empty.
func only(s string, of func(byte) bool) bool {
	for i := range len(s) {
		if !of(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool    { return c >= '0' && c <= '9' }
func isPrinting(c byte) bool { return c > ' ' && c < 0x7f }
func isHostByte(c byte) bool {
	return c == '.' || c == '-' || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (WebGet) Op() string  { return "web.get" }
func (WebPost) Op() string { return "web.post" }

func (a WebGet) check(c *checker, at *strict.Node)  { c.hostName(a.Host, at.Get("host")) }
func (a WebPost) check(c *checker, at *strict.Node) { c.hostName(a.Host, at.Get("host")) }
