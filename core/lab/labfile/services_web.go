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

func (WebServer) Kind() string { return "web.server" }
func (Webmail) Kind() string   { return "webmail" }

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
