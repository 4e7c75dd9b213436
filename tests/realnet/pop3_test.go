//go:build linux

package main

import (
	"strings"
	"testing"

	"playnet/tests/peers"
)

// popLab is a mail server with three messages in alice's mailbox. The second one has what
// is hard for POP3: lines that begin with dots, an empty last line, 8-bit text.
const popLab = `-- lab.json --
{
  "playnet": 1, "id": "pop", "title": "A mailbox", "subject": "mail", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [{"name": "client", "address": "192.0.2.1"}, {"name": "mail", "address": "192.0.2.25"}],
  "services": [
    {"kind": "mail.server", "host": "mail", "domains": ["crepes.fr"],
     "accounts": [{"user": "alice", "password": "crepes et cafe"}, {"user": "bob", "password": "ketchup"}],
     "mailboxes": [{"user": "alice", "messages": ["mail/one.eml", "mail/two.eml", "mail/three.eml"]}]}
  ]
}
-- mail/one.eml --
From: Bob <bob@crepes.fr>
To: Alice <alice@crepes.fr>
Subject: one
Date: Sun, 1 Mar 2026 10:00:00 +0000
Message-ID: <one@crepes.fr>

the first
-- mail/two.eml --
From: Bob <bob@crepes.fr>
To: Alice <alice@crepes.fr>
Subject: two
Date: Sun, 1 Mar 2026 11:00:00 +0000
Message-ID: <two@crepes.fr>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

.
..two dots, crêpes
.end

-- mail/three.eml --
From: Bob <bob@crepes.fr>
To: Alice <alice@crepes.fr>
Subject: three
Date: Sun, 1 Mar 2026 12:00:00 +0000
Message-ID: <three@crepes.fr>

the last
`

// pop runs a script beside the server, and compares what it prints.
func pop(t *testing.T, script, want string, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		peers.Need(t, tool)
	}
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("pop.lab", strings.NewReader(popLab), 0o644)
		got := r.shell(lab, []string{"-as", "client"}, "cd "+r.temp()+"\nexport HOME="+r.temp()+"\n"+script)
		if text := strings.ReplaceAll(got.stdout, "\r", ""); text != want {
			t.Errorf("printed\n%s\nwant\n%s\n%s", text, want, got.stderr)
		}
	})
}

func TestCurlFetchesMail(t *testing.T) {
	pop(t, `
		at=pop3://$PLAYNET_HOST_MAIL
		fetch() { curl -sS --user 'alice:crepes et cafe' "$@"; }
		fetch $at/
		fetch $at/2 | tail -n 4
		fetch --login-options 'AUTH=+APOP' $at/1 | grep Subject
		fetch -X 'TOP 3 0' $at/ | grep Subject
		fetch -X 'DELE 1' -I $at/
		fetch -X UIDL $at/
		curl -sS --user alice:wrong $at/ || echo "exit $?"`,
		`1 150
2 245
3 153
.
..two dots, crêpes
.end

Subject: one
Subject: three
1 0000000100000002
2 0000000100000003
exit 67
`, "curl")
}

func TestPoplib(t *testing.T) {
	pop(t, `python3 - <<'END'
import os, poplib, socket
host = os.environ["PLAYNET_HOST_MAIL"]
def refused(f, *args):
    try:
        print("not refused:", f(*args))
    except poplib.error_proto as e:
        print(e.args[0].decode())
m = poplib.POP3(host, timeout=20)
print(m.getwelcome()[:3], sorted(m.capa()))
refused(m.stat)
print(m.user("alice"), m.pass_("crepes et cafe"))
print(m.stat(), m.list()[1], m.list(2), m.uidl()[1], m.uidl(3))
print(m.retr(2))
print(m.top(3, 0)[1][2], len(m.top(3, 1)[1]))
print(m.noop(), m.dele(1))
refused(m.retr, 1)
print(m.stat(), m.rset(), m.stat())
other = poplib.POP3(host, timeout=20)
other.user("alice")
refused(other.pass_, "crepes et cafe")
print(other.quit())
m.dele(1)
m.sock.shutdown(socket.SHUT_RDWR)   # no QUIT
m.close()
m = poplib.POP3(host, timeout=20)
for _ in range(10000):              # until the server has noticed
    try:
        print(m.apop("alice", "crepes et cafe"), m.stat())
        break
    except poplib.error_proto as e:
        assert b"IN-USE" in e.args[0], e
m.dele(2)
print(m.quit())
m = poplib.POP3(host, timeout=20)
m.user("alice"); m.pass_("crepes et cafe")
print(m.uidl()[1])
m.quit()
END`,
		`b'+OK' ['AUTH-RESP-CODE', 'EXPIRE', 'IMPLEMENTATION', 'PIPELINING', 'RESP-CODES', 'TOP', 'UIDL', 'USER']
-ERR STAT is not for the AUTHORIZATION state
b'+OK send the password' b'+OK maildrop has 3 messages (548 octets)'
(3, 548) [b'1 150', b'2 245', b'3 153'] b'+OK 2 245' [b'1 0000000100000001', b'2 0000000100000002', b'3 0000000100000003'] b'+OK 3 0000000100000003'
(b'+OK 245 octets', [b'From: Bob <bob@crepes.fr>', b'To: Alice <alice@crepes.fr>', b'Subject: two', b'Date: Sun, 1 Mar 2026 11:00:00 +0000', b'Message-ID: <two@crepes.fr>', b'Content-Type: text/plain; charset=utf-8', b'Content-Transfer-Encoding: 8bit', b'', b'.', b'..two dots, cr\xc3\xaapes', b'.end', b''], 245)
b'Subject: three' 7
b'+OK' b'+OK message 1 deleted'
-ERR message 1 is marked as deleted
(2, 398) b'+OK maildrop has 3 messages (548 octets)' (3, 548)
-ERR [IN-USE] another session has the maildrop
b'+OK goodbye'
b'+OK maildrop has 3 messages (548 octets)' (3, 548)
b'+OK goodbye (2 messages left)'
[b'1 0000000100000001', b'2 0000000100000003']
`, "python3")
}

func TestFetchmail(t *testing.T) {
	pop(t, `
		cat > mda <<'END'
#!/bin/sh
grep -i '^subject' >> got
END
		chmod 755 mda
		config() { echo "poll $PLAYNET_HOST_MAIL protocol pop3 auth password uidl user alice password 'crepes et cafe' is $(id -un) here $1 mda $PWD/mda sslproto ''" > rc; chmod 600 rc; }
		run() { fetchmail -f rc --nosyslog -i ids --pidfile pid > log 2>&1 && n=0 || n=$?; echo "exit $n"; cat got 2>/dev/null || true; rm -f got; }
		config keep
		run
		run
		config "nokeep fetchall"
		run
		run`,
		`exit 0
Subject: one
Subject: two
Subject: three
exit 1
exit 0
Subject: one
Subject: two
Subject: three
exit 1
`, "fetchmail")
}
