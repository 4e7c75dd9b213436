package mailserver

import (
	"bytes"
	"strings"
	"testing"

	"playnet/core/host"
	"playnet/core/mail/auth"
	"playnet/core/smtp"
)

// signedWorld is a world whose domain crepes.fr says who may send for it, and signs.
func signedWorld(t *testing.T, policy string) *world {
	t.Helper()
	key := auth.NewKey("crepes.fr", "s1", bytes.Repeat([]byte{7}, 32))
	old := zones["crepes.fr."]
	t.Cleanup(func() { zones["crepes.fr."] = old })
	zones["crepes.fr."] = old + "@ TXT \"v=spf1 mx -all\"\ns1._domainkey TXT \"" + key.Record() + "\"\n_dmarc TXT \"v=DMARC1; p=" + policy + "\"\n"
	w := newWorld(t)
	w.crepes.config.Sign = &Signing{Domain: key.Domain, Selector: key.Selector, Seed: bytes.Repeat([]byte{7}, 32)}
	w.burgers.config.SPF, w.burgers.config.VerifyDKIM, w.burgers.config.DMARC = true, true, true
	w.crepes.server.Reconfigure(w.crepes.config)
	w.burgers.server.Reconfigure(w.burgers.config)
	return w
}

// forge lets somebody hand bob's server a mail that says it is alice's.
func (w *world) forge(h host.Host) (smtp.Reply, error) {
	w.Helper()
	c, err := smtp.Dial(h, w.burgers.at(smtp.Port), "user")
	if err != nil {
		w.Error(err)
		return smtp.Reply{}, err
	}
	e := smtp.Envelope{}
	e.From, _ = smtp.ParseAddress("alice@crepes.fr")
	to, _ := smtp.ParseAddress("bob@hamburger.edu")
	e.To = append(e.To, to)
	sent, err := c.Send(e, []byte("From: alice@crepes.fr\r\nAuthentication-Results: mail.hamburger.edu; spf=pass\r\n\r\nforged\r\n"))
	c.Quit()
	return sent.Last, err
}

// What alice sends passes every check; what somebody else sends in her name is marked.
func TestMarked(t *testing.T) {
	w := signedWorld(t, "none")
	w.exec(func(h host.Host) {
		if r := w.submit(h, "hello", "bob@hamburger.edu"); r.Code != 250 {
			t.Errorf("submitted: %v", r)
		}
		if r, err := w.forge(h); r.Code != 250 {
			t.Errorf("forged: %v, %v", r, err)
		}
	})
	box := w.burgers.box("bob")
	if len(box) != 2 {
		t.Fatalf("bob has %d messages", len(box))
	}
	for _, source := range box {
		want := "spf=pass smtp.mailfrom=alice@crepes.fr;\r\n\tdkim=pass header.d=crepes.fr header.s=s1"
		if strings.Contains(source, "forged") {
			want = "spf=fail smtp.mailfrom=alice@crepes.fr;\r\n\tdkim=none;\r\n\tdmarc=fail header.from=crepes.fr"
		}
		if !strings.Contains(source, "Authentication-Results: mail.hamburger.edu;\r\n\t"+want) || strings.Count(source, "Authentication-Results") != 1 {
			t.Errorf("want %s in\n%s", want, source)
		}
	}
}

// A domain that wants forged mail rejected has it rejected.
func TestRejected(t *testing.T) {
	w := signedWorld(t, "reject")
	w.exec(func(h host.Host) {
		if r, _ := w.forge(h); r.Code != 550 || r.Enhanced != "5.7.1" {
			t.Errorf("forged: %v", r)
		}
		if r := w.submit(h, "hello", "bob@hamburger.edu"); r.Code != 250 {
			t.Errorf("submitted: %v", r)
		}
	})
	if box := w.burgers.box("bob"); len(box) != 1 || !strings.Contains(box[0], "dmarc=pass header.from=crepes.fr") {
		t.Errorf("bob has %q", box)
	}
}
