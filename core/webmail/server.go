package webmail

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/view"
	"playnet/core/web"

	mdns "github.com/miekg/dns"
)

// Kind is the kind of [Server], as a lab file writes it.
const Kind = "webmail"

// Config says how a webmail server works.
type Config struct {
	Title      string // of its pages
	Domain     string // of its users' addresses
	IMAP       string // name or address of the server that has the mailboxes
	Submission string // of the one that takes what users send
	Name       string // with which it introduces itself there
	Resolvers  []netip.AddrPort
	// Idle is how long a user stays logged in who does nothing; half an hour if zero.
	Idle time.Duration
	// The ports; 143, 587 and 80 if zero.
	IMAPPort, SubmissionPort, Port uint16
}

// Bounds.
const (
	maxUsers      = 200      // logged in at a time
	maxUpload     = 12 << 20 // bytes of a form with its files
	maxRecipients = 100
	newest        = 50 // messages of a folder on a page
)

// Server is the program.
type Server struct {
	config Config
	h      host.Host
	stub   *dns.Stub
	web    *web.Server
	dice   *rand.Rand
	users  []*user // in the order of logging in
	sent   int64
}

// New returns a webmail server.
func New(c Config) *Server {
	if c.Idle == 0 {
		c.Idle = 30 * time.Minute
	}
	for _, p := range []struct {
		port      *uint16
		otherwise uint16
	}{{&c.IMAPPort, 143}, {&c.SubmissionPort, 587}, {&c.Port, web.Port}} {
		if *p.port == 0 {
			*p.port = p.otherwise
		}
	}
	s := &Server{config: c, stub: dns.NewStub(c.Resolvers)}
	s.web = web.NewServer(web.ServerConfig{Port: c.Port, Handler: web.HandlerFunc(s.serve), Name: "playnet-webmail", Limits: web.Limits{Body: maxUpload}})
	return s
}

// Kind returns [Kind].
func (s *Server) Kind() string { return Kind }

// Run serves until the host stops.
func (s *Server) Run(h host.Host) error {
	s.h, s.dice = h, h.Rand("sessions")
	return s.web.Run(h)
}

// View describes the server.
func (s *Server) View() view.Program {
	p := view.Program{Kind: Kind, State: "listening", Mail: &view.Mail{Sessions: s.web.Sessions()}}
	for _, u := range s.users {
		if u.imap != nil {
			p.Mail.Sessions = append(p.Mail.Sessions, u.imap.Session())
		}
		if u.smtp != nil {
			p.Mail.Sessions = append(p.Mail.Sessions, u.smtp.Session())
		}
	}
	for _, f := range []struct {
		id string
		n  int64
	}{{"webmail.users", int64(len(s.users))}, {"webmail.requests", s.web.Served()}, {"webmail.sent", s.sent}} {
		p.Fields = append(p.Fields, view.Field{ID: f.id, Value: strconv.FormatInt(f.n, 10)})
	}
	return p
}

// errNoServer says that a mail server's name has no address.
var errNoServer = errors.New("the name of the mail server can't be resolved")

// at finds where a mail server is.
func (s *Server) at(name string, port uint16) (netip.AddrPort, error) {
	if a, err := netip.ParseAddr(name); err == nil {
		return netip.AddrPortFrom(a, port), nil
	}
	r := s.stub.Lookup(s.h, name, mdns.TypeA)
	if list := r.Addrs(); len(list) > 0 {
		return netip.AddrPortFrom(list[0], port), nil
	}
	return netip.AddrPort{}, errNoServer
}

// serve answers a request.
func (s *Server) serve(r *web.Request) *web.Response {
	path := r.Path()
	get := r.Method == "GET" || r.Method == "HEAD"
	switch {
	case get && path == "/login":
		return s.loginPage(web.StatusOK, "")
	case r.Method == "POST" && path == "/login":
		return s.login(r)
	}
	known := path == "/" || path == "/mail" || path == "/message" || path == "/part" || path == "/compose" || path == "/send" || path == "/delete" || path == "/move" || path == "/logout"
	if !known {
		return problem(web.StatusNotFound, "There is no such page.")
	}
	u := s.user(r)
	if u == nil {
		return web.Redirect(web.StatusSeeOther, "/login")
	}
	if get {
		return s.show(u, path, r)
	}
	if r.Method != "POST" {
		return notAllowed("GET, HEAD, POST", "Pages are asked for by GET, and forms sent by POST.")
	}
	form, err := r.Form()
	if err != nil {
		return problem(web.StatusBadRequest, "The form can't be read.")
	}
	if form.Get("token") != u.token {
		return problem(web.StatusForbidden, "The form does not come from this session.")
	}
	switch path {
	case "/send":
		return s.send(u, form)
	case "/delete":
		return s.delete(u, form)
	case "/move":
		return s.move(u, form)
	case "/logout":
		return s.logout(u)
	}
	return notAllowed("GET, HEAD", "This page takes no forms.")
}

// show answers what a user wants to see.
func (s *Server) show(u *user, path string, r *web.Request) *web.Response {
	switch q := r.Query(); path {
	case "/mail":
		return s.folder(u, q.Get("folder"))
	case "/message":
		return s.message(u, q.Get("folder"), q.Get("uid"))
	case "/part":
		return s.part(u, q.Get("folder"), q.Get("uid"), q.Get("part"))
	case "/compose":
		return s.compose(u, q.Get("folder"), q.Get("uid"), q.Get("forward") != "")
	}
	return web.Redirect(web.StatusSeeOther, "/mail")
}
