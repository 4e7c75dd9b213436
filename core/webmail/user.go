package webmail

import (
	"encoding/hex"
	"errors"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/smtp"
	"playnet/core/web"
)

// cookieName is what the cookie is called by which a user is known again.
const cookieName = "session"

// user is somebody who has logged in.
type user struct {
	id       string // the cookie's value
	token    string // of the forms
	name     string
	password string
	last     time.Time
	imap     *imap.Client // nil: none stands
	smtp     *smtp.Client // while something is being sent
	busy     bool         // a request of the user uses the connection
	free     host.Signal  // broadcast when it is no longer used
}

// random returns a word of 128 random bits.
func (s *Server) random() string {
	var b [16]byte
	for i := range b {
		b[i] = byte(s.dice.Uint32())
	}
	return hex.EncodeToString(b[:])
}

// user returns who sends a request; nil if it is nobody who has logged in.
func (s *Server) user(r *web.Request) *user {
	s.expire()
	id, _ := r.Cookie(cookieName)
	for _, u := range s.users {
		if u.id == id {
			u.last = s.h.Now()
			return u
		}
	}
	return nil
}

// expire logs out who has done nothing for long.
func (s *Server) expire() {
	for i := len(s.users) - 1; i >= 0; i-- {
		if u := s.users[i]; s.h.Now().Sub(u.last) > s.config.Idle && !u.busy {
			s.forget(u)
		}
	}
}

// forget ends a session.
func (s *Server) forget(u *user) {
	for i, o := range s.users {
		if o == u {
			s.users = append(s.users[:i:i], s.users[i+1:]...)
		}
	}
	if u.imap != nil {
		_ = u.imap.Close() // the server takes it as the end
		u.imap = nil
	}
	u.password = ""
}

// loginPage asks for name and password.
func (s *Server) loginPage(status web.Status, why string) *web.Response {
	p := begin(s.config.Title)
	p.add("<h1>{}</h1>\n", s.config.Title)
	if why != "" {
		p.add("<p><strong>{}</strong></p>\n", why)
	}
	p.add("<form method=\"post\" action=\"/login\">\n<p><label>User <input name=\"user\" autocomplete=\"username\" required></label></p>\n" +
		"<p><label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label></p>\n" +
		"<p><button>Log in</button></p>\n</form>\n")
	return p.end(status)
}

// guess is how long a wrong password costs: whoever tries many gets nowhere.
const guess = 2 * time.Second

// login lets a user in whom the mail server lets in.
func (s *Server) login(r *web.Request) *web.Response {
	form, err := r.Form()
	if err != nil {
		return problem(web.StatusBadRequest, "The form can't be read.")
	}
	u := &user{id: s.random(), token: s.random(), name: form.Get("user"), password: form.Get("password"), free: s.h.NewSignal()}
	err = s.connect(u)
	var refused imap.Reply
	switch {
	case errors.As(err, &refused):
		s.h.Emit(EventSession{User: u.name, What: SessionRefused})
		_ = s.h.Sleep(guess) // an error says that the host stops
		return s.loginPage(web.StatusForbidden, "The mail server does not let you in: "+refused.Text)
	case err != nil:
		return s.loginPage(web.StatusBadGateway, "The mail server can't be reached: "+err.Error())
	}
	s.expire()
	if len(s.users) == maxUsers {
		s.forget(s.users[0])
	}
	u.last = s.h.Now()
	s.users = append(s.users, u)
	s.h.Emit(EventSession{User: u.name, What: SessionOpened})
	resp := web.Redirect(web.StatusSeeOther, "/mail")
	resp.SetCookie(web.Cookie{Name: cookieName, Value: u.id, Path: "/", HTTPOnly: true, Strict: true})
	return private(resp)
}

// connect opens the user's connection to the mailboxes.
func (s *Server) connect(u *user) error {
	at, err := s.at(s.config.IMAP, s.config.IMAPPort)
	if err != nil {
		return err
	}
	c, err := imap.Dial(s.h, at)
	if err != nil {
		return err
	}
	if err := c.Login(u.name, u.password); err != nil {
		_ = c.Close() // the first error counts
		return err
	}
	u.imap = c
	return nil
}

// with does something on the user's connection to the mailboxes, one request at a time.
// If the connection has ended meanwhile it is opened again, once.
func (s *Server) with(u *user, do func(*imap.Client) error) error {
	for u.busy {
		if err := u.free.Wait(); err != nil {
			return err
		}
	}
	u.busy = true
	defer func() {
		u.busy = false
		u.free.Broadcast()
	}()
	for try := 0; ; try++ {
		if u.imap == nil {
			if err := s.connect(u); err != nil {
				return err
			}
		}
		err := do(u.imap)
		var refused imap.Reply
		if err == nil || errors.As(err, &refused) || errors.Is(err, imap.ErrNoPart) || errors.Is(err, errNoMessage) {
			return err
		}
		if u.imap != nil {
			_ = u.imap.Close() // it has failed
			u.imap = nil
		}
		if try == 1 {
			return err
		}
	}
}

// logout ends a session.
func (s *Server) logout(u *user) *web.Response {
	_ = s.with(u, func(c *imap.Client) error { // it ends one way or the other
		u.imap = nil
		return c.Logout()
	})
	s.forget(u)
	s.h.Emit(EventSession{User: u.name, What: SessionClosed})
	resp := web.Redirect(web.StatusSeeOther, "/login")
	resp.SetCookie(web.Cookie{Name: cookieName, Value: "", Path: "/", MaxAge: -1})
	return private(resp)
}
