package app_test

import (
	"testing"

	"playnet/ui/app"
)

// mailed opens a lab of mail with some actions done first, and runs it to its end.
func mailed(t *testing.T, id string, actions ...string) *app.App {
	t.Helper()
	a := opened(t, id)
	for _, action := range actions {
		ok(t, a, "do", action)
	}
	ok(t, a, "run", `[{"idle":true}]`)
	return a
}

// In the lab, each of Bob's mails says what was found, and what Mallory has written into hers
// counts for nothing, whether her mail is checked or not.
func TestVerdictsOnForgedMail(t *testing.T) {
	for position, want := range map[string]map[string]app.MailTrust{
		"dmarc":   {"Lunch": app.MailConfirmed, "Lunch is off": app.MailDenied},
		"nothing": {"Lunch": "", "Lunch is off": ""},
	} {
		var turn []string
		if position != "dmarc" {
			turn = []string{`{"op":"lab.switch","switch":"` + position + `","on":true}`}
		}
		a := mailed(t, "mail-forged", turn...)
		a.OpenMail("bob")
		got := map[string]app.MailTrust{}
		for i := range a.MailCount() {
			a.SelectMail(i)
			m, there := a.MailMessage()
			if !there {
				t.Fatalf("%s: message %d is not there", position, i)
			}
			c, _ := app.MailChecks(m)
			got[m.Item.Subject] = c.Trust
		}
		for subject, trust := range want {
			if found, there := got[subject]; !there || found != trust {
				t.Errorf("%s: of %q it says %q, want %q", position, subject, found, trust)
			}
		}
	}
}
