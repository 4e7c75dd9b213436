package agent

import (
	"net/netip"
	"strings"

	"playnet/core/mail/mailbox"
	"playnet/core/pop3"
)

// fetchByPOP3 gets what is new into the program's own INBOX.
func (a *Agent) fetchByPOP3() error {
	c, err := reach(a, a.config.Incoming, pop3.Port, func(at netip.AddrPort) (*pop3.Client, error) { return pop3.Dial(a.h, at) })
	if err != nil {
		return err
	}
	a.talk = c.View
	defer func() { a.talk = nil; c.Close() }()
	a.become(LoggingIn, a.config.Incoming)
	if err := c.Login(a.config.User, a.config.Password); err != nil {
		return err
	}
	a.become(Fetching, a.config.Incoming)
	seen := a.loadSeen()
	n, err := c.Fetch(pop3.Fetching{
		Keep: a.config.Keep,
		Has:  func(id string) bool { return seen.has[id] },
		Take: func(id string, source []byte) error { return a.take(seen, id, source) },
	})
	if err != nil {
		return err
	}
	// Only now the server deletes: RFC 1939, section 6.
	if err := c.Quit(); err != nil {
		return err
	}
	a.h.Emit(EventChecked{Protocol: "pop3", Server: a.config.Incoming, New: int64(n)})
	return nil
}

// take keeps a message that POP3 has brought.
func (a *Agent) take(seen *seen, id string, source []byte) error {
	box := a.own.Inbox()
	uid, err := box.Append(source, nil, a.h.Now())
	if err != nil {
		return err
	}
	seen.add(a, id)
	msg, _, _ := box.Find(uid)
	item := msg.Item()
	a.h.Emit(EventFetched{Protocol: "pop3", Folder: mailbox.Inbox, UID: int64(uid), MessageID: item.MessageID,
		From: item.From, Subject: item.Subject, What: "message", Size: int64(len(source))})
	return nil
}

// seen are the unique ids (UIDL) of the messages that were fetched. RFC 1939, section 7: a
// message keeps its id from session to session, and no two of a maildrop have the same.
type seen struct {
	file string
	has  map[string]bool
}

// loadSeen reads which messages of the server were fetched.
func (a *Agent) loadSeen() *seen {
	s := &seen{file: "seen/" + a.config.Incoming + "/" + a.config.User, has: map[string]bool{}}
	b, _ := a.disk.Read(s.file)
	for id := range strings.Lines(string(b)) {
		s.has[strings.TrimSuffix(id, "\n")] = true
	}
	return s
}

func (s *seen) add(a *Agent, id string) {
	s.has[id] = true
	a.disk.Append(s.file, []byte(id+"\n"))
}
