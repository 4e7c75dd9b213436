package stage

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// The service kinds of mail.
const (
	kindMailServer = "mail.server"
	kindMailAgent  = "mail.agent"
	kindWebmail    = "webmail"
)

// MailKey begins the key of an envelope: the host where it stands, a blank, and the
// Message-ID, or "#" and its number in the queue where it has none.
const MailKey = "envelope:"

// isMail reports whether the picture is that of mail's way: a lab's services tell.
func isMail(all []member) bool {
	return slices.ContainsFunc(all, func(m member) bool { return m.role == roleMailServer })
}

// mailRole tells what a host is in the way of a mail; false if it has no part in it.
func mailRole(h *view.Host) (role, bool) {
	switch {
	case runs(h, kindMailServer):
		return roleMailServer, true
	case runs(h, kindMailAgent):
		return roleMailAgent, true
	case runs(h, kindWebmail):
		return roleWebmail, true
	}
	return roleOther, false
}

// mailOf returns what a host's mail program holds; nil if it runs none.
func mailOf(h *view.Host) *view.Mail {
	for i := range h.Programs {
		if h.Programs[i].Mail != nil {
			return h.Programs[i].Mail
		}
	}
	return nil
}

// tray is a user's mail on a server, or a folder of a mail program.
type tray struct {
	name   string
	total  int
	unseen int
	items  []view.MailItem // of the inbox, the newest last
}

// traysOf lists the users of a server, or the inbox of a mail program: all of a user's
// folders count as one tray, and its inbox lies open in it.
func traysOf(m *view.Mail) []tray {
	var list []tray
	for i := range m.Mailboxes {
		b := &m.Mailboxes[i]
		name := b.User
		if name == "" {
			name = b.Name
			if !strings.EqualFold(name, "INBOX") {
				continue // a mail program's other folders are in the inspector
			}
		}
		k := slices.IndexFunc(list, func(t tray) bool { return t.name == name })
		if k < 0 {
			list = append(list, tray{name: name})
			k = len(list) - 1
		}
		t := &list[k]
		t.total, t.unseen = t.total+b.Total, t.unseen+b.Unseen
		if strings.EqualFold(b.Name, "INBOX") {
			t.items = b.Messages
		}
	}
	return list
}

// usersOf counts the users of the server that has most of them: a card has room for as many.
func usersOf(all []member) int {
	most := 1
	for i := range all {
		if all[i].role == roleMailServer {
			if m := mailOf(all[i].host); m != nil {
				most = max(most, len(traysOf(m)))
			}
		}
	}
	return most
}

// envelopeKey is the key of a message where it stands.
func envelopeKey(host string, item *view.MailItem, queueID string) string {
	id := item.MessageID
	if id == "" {
		id = "#" + queueID
		if queueID == "" {
			id += "uid" + strconv.FormatUint(uint64(item.UID), 10)
		}
	}
	return MailKey + host + " " + id
}

// queuedWords says when a message in a queue is tried next.
func queuedWords(q *view.Queued, wall int64) string {
	switch {
	case q.State == "sending":
		return text.T("stage.mail.sending")
	case q.Next > wall:
		return text.T("stage.mail.next", "wait", clockSpan(q.Next-wall))
	case q.Next > 0:
		return text.T("stage.mail.due")
	}
	return text.T("stage.mail.waiting")
}

// clockSpan writes a length of time as a clock does from a minute on: "14:32", "1:02:03".
func clockSpan(ns int64) string {
	s := (ns + 999_999_999) / 1_000_000_000
	two := func(n int64) string {
		if n < 10 {
			return "0" + strconv.FormatInt(n, 10)
		}
		return strconv.FormatInt(n, 10)
	}
	switch {
	case s < 60:
		return text.Span(s * 1_000_000_000)
	case s < 3600:
		return strconv.FormatInt(s/60, 10) + ":" + two(s%60)
	}
	return strconv.FormatInt(s/3600, 10) + ":" + two(s/60%60) + ":" + two(s%60)
}

// domainOf returns what stands behind an address's at sign.
func domainOf(address string) string {
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		return strings.TrimSuffix(address[i+1:], ">")
	}
	return address
}

// goal is where a message in a queue goes: the domains of those whom it has not reached.
func goal(q *view.Queued) string {
	var domains []string
	for _, to := range q.To {
		if d := domainOf(to); !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	return strings.Join(domains, ", ")
}

// sessionWords says how far the session of a program is that has begun last; "" if it has
// none.
func sessionWords(m *view.Mail) (words, class string) {
	if len(m.Sessions) == 0 {
		return "", ""
	}
	s := &m.Sessions[len(m.Sessions)-1]
	id := "stage.mail.session.server"
	if s.Client {
		id = "stage.mail.session.client"
	}
	return text.T(id, "protocol", protocolName(s.Protocol), "state", s.State), protocolHue(s.Protocol)
}

func protocolName(p string) string {
	if p == "submission" {
		return "SMTP"
	}
	return strings.ToUpper(p)
}

func protocolHue(p string) string {
	switch p {
	case "smtp", "submission":
		return "proto-smtp"
	case "pop3", "imap":
		return "proto-mailbox"
	case "http":
		return "proto-http"
	}
	return "proto-other"
}

// trayWords says how many mails lie in a tray.
func trayWords(t *tray) string {
	switch {
	case t.total == 0:
		return text.T("stage.mail.empty")
	case t.unseen > 0:
		return text.T("stage.mail.unseen", "n", text.Number(t.total), "unseen", text.Number(t.unseen))
	}
	return text.Count("stage.mail.count", t.total)
}

// drawEnvelope draws an envelope in a box.
func drawEnvelope(key, class string, b scene.Box) *scene.Node {
	n := scene.Number
	return scene.New("g", key).Class("envelope "+class).Add(
		scene.Rect("", "paper", b, 1.5),
		scene.Path("", "flap", "M"+n(b.X)+" "+n(b.Y+1)+"L"+n(b.X+b.W/2)+" "+n(b.Y+b.H*0.58)+"L"+n(b.Right())+" "+n(b.Y+1)))
}
