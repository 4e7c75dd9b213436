package app

import (
	"testing"

	"playnet/core/view"
)

// oneLetter is a folder with one message, of which only the source is told.
type oneLetter string

func (oneLetter) QueuedMail(string, string) (m view.MailMessage, err error) { return m, nil }

func (l oneLetter) Mail(string, string, uint32) (m view.MailMessage, err error) {
	return view.MailMessage{Source: []byte(l), Whole: true}, nil
}

func (l oneLetter) MailList(string, string, int, int) (list []view.MailItem, total int, err error) {
	return nil, 1, nil
}

// A name can look like a list of addresses, and its encoding can hide that: an answer goes to
// nobody for it. Nobody is written to twice, and one address is not another that ends like it.
func TestAnAnswerGoesToWhoWrote(t *testing.T) {
	for _, c := range []struct{ header, to, cc string }{
		{"From: \"Doe, Jane\" <jane@crepes.fr>", `"Doe, Jane" <jane@crepes.fr>`, ""},
		{"From: =?utf-8?Q?eve=40evil.example=2C_Bob?= <bob@hamburger.edu>", `"eve@evil.example, Bob" <bob@hamburger.edu>`, ""},
		{"From: alice@crepes.fr\r\nReply-To: Team <team@crepes.fr>, carol@crepes.fr", "Team <team@crepes.fr>, carol@crepes.fr", ""},
		{"From: notbob@hamburger.edu\r\nTo: bob@hamburger.edu, Me <ME@hamburger.edu>\r\nCc: BOB@hamburger.edu, notbob@hamburger.edu",
			"notbob@hamburger.edu", "bob@hamburger.edu"},
	} {
		a := New(nothing{})
		box := view.Mailbox{Name: inbox, Total: 1, Messages: []view.MailItem{{UID: 1, Subject: "Hi"}}}
		a.facts.snapshot.Hosts = []view.Host{{Name: "me", Programs: []view.Program{{Kind: agentKind,
			Mail: &view.Mail{Account: "me@hamburger.edu", Mailboxes: []view.Mailbox{box}}}}}}
		a.facts.stale = false
		a.mailing.host, a.mailing.folder, a.mailing.uid, a.mailing.from = "me", inbox, 1, oneLetter(c.header+"\r\n\r\nHi\r\n")
		a.ReplyMail(true)
		got := a.Composing()
		if got == nil || got.To != c.to || got.Cc != c.cc {
			t.Errorf("%q is answered by %+v", c.header, got)
		}
	}
}
