package lab

import (
	"playnet/core/trace"
	"playnet/core/webmail"
)

// tellWebmail tells what users do with their mail in the browser.
func tellWebmail(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case webmail.EventComposed:
		return "webmail.composed", args{"host": e.Host, "user": given(b.User), "to": recipients(b.To), "subject": subjectOf(b.Subject), "size": decimal(b.Size)}
	case webmail.EventRead:
		return "webmail.read", args{"host": e.Host, "user": given(b.User), "from": given(b.From), "subject": subjectOf(b.Subject), "size": decimal(b.Size)}
	}
	return "", nil
}

// stateWebmail tells of who logs in at a webmail server, and what is sent there.
func (w *World) stateWebmail(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case webmail.EventSession:
		return "webmail." + b.What, args{"host": e.Host, "user": given(b.User)}
	case webmail.EventMoved:
		return "webmail.moved", args{"host": e.Host, "user": given(b.User), "folder": b.Folder, "to": b.To}
	case webmail.EventSubmitted:
		return "webmail.submitted", args{"host": e.Host, "user": given(b.User), "reply": firstLine(b.Reply)}
	}
	return "", nil
}
