package lab

import (
	"strconv"
	"strings"

	"playnet/core/imap"
	"playnet/core/mailserver"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/web"
)

// tellMail tells what a learner should hear of a mail's way.
func (w *World) tellMail(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case smtp.EventState:
		if step := smtpStep(b); step != "" {
			return "mail.step." + step, args{"host": e.Host, "peer": w.hostAt(b.Peer)}
		}
	case smtp.EventAccepted:
		return "mail.accepted", args{"host": e.Host, "peer": w.hostAt(b.Peer), "id": b.ID, "from": sender(b.From), "to": recipients(b.To), "size": decimal(b.Size)}
	case mailserver.EventAuthenticated:
		return "mail.checked." + b.Method + "." + verdictOf(b.Result), args{"host": e.Host, "domain": given(b.Domain), "reason": given(b.Reason),
			"result": b.Result, "from": given(b.From), "sender": sender(b.Sender)}
	case smtp.EventRefused:
		return "mail.refused", args{"host": e.Host, "peer": w.hostAt(b.Peer), "command": given(b.Command), "reply": firstLine(b.Reply)}
	case smtp.EventRouted:
		return "mail.routed", args{"host": e.Host, "domain": b.Domain, "hosts": given(strings.Join(b.Hosts, ", ")), "by": b.By}
	case smtp.EventTry:
		if b.Number > 1 {
			return "mail.try.again", args{"host": e.Host, "id": b.ID, "domain": b.Domain, "n": strconv.Itoa(b.Number)}
		}
		if b.Domain == "" {
			return "mail.try.own", args{"host": e.Host, "id": b.ID}
		}
		return "mail.try", args{"host": e.Host, "id": b.ID, "domain": b.Domain}
	case smtp.EventUnreachable:
		return "mail.unreachable", args{"host": e.Host, "server": b.Host, "reason": given(b.Reason)}
	case smtp.EventDeferred:
		return "mail.deferred", args{"host": e.Host, "id": b.ID, "to": recipients(b.To), "reason": firstLine(b.Reason), "tries": strconv.Itoa(b.Tries), "waited": b.Wait.String()}
	case smtp.EventDelivered:
		if b.Host == "" {
			return "mail.delivered", args{"host": e.Host, "to": recipients(b.To)}
		}
		return "mail.relayed", args{"host": e.Host, "to": recipients(b.To), "server": b.Host, "reply": firstLine(b.Reply)}
	case smtp.EventBounced:
		return "mail.bounced", args{"host": e.Host, "id": b.ID, "to": recipients(b.To), "reason": firstLine(b.Reason)}
	case smtp.EventWarned:
		return "mail.warned", args{"host": e.Host, "id": b.ID, "to": recipients(b.To)}
	case smtp.EventDropped:
		return "mail.dropped", args{"host": e.Host, "id": b.ID, "to": recipients(b.To), "reason": firstLine(b.Reason)}
	}
	return w.tellMailbox(e)
}

// smtpStep names the step of a mail transaction that a server has taken; "" where there is
// something else to be told, or nothing.
func smtpStep(s smtp.EventState) string {
	switch {
	case s.Side != "server":
		return ""
	case s.Before == smtp.Greeted.String() && s.After == smtp.Ready.String():
		return "hello"
	case s.Why == "MAIL", s.Why == "RCPT", s.Why == "DATA":
		return strings.ToLower(s.Why)
	}
	return ""
}

// verdictOf sorts the results of the checks of a mail by what is to be said of them.
func verdictOf(result string) string {
	switch result {
	case "pass", "fail", "none":
		return result
	}
	return "other"
}

// tellMailbox tells of users at their mailboxes.
func (w *World) tellMailbox(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case imap.EventUpdate:
		return "imap.update", args{"host": e.Host, "peer": w.hostAt(b.Client), "mailbox": b.Mailbox, "exists": strconv.Itoa(b.Exists)}
	}
	return tellWebmail(e)
}

// stateMail tells of the small steps of mail's and the Web's programs, which only "Why?"
// goes into.
func (w *World) stateMail(e trace.Event) (key string, a args) {
	if peer, client, state, ok := sessionState(e.Body); ok {
		key = "mail.session.server"
		if client {
			key = "mail.session.client"
		}
		return key, args{"host": e.Host, "peer": w.hostAt(peer), "state": state}
	}
	switch b := e.Body.(type) {
	case smtp.EventQueued:
		return "mail.queued", args{"host": e.Host, "id": b.ID, "from": sender(b.From), "to": recipients(b.To)}
	case imap.EventCommand:
		return "imap.command", args{"host": e.Host, "peer": w.hostAt(b.Client), "command": given(b.Command), "status": b.Status}
	case imap.EventDone:
		return "imap.done", args{"host": e.Host, "peer": w.hostAt(b.Server), "command": given(b.Command), "status": given(b.Status), "took": b.Took.String()}
	case imap.EventNotice:
		return "imap.notice", args{"host": e.Host, "peer": w.hostAt(b.Client), "mailbox": b.Mailbox}
	case web.EventRequest:
		return "web.request", args{"host": e.Host, "method": b.Method, "target": given(b.Target)}
	case web.EventResponse:
		return "web.response", args{"host": e.Host, "status": strconv.Itoa(b.Status), "url": given(b.URL)}
	case web.EventReused:
		return "web.reused", args{"host": e.Host, "server": b.Server, "n": decimal(b.Requests)}
	case web.EventCookie:
		return "web.cookie", args{"host": e.Host, "name": given(b.Name), "domain": given(b.Domain)}
	case web.EventDownloading:
		return "web.downloading", args{"host": e.Host, "url": b.URL}
	case web.EventDownloaded:
		a := args{"host": e.Host, "url": b.URL, "bytes": decimal(b.Bytes), "took": b.Took.String(), "reason": given(b.Failed)}
		if b.Failed != "" {
			return "web.downloaded.not", a
		}
		return "web.downloaded", a
	case web.EventRedirected:
		return "web.redirected", args{"host": e.Host, "to": given(b.To), "status": strconv.Itoa(b.Status)}
	}
	return "", nil
}

// sender writes the sender of an envelope, as it stands on the wire: <> where there is
// none (RFC 5321 §4.5.5).
func sender(address string) string { return "<" + address + ">" }

func recipients(list []string) string { return given(strings.Join(list, ", ")) }

// given returns a text, or a dash where there is none.
func given(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// firstLine returns the first line of a reply.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return given(strings.TrimSpace(line))
}
