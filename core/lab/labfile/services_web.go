package labfile

import (
	"net/netip"
	"strings"

	"playnet/core/lab/strict"
)

// WebServer is a web server (HTTP/1.1, RFC 9112) that serves files: the members below
// site/.
type WebServer struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The folder whose files it serves, below "site/"; all of them if absent.
	Folder string `json:"folder,omitempty" strict:"max=80"`
	// Torrents whose files it serves, too, under their names.
	Torrents []ID `json:"torrents,omitempty" strict:"max=16"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// Webmail is mail through the browser: a server that speaks HTTP to browsers, and behind
// it IMAP and submission to a mail server.
type Webmail struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The domain of its users' addresses.
	Domain DomainName `json:"domain" strict:"required"`
	// The mail server that has the mailboxes (port 143): its domain name, or an address.
	IMAP DomainName `json:"imap" strict:"required"`
	// The mail server that takes what users send (port 587); that of "imap" if absent.
	Submission DomainName `json:"submission,omitempty"`
	// What the service is called on the screen, and on its pages.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// WebDownload is a user who downloads one large file from a web server, and then has it.
type WebDownload struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The web server (port 80): the name of a host, or an address.
	Server HostRef `json:"server" strict:"required"`
	// The file's path there, as "/film.mpg".
	Path URLPath `json:"path" strict:"required"`
	// When it begins, after the host has started; at once if absent.
	After *Duration `json:"after,omitempty"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// URLPath is the path of a URL.
type URLPath string

var badPath = strict.Define("bad-path", `"{value}" is no path: it begins with / and has no blanks`)

// Validate implements strict.Validator.
func (p URLPath) Validate() error {
	if !strings.HasPrefix(string(p), "/") || len(p) > 200 || strings.ContainsFunc(string(p), func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '#' }) {
		return badPath.With("value", string(p))
	}
	return nil
}

func (WebServer) Kind() string   { return "web.server" }
func (WebDownload) Kind() string { return "web.download" }
func (s WebDownload) On() Name   { return s.Host }

// Ports: it listens nowhere.
func (WebDownload) Ports() []string { return nil }

func (s WebDownload) check(c *checker, at *strict.Node) { c.ref(s.Server, at.Get("server")) }

func (Webmail) Kind() string { return "webmail" }

func (s WebServer) On() Name { return s.Host }
func (s Webmail) On() Name   { return s.Host }

// Ports: RFC 9110 §4.2.1.
func (WebServer) Ports() []string { return []string{"80/tcp"} }

// Ports: RFC 9110 §4.2.1.
func (Webmail) Ports() []string { return []string{"80/tcp"} }

// IMAPServer returns the name of the server that has the mailboxes.
func (s Webmail) IMAPServer() string { return bareDomain(s.IMAP) }

// SubmissionServer returns the name of the server that takes what users send.
func (s Webmail) SubmissionServer() string {
	if s.Submission != "" {
		return bareDomain(s.Submission)
	}
	return bareDomain(s.IMAP)
}

// Prefix is what the names of the members that it serves begin with.
func (s WebServer) Prefix() string {
	if s.Folder == "" {
		return "site/"
	}
	return "site/" + strings.Trim(s.Folder, "/") + "/"
}

var (
	noSiteFiles  = strict.Define("no-site-files", `the lab has no members "{prefix}…" that the server could serve`)
	webmailAlone = strict.Define("webmail-no-resolvers", `the host "{host}" has no "resolvers": its webmail could not find the server "{server}"`)
)

func (s WebServer) check(c *checker, at *strict.Node) {
	for i, id := range s.Torrents {
		c.torrentID(id, at.Get("torrents").At(i))
	}
	if len(s.Torrents) > 0 {
		return
	}
	for _, m := range c.file.Members {
		if strings.HasPrefix(m.Name, s.Prefix()) {
			return
		}
	}
	c.fail(at, noSiteFiles.With("prefix", s.Prefix()))
}

func (s Webmail) check(c *checker, at *strict.Node) {
	for _, server := range []string{s.IMAPServer(), s.SubmissionServer()} {
		if _, literal := netip.ParseAddr(server); literal == nil {
			continue
		}
		if h := c.file.Host(s.Host); h != nil && len(h.Resolvers) == 0 {
			c.fail(at.Get("imap"), webmailAlone.With("host", string(s.Host), "server", server))
			return
		}
	}
}
