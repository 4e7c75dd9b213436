package lab

import (
	"strconv"
	"strings"

	"playnet/core/pop3"
	"playnet/core/trace"
)

// tellPOP3 tells of sessions in which mail is fetched.
func (w *World) tellPOP3(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case pop3.EventLogin:
		a = args{"host": e.Host, "client": w.hostAt(b.Peer), "user": b.User, "method": b.Method}
		if b.Refused != "" {
			return "pop3.login.refused." + strings.ReplaceAll(b.Refused, " ", "."), a
		}
		return "pop3.login." + strings.ToLower(b.Method), a
	case pop3.EventUpdate:
		a = args{"host": e.Host, "client": w.hostAt(b.Peer), "user": b.User, "deleted": strconv.Itoa(b.Deleted), "left": strconv.Itoa(b.Left)}
		if b.Deleted == 0 {
			return "pop3.update.nothing", a
		}
		return "pop3.update", a
	case pop3.EventAbandoned:
		return "pop3.abandoned." + b.Why, args{"host": e.Host, "client": w.hostAt(b.Peer), "user": b.User, "marked": strconv.Itoa(b.Marked)}
	case pop3.EventTurnedAway:
		return "pop3.turned-away", args{"host": e.Host, "client": w.hostAt(b.Peer), "held": strconv.Itoa(b.Held)}
	}
	return "", nil
}

// statePOP3 gives the plain sentences of what the story passes over.
func (w *World) statePOP3(e trace.Event) (key string, a args) {
	b, ok := e.Body.(pop3.EventState)
	if !ok {
		return "", nil
	}
	a = args{"host": e.Host, "peer": w.hostAt(b.Peer), "before": b.From, "state": b.State}
	if b.Client {
		return "pop3.state.client", a
	}
	return "pop3.state.server", a
}
