package app

import "testing"

// DMARC decides where it was asked, and otherwise what speaks for the domain in From.
func TestMailVerdict(t *testing.T) {
	const server = "mail.hamburger.edu"
	for _, c := range []struct {
		results string
		want    MailTrust // "": none
	}{
		{server + "; spf=pass smtp.mailfrom=alice@crepes.fr; dkim=pass header.d=crepes.fr header.s=s1; dmarc=pass header.from=crepes.fr", MailConfirmed},
		{server + "; spf=pass smtp.mailfrom=mallory@elsewhere.example; dkim=none; dmarc=fail header.from=crepes.fr", MailDenied},
		{server + "; spf=pass smtp.mailfrom=mallory@elsewhere.example", MailOpen},
		{server + "; spf=pass smtp.mailfrom=alice@crepes.fr", MailConfirmed},
		{server + "; spf=fail smtp.mailfrom=alice@crepes.fr", MailDenied},
		{server + "; spf=fail smtp.mailfrom=list@example.org; dkim=pass header.d=crepes.fr", MailConfirmed},
		{server + "; dkim=pass header.d=fr.example", MailOpen},
		{server + "; none", ""},
		{"", ""},
	} {
		methods := readResults(c.results)
		if got := trustOf(methods, "crepes.fr"); (len(methods) > 0) != (c.want != "") || len(methods) > 0 && got != c.want {
			t.Errorf("%s: %s of %v", c.results, got, methods)
		}
	}
}
