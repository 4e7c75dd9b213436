package app

import (
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
)

// following is the mail whose way the page follows.
type following struct {
	world     *lab.World
	name      string // Message-ID, or "#" and the number in a queue
	operation trace.ID
}

// FollowMail follows a mail that stands on a host, by its Message-ID or by "#" and its
// number in the host's queue, and selects the host. Whoever follows it already stops that.
func (a *App) FollowMail(host, name string) {
	f := &a.mailway
	if f.world == a.world && f.name == name {
		*f = following{}
		a.touch()
		return
	}
	*f = following{world: a.world, name: name}
	a.findOperation()
	a.SelectHost(host)
	a.touch()
}

// findOperation finds out which operation sent the followed mail: its Message-ID tells, or
// the queue in which it stands.
func (a *App) findOperation() {
	f := &a.mailway
	if f.operation = a.world.MailOperation("", f.name); f.operation != 0 {
		return
	}
	for _, h := range a.Snapshot().Hosts {
		for _, p := range h.Programs {
			if p.Mail == nil {
				continue
			}
			for _, q := range p.Mail.Queue {
				if q.Item.MessageID == f.name || "#"+q.ID == f.name {
					f.operation = a.world.MailOperation(h.Name, "#"+q.ID)
				}
			}
		}
	}
}

// Journey tells the way of the mail that the page follows, or else of the one that was
// sent last, and by which name it is followed; nil where no mail was sent.
func (a *App) Journey() (j *view.Journey, followed string) {
	if a.world == nil {
		return nil, ""
	}
	f := &a.mailway
	if f.world != a.world {
		*f = following{}
	}
	if f.name != "" && f.operation == 0 {
		a.findOperation()
	}
	way, ok := a.world.Journey(f.operation)
	if !ok {
		return nil, f.name
	}
	return &way, f.name
}

// MailTravels reports whether the steps of a mail's way mean something here: a mail has gone
// some of them, or the lab's own timeline sends one.
func (a *App) MailTravels() bool {
	if j, _ := a.Journey(); j != nil {
		for _, step := range j.Steps {
			if step.State != view.StepAhead {
				return true
			}
		}
	}
	if a.world == nil {
		return false
	}
	for _, e := range a.world.File().Lab.Timeline {
		switch do := e.Do.(type) {
		case labfile.MailSend, labfile.WebPost:
			return true
		case labfile.TerminalLine:
			if strings.HasPrefix(strings.ToUpper(string(do.Line)), "MAIL FROM") {
				return true
			}
		}
	}
	return false
}

// Spoken tells what each protocol has cost so far, in labs with mail.
func (a *App) Spoken() []view.Spoken {
	if a.world == nil {
		return nil
	}
	for _, h := range a.Snapshot().Hosts {
		for i := range h.Programs {
			if h.Programs[i].Mail != nil {
				return a.world.Spoken()
			}
		}
	}
	return nil
}
