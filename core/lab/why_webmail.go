package lab

import (
	"playnet/core/trace"
	"playnet/core/webmail"
)

// stateWebmail tells of who logs in at a webmail server, and what is sent there.
func (w *World) stateWebmail(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case webmail.EventSession:
		return "webmail." + b.What, args{"host": e.Host, "user": given(b.User)}
	case webmail.EventSubmitted:
		return "webmail.submitted", args{"host": e.Host, "user": given(b.User), "reply": firstLine(b.Reply)}
	}
	return "", nil
}
