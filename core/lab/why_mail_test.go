package lab_test

import (
	"time"

	"playnet/core/imap"
	"playnet/core/pop3"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/web"
)

// The events of mail's programs, and of the Web's.
func init() {
	to := []string{"bob@hamburger.edu"}
	for _, b := range []trace.Body{
		smtp.EventState{Side: "client", Peer: anAddress, Before: "ready", After: "sender", Why: "MAIL"},
		smtp.EventState{Side: "server", Peer: anAddress, After: "greeting"},
		smtp.EventState{Side: "server", Peer: anAddress, Before: "greeted", After: "ready", Why: "EHLO"},
		smtp.EventState{Side: "server", Peer: anAddress, Before: "ready", After: "sender", Why: "MAIL"},
		smtp.EventState{Side: "server", Peer: anAddress, Before: "sender", After: "recipients", Why: "RCPT"},
		smtp.EventState{Side: "server", Peer: anAddress, Before: "recipients", After: "data", Why: "DATA"},
		smtp.EventRefused{Peer: anAddress, Command: "RCPT TO:<x@y>", Reply: "550 no"},
		smtp.EventAccepted{Peer: anAddress, ID: "Q1", From: "alice@crepes.fr", To: to, Size: 100},
		smtp.EventQueued{ID: "Q1", To: to}, smtp.EventRouted{Domain: "hamburger.edu", By: "MX"},
		smtp.EventTry{ID: "Q1", Domain: "hamburger.edu", Number: 1}, smtp.EventTry{ID: "Q1", Domain: "hamburger.edu", Number: 2},
		smtp.EventUnreachable{Host: "mail.hamburger.edu", Addr: anAddress, Reason: "refused"},
		smtp.EventDeferred{ID: "Q1", To: to, Tries: 1, Wait: time.Minute},
		smtp.EventDelivered{ID: "Q1", To: to}, smtp.EventDelivered{ID: "Q1", To: to, Host: "mail.hamburger.edu", Reply: "250 2.0.0 taken"},
		smtp.EventBounced{ID: "Q1", To: to, Reason: "550 no", Report: "Q2"}, smtp.EventWarned{ID: "Q1", To: to, Report: "Q2"},
		smtp.EventDropped{ID: "Q2", To: to, Reason: "550 no"},
		pop3.EventState{Peer: anAddress, From: "AUTHORIZATION", State: "TRANSACTION"}, pop3.EventLogin{Peer: anAddress, User: "bob", Method: "PASS"},
		pop3.EventLogin{Peer: anAddress, User: "bob", Refused: "password"}, pop3.EventUpdate{Peer: anAddress, User: "bob"},
		pop3.EventAbandoned{Peer: anAddress, User: "bob", Why: "idle"}, pop3.EventTurnedAway{Peer: anAddress, Held: 9},
		imap.EventState{Peer: anAddress, End: "client", To: "Selected", Mailbox: "INBOX"}, imap.EventCommand{Client: anAddress, Command: "FETCH", Status: "OK"},
		imap.EventDone{Server: anAddress, Command: "FETCH", Status: "OK"}, imap.EventUpdate{Client: anAddress, Mailbox: "INBOX"},
		imap.EventNotice{Client: anAddress, User: "bob", Mailbox: "INBOX"},
		web.EventState{Peer: "192.0.2.1:80", To: "idle"}, web.EventRequest{Method: "GET", Target: "/"}, web.EventResponse{Status: 200},
		web.EventReused{Server: "mail.crepes.fr:80"}, web.EventCookie{Name: "id"}, web.EventRedirected{Status: 303, To: "/"},
		web.EventDownloading{URL: "http://www/film"}, web.EventDownloaded{URL: "http://www/film"}, web.EventDownloaded{URL: "http://www/film", Failed: "refused"},
	} {
		rare = append(rare, trace.Event{ID: 1, Host: "mail.crepes.fr", Body: b})
	}
}
