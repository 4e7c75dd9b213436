//go:build linux

package main

import (
	"os"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// smtpLab is the mail server of crepes.fr, and a name server that also knows hamburger.edu,
// whose mail server is somebody else's business.
const smtpLab = `-- lab.json --
{
  "playnet": 1, "id": "smtp", "title": "A mail server", "subject": "mail", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [{"name": "client", "address": "192.0.2.1", "resolvers": ["ns"]}, {"name": "ns", "address": "203.0.113.53"},
            {"name": "mail", "address": "192.0.2.25", "resolvers": ["ns"]}, {"name": "other", "address": "198.51.100.25", "resolvers": ["ns"]}],
  "services": [
    {"kind": "dns.authority", "host": "ns", "zones": ["zones/crepes.fr.zone", "zones/hamburger.edu.zone"]},
    {"kind": "mail.server", "host": "mail", "name": "mail.crepes.fr", "domains": ["crepes.fr"], "maxSize": "100kB", "retry": ["1s"],
     "accounts": [{"user": "alice", "password": "crepes et cafe"}, {"user": "bob", "password": "ketchup"}]}
  ]
}
-- zones/crepes.fr.zone --
$ORIGIN crepes.fr.
$TTL 300
@ SOA ns.crepes.fr. admin 1 1800 900 604800 60
@ NS ns
ns A 203.0.113.53
@ MX 10 mail
mail A 192.0.2.25
-- zones/hamburger.edu.zone --
$ORIGIN hamburger.edu.
$TTL 300
@ SOA ns.hamburger.edu. admin 1 1800 900 604800 60
@ NS ns
ns A 203.0.113.53
@ MX 10 mail
mail A 198.51.100.25
`

// smtpTools are shell functions: what is in alice's mailbox, and waiting for it.
const smtpTools = `
		at=$PLAYNET_HOST_MAIL
		# The mailbox may be locked by the session before, for an instant.
		box() { until curl -sS --user 'alice:crepes et cafe' pop3://$at/${1:-} >box 2>/dev/null; do sleep 0.05; done; tr -d '\r' <box; }
		wait_for() { n=0; until eval "$1"; do n=$((n+1)); [ $n -lt 200 ] || { echo "waited in vain: $1"; exit 1; }; sleep 0.05; done; }
		mails() { wait_for "[ \$(box | wc -l) -ge $1 ]"; }
`

// smtp runs a script beside the server, and compares what it prints.
func smtp(t *testing.T, script, want string, tools ...string) {
	t.Helper()
	for _, tool := range append(tools, "curl") {
		peers.Need(t, tool)
	}
	forUsers(t, func(t *testing.T, r *runner) { r.smtp(script, want) })
}

func (r *runner) smtp(script, want string) {
	r.Helper()
	lab := r.write("smtp.lab", strings.NewReader(smtpLab), 0o644)
	got := r.shell(lab, []string{"-as", "client"}, "cd "+r.temp()+"\nexport HOME="+r.temp()+"\n"+smtpTools+script)
	if text := strings.ReplaceAll(got.stdout, "\r", ""); text != want {
		r.Errorf("printed\n%s\nwant\n%s\n%s", text, want, got.stderr)
	}
}

func TestCurlSendsMail(t *testing.T) {
	smtp(t, `
		printf 'Subject: by curl\r\n\r\n.dot\r\n..\r\nend\r\n' > mail
		curl -sS smtp://$at/client --mail-from carol@hamburger.edu --mail-rcpt alice@crepes.fr -T mail
		mails 1
		box 1 | sed -e 's/ id .*/ id …/; s/; .*/; …/'
		send() { curl -sS smtp://$at/client --mail-from "$1" --mail-rcpt "$2" -T mail 2>/dev/null || echo "exit $?"; }
		send carol@hamburger.edu nobody@crepes.fr
		send carol@hamburger.edu carol@hamburger.edu
		curl -sS smtp://$at:587/client --mail-from alice@crepes.fr --mail-rcpt alice@crepes.fr -T mail --user 'alice:crepes et cafe'
		curl -sS smtp://$at:587/client --mail-from alice@crepes.fr --mail-rcpt alice@crepes.fr -T mail --user alice:x 2>/dev/null || echo "exit $?"
		head -c 200000 /dev/zero | tr '\0' x | fold -w 70 > big
		curl -sS smtp://$at/client --mail-from carol@hamburger.edu --mail-rcpt alice@crepes.fr -T big 2>/dev/null || echo "exit $?"
		curl -sS smtp://$at/client -X 'VRFY alice' | tr -d '\r'
		mails 2
		box | wc -l`,
		`Return-Path: <carol@hamburger.edu>
Received: from client ([192.0.2.1])
	by mail.crepes.fr with ESMTP id …
	for <alice@crepes.fr>; …
Subject: by curl

.dot
..
end
exit 55
exit 55
exit 67
exit 55
252 2.5.2 I don't say who has a mailbox here, but will take mail and try
2
`)
}

func TestSmtplib(t *testing.T) {
	smtp(t, `python3 - <<'END'
import os, smtplib, socket
from email.message import EmailMessage
host = os.environ["PLAYNET_HOST_MAIL"]
s = smtplib.SMTP(host, local_hostname="client", timeout=20)
print(s.ehlo()[0], sorted(s.esmtp_features))
try:
    s.starttls()
except smtplib.SMTPNotSupportedError as e:
    print(e)
print(s.docmd("STARTTLS")[0])
m = EmailMessage()
m["From"], m["To"], m["Subject"] = "carol@hamburger.edu", "Alice <alice@crepes.fr>", "Grüße"
m.set_content("hello\n.\n..x\n")
m.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream", filename="all.bin")
print(s.send_message(m))
print(s.sendmail("carol@hamburger.edu", ["alice@crepes.fr", "nobody@crepes.fr"], "Subject: two\n\nhello\n"))
for f, a in ((s.sendmail, ("carol@hamburger.edu", ["nobody@crepes.fr"], "x")), (s.sendmail, ("carol@hamburger.edu", ["x@y.example"], "x")),
             (s.sendmail, ("carol@hamburger.edu", ["alice@crepes.fr"], "x" * 200000))):
    try:
        print("not refused", f(*a))
    except smtplib.SMTPResponseException as e:
        print(type(e).__name__, e.smtp_code)
    except smtplib.SMTPRecipientsRefused as e:
        print(type(e).__name__, [v[0] for v in e.recipients.values()])
print(s.send_message(m, mail_options=["SMTPUTF8", "BODY=8BITMIME"]), s.verify("alice")[0], s.noop()[0], s.rset()[0], s.help()[:9], s.quit()[0])
s = smtplib.SMTP(host, 587, timeout=20)
try:
    s.sendmail("alice@crepes.fr", ["alice@crepes.fr"], "Subject: no\n\nno\n")
except smtplib.SMTPSenderRefused as e:
    print(e.smtp_code)
try:
    s.login("alice", "wrong")
except smtplib.SMTPAuthenticationError as e:
    print(e.smtp_code)
for mechanism in "PLAIN", "LOGIN":
    s = smtplib.SMTP(host, 587, timeout=20)
    s.ehlo()
    s.user, s.password = "alice", "crepes et cafe"
    print(s.auth(mechanism, getattr(s, "auth_" + mechanism.lower()))[0], s.sendmail("alice@crepes.fr", ["alice@crepes.fr"], "Subject: mine\n\nhello\n"), s.quit()[0])
for text in b"hello\n.\r\nMAIL FROM:<>\r\n", b"hello\r\n.\nMAIL FROM:<>\r\n", b"a\rb\r\n", b"a\0b\r\n":
    s = smtplib.SMTP(host, timeout=20)
    s.ehlo(); s.mail("carol@hamburger.edu"); s.rcpt("alice@crepes.fr"); s.putcmd("data"); s.getreply()
    s.send(text + b".\r\n")
    print(s.getreply()[0], s.quit()[0])
END
		mails 5
		box | wc -l
		box 3 | grep -c '^Subject: =?'`,
		`250 ['8bitmime', 'chunking', 'enhancedstatuscodes', 'help', 'pipelining', 'size', 'smtputf8']
STARTTLS extension not supported by server.
502
{}
{'nobody@crepes.fr': (550, b'5.1.1 no such user here')}
SMTPRecipientsRefused [550]
SMTPRecipientsRefused [554]
SMTPSenderRefused 552
{} 252 250 250 b'2.0.0 Com' 221
530
535
235 {} 221
235 {} 221
554 221
554 221
554 221
554 221
5
1
`, "python3")
}

func TestSwaks(t *testing.T) {
	smtp(t, `
		try() { swaks --server $at --from carol@hamburger.edu --to alice@crepes.fr --helo client --hide-all --suppress-data "$@" >log 2>&1 && n=0 || n=$?; echo "$1: $n"; }
		try --timeout 20
		try --protocol SMTP
		try --pipeline
		try --attach @/etc/hostname
		try --data 'Subject: %NEW_MESSAGE_ID%\n\n.\n..\nhello\n' 
		try --quit-after RCPT
		try --quit-after MAIL
		try --to nobody@crepes.fr
		try --to alice@crepes.fr,nobody@crepes.fr
		try --to carol@hamburger.edu
		try --tls
		try --from '<>'
		try --from 'a b@c'
		try --port 587
		try --port 587 --auth PLAIN --auth-user alice --auth-password 'crepes et cafe'
		try --port 587 --auth LOGIN --auth-user alice --auth-password 'crepes et cafe'
		try --port 587 --auth LOGIN --auth-user alice --auth-password wrong
		try --port 587 --auth CRAM-MD5 --auth-user alice --auth-password x
		try --server 198.51.100.25
		mails 9
		box | wc -l`,
		`--timeout: 0
--protocol: 0
--pipeline: 0
--attach: 0
--data: 0
--quit-after: 0
--quit-after: 0
--to: 24
--to: 0
--to: 24
--tls: 29
--from: 0
--from: 23
--port: 23
--port: 0
--port: 0
--port: 28
--port: 28
--server: 2
9
`, "swaks")
}

// Mail from Postfix finds its way to us by the MX record of our name server, ours finds
// its way to Postfix, and what either refuses comes back from the other one.
func TestPostfix(t *testing.T) {
	for _, tool := range []string{"postfix", "curl", "swaks"} {
		peers.Need(t, tool)
	}
	if os.Geteuid() != 0 {
		peers.Skip(t, "Postfix needs to be started by root")
	}
	newRunner(t, user{name: "root"}).smtp(postfixSetup+`
		printf 'From: carol@hamburger.edu\nSubject: from Postfix\n\n.\nGr\303\274\303\237e\n' | /usr/sbin/sendmail -C $pf -i -f carol@hamburger.edu -B8BITMIME alice@crepes.fr
		mails 1
		box 1 | grep -v '^	\|^Date\|^Message-Id\|^Received'
		box 1 | grep -c '^Received:'
		send() { swaks --server $at --port 587 --auth PLAIN --auth-user alice --auth-password 'crepes et cafe' --from alice@crepes.fr --helo client --to $1 --data 'Subject: to Postfix\n\n.\n..\nhello\n' >log 2>&1 || cat log; }
		send bob@hamburger.edu
		wait_for '[ -s boxes/bob ]'
		grep -c '^Received:' boxes/bob
		sed -n '/^Return-Path/p; /^Subject/,$p' boxes/bob
		send nobody@hamburger.edu
		mails 2
		box 2 | grep -i '^\(from\|subject\|status\|action\|final-recipient\|remote-mta\|content-type: multipart\)' | grep -v 'to Postfix' | sed 's/mail;.*/mail/'
		printf 'From: carol@hamburger.edu\nSubject: lost\n\nhello\n' | /usr/sbin/sendmail -C $pf -i -f carol@hamburger.edu nobody@crepes.fr
		wait_for '[ -s boxes/carol ]'
		grep -i '^\(status\|action\|final-recipient\|diagnostic-code\)' boxes/carol
		postfix -c $pf stop >/dev/null 2>&1 || true`,
		`Return-Path: <carol@hamburger.edu>
From: carol@hamburger.edu
Subject: from Postfix

.
Grüße
2
2
Return-Path: <alice@crepes.fr>
Subject: to Postfix

.
..
hello


From: Mail Delivery System <MAILER-DAEMON@mail.crepes.fr>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status;
Final-Recipient: rfc822; nobody@hamburger.edu
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.hamburger.edu
Final-Recipient: rfc822; nobody@crepes.fr
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user here
`)
}

// postfixSetup starts Postfix at the address of hamburger.edu's mail server, from a
// configuration of its own.
const postfixSetup = `
		pf=$PWD/postfix
		mkdir -p $pf boxes queue data
		chown postfix data boxes
		sed 's/^\([a-z0-9#].*[ \t][-yn][ \t]*[-yn][ \t]*\)y\([ \t]\)/\1n\2/' /etc/postfix/master.cf > $pf/master.cf
		cp /etc/postfix/dynamicmaps.cf /etc/postfix/postfix-files $pf/ 2>/dev/null || true
		printf '/^(bob|carol)@/ x\n' > $pf/users
		uid=$(id -u postfix)
		cat > $pf/main.cf <<END
compatibility_level = 3.6
queue_directory = $PWD/queue
data_directory = $PWD/data
maillog_file = $PWD/maillog
maillog_file_prefixes = /
myhostname = mail.hamburger.edu
mydomain = hamburger.edu
inet_interfaces = 198.51.100.25
inet_protocols = ipv4
mydestination =
virtual_mailbox_domains = hamburger.edu
virtual_mailbox_base = $PWD/boxes
virtual_mailbox_maps = inline:{bob@hamburger.edu=bob, carol@hamburger.edu=carol}
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$(id -g postfix)
smtp_tls_security_level = none
smtpd_tls_security_level = none
alias_maps =
END
		rm $pf/users
		postfix -c $pf start >postfix.log 2>&1 || { cat postfix.log maillog; exit 1; }
`
