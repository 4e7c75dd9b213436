package agent

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/trace"
	"playnet/core/view"
)

// letter is a message in the outbox. It stands on the disk as JSON in one line, and its
// source behind it.
type letter struct {
	Number   uint32      `json:"number"`
	From     string      `json:"from"` // the envelope's
	To       []string    `json:"to"`
	Since    time.Time   `json:"since"`
	State    LetterState `json:"state"`
	Tries    int         `json:"tries"`
	Next     time.Time   `json:"next"`
	LastWord string      `json:"lastWord"`

	source    []byte
	item      view.MailItem
	operation trace.ID // that it serves: its user's wish
	round     uint64   // in which it was tried last
}

// LetterState says how far a message in the outbox is.
type LetterState uint8

// The states of a message in the outbox.
const (
	Waiting LetterState = iota // it is to be handed in
	Sending                    // it is being handed in
	Refused                    // the server does not want it: its user has to change something
	Sent                       // the server has it; a copy is still to be put into "Sent"
)

var letterStateNames = [...]string{"waiting", "sending", "refused", "sent"}

// String returns the state's name.
func (s LetterState) String() string { return letterStateNames[s] }

// MarshalText returns [LetterState.String].
func (s LetterState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText has written.
func (s *LetterState) UnmarshalText(text []byte) error {
	for i, name := range letterStateNames {
		if name == string(text) {
			*s = LetterState(i)
			return nil
		}
	}
	return fmt.Errorf("agent: no state of a letter: %q", text)
}

const outboxFolder = "outbox/"

func (l *letter) file() string { return outboxFolder + fmt.Sprintf("%010d", l.Number) }

// save writes the letter to the disk.
func (a *Agent) save(l *letter) {
	head, err := json.Marshal(l)
	if err != nil {
		panic(err) // it is made of strings and numbers
	}
	a.disk.Write(l.file(), append(append(head, '\n'), l.source...))
}

// loadOutbox reads what was in the outbox when the host stopped.
func (a *Agent) loadOutbox() {
	for _, name := range a.disk.Names(outboxFolder) {
		b, _ := a.disk.Read(name)
		head, source, _ := bytes.Cut(b, []byte("\n"))
		l := &letter{source: source, item: mail.ItemOf(source)}
		if json.Unmarshal(head, l) != nil {
			continue // not ours
		}
		switch l.State {
		case Sending:
			// Whether the server has it, nobody knows: RFC 5321, section 6.1, has the client
			// that has heard no reply send it again.
			l.State = Waiting
		case Sent:
			a.unheard[filing{sentFolder, l.item.MessageID}] = true // its copy may be in its place
		}
		a.outbox = append(a.outbox, l)
	}
}

// Send puts a letter into the outbox, at once unless something has to be fetched for it, and
// hands it to the user's server.
func (a *Agent) Send(l Letter) {
	if l.Reply != nil || l.Forward != nil {
		a.do("send", func() error {
			if err := a.complete(&l); err != nil {
				return err
			}
			a.enqueue(l)
			return a.dispatch(l)
		})
		return
	}
	a.jobs.atOnce("compose", func() {
		a.enqueue(l)
		a.do("send", func() error { return a.dispatch(l) })
	})
}

// enqueue writes a message and puts it into the outbox.
func (a *Agent) enqueue(l Letter) {
	d := a.compose(l)
	out := &letter{Number: 1, From: a.config.Address, To: d.Recipients(), Since: a.h.Now(), source: mail.Build(d), operation: a.h.Serve(0)}
	a.h.Serve(out.operation)
	if n := len(a.outbox); n > 0 {
		out.Number = a.outbox[n-1].Number + 1
	}
	out.item = mail.ItemOf(out.source)
	a.save(out)
	a.outbox = append(a.outbox, out)
	a.h.Because(a.h.Emit(EventComposed{MessageID: d.MessageID, From: d.From.Spec(), To: out.To, Subject: d.Subject, Size: int64(len(out.source))}))
}

// dispatch hands in what is in the outbox, and does what else belongs to a letter that is
// under way: its draft goes, and what it answers or passes on is flagged so.
func (a *Agent) dispatch(l Letter) error {
	if err := a.runOutbox(); err != nil {
		return err
	}
	if l.Draft != 0 {
		if err := a.remove(draftsFolder, []uint32{l.Draft}); err != nil {
			return err
		}
	}
	if l.Forward != nil {
		if err := a.flag(l.Forward.Folder, []uint32{l.Forward.UID}, []string{"$Forwarded"}, nil); err != nil {
			return err
		}
	}
	return a.flagAnswered(l.InReplyTo)
}

// runOutbox hands in what is in the outbox, all over one connection, and files the copies.
// What could not be handed in is tried again later.
func (a *Agent) runOutbox() error {
	if a.retry != nil {
		a.retry.Stop()
		a.retry = nil
	}
	failed := a.submitAll()
	if failed != nil {
		a.failures++
	} else {
		a.failures = 0
	}
	if err := a.fileCopies(); failed == nil {
		failed = err
	}
	if a.waits() {
		a.retry = a.h.AfterWeak(a.patience(), func() { a.do("outbox", a.runOutbox) })
	}
	return failed
}

// waits reports whether something in the outbox is to be tried again.
func (a *Agent) waits() bool {
	for _, l := range a.outbox {
		if l.State != Refused {
			return true
		}
	}
	return false
}

// maxPatience bounds the time between two tries.
const maxPatience = time.Hour

// patience is how long what waits in the outbox waits for the next try: twice as long after
// each that has failed.
func (a *Agent) patience() time.Duration {
	wait := cmp.Or(a.config.RetryAfter, time.Minute)
	for range a.failures {
		if wait *= 2; wait >= maxPatience {
			return max(maxPatience, a.config.RetryAfter)
		}
	}
	return wait
}

// settle notes how a try has gone.
func (a *Agent) settle(l *letter, s LetterState, word string) {
	l.State, l.LastWord = s, word
	l.Next = time.Time{}
	if s == Waiting {
		l.Next = a.h.Now().Add(a.patience())
	}
	a.save(l)
}

// fileCopies puts copies of what was sent into the folder "Sent". Then they leave the outbox.
func (a *Agent) fileCopies() error {
	for len(a.outbox) > 0 {
		l := a.nextSent()
		if l == nil {
			return nil
		}
		if err := a.put(sentFolder, l.source, []string{mailbox.Seen}); err != nil {
			l.LastWord = err.Error()
			a.save(l)
			return err
		}
		a.drop(l)
	}
	return nil
}

func (a *Agent) nextSent() *letter {
	for _, l := range a.outbox {
		if l.State == Sent {
			return l
		}
	}
	return nil
}

// drop takes a letter out of the outbox.
func (a *Agent) drop(l *letter) {
	a.disk.Remove(l.file())
	for i, other := range a.outbox {
		if other == l {
			a.outbox = append(a.outbox[:i:i], a.outbox[i+1:]...)
			return
		}
	}
}

// Waiting returns a message of the outbox, by its number there.
func (a *Agent) Waiting(number string) (source []byte, ok bool) {
	for _, l := range a.outbox {
		if strconv.FormatUint(uint64(l.Number), 10) == number {
			return l.source, true
		}
	}
	return nil, false
}

// queued describes the outbox.
func (a *Agent) queued() (list []view.Queued) {
	for _, l := range a.outbox {
		q := view.Queued{
			ID: strconv.FormatUint(uint64(l.Number), 10), Item: l.item, From: l.From, To: l.To, State: l.State.String(),
			Tries: l.Tries, Since: l.Since.UnixNano(), LastWord: l.LastWord, NextHost: a.config.Submission,
		}
		q.Item.UID = l.Number
		if !l.Next.IsZero() {
			q.Next = l.Next.UnixNano()
		}
		list = append(list, q)
	}
	return list
}
