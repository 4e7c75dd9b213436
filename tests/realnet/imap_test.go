//go:build linux

package main

import (
	"strings"
	"testing"
)

// The mailbox is the one of the POP3 tests (popLab); by IMAP its messages stay.

func TestCurlReadsMailboxes(t *testing.T) {
	pop(t, `
		at=imap://$PLAYNET_HOST_MAIL
		fetch() { curl -sS --user 'alice:crepes et cafe' "$@"; }
		fetch $at/ | tr -d '\r'
		fetch "$at/INBOX;UID=2" | tail -n 3
		fetch "$at/INBOX;UID=1;SECTION=HEADER.FIELDS%20(Subject)" | head -n 1
		fetch "$at/INBOX?SUBJECT%20three"
		fetch --login-options 'AUTH=PLAIN' -X 'CREATE Recipes' $at/
		fetch -X 'COPY 3 Recipes' $at/INBOX
		fetch -X 'STATUS Recipes (MESSAGES)' $at/
		printf 'Subject: by curl\r\n\r\nhello\r\n' > new
		fetch -T new $at/Recipes
		fetch "$at/Recipes;MAILINDEX=2"
		curl -sS --user alice:wrong $at/ || echo "exit $?"`,
		`* LIST (\HasNoChildren) "/" INBOX
..two dots, crêpes
.end

Subject: one
* SEARCH 3
* STATUS Recipes (MESSAGES 1)
Subject: by curl

hello
exit 67
`, "curl")
}

func TestImaplib(t *testing.T) {
	pop(t, `python3 - <<'END'
import imaplib, os
host = os.environ["PLAYNET_HOST_MAIL"]
m = imaplib.IMAP4(host, timeout=20)
print(m.state, "IDLE" in m.capabilities, "STARTTLS" in m.capabilities)
try:
    m.login("alice", "wrong")
except imaplib.IMAP4.error as e:
    print(e.args[0][:26])
m.login("alice", "crepes et cafe")
print(m.list(), m.namespace())
print(m.create("Recipes"), m.subscribe("Recipes"), m.lsub('""', "R*"))
print(m.select("INBOX"), m.state)
print(m.fetch("1:3", "(FLAGS UID RFC822.SIZE)"))
print(m.fetch("2", "(BODY.PEEK[TEXT])"))
print(m.search(None, "SUBJECT", "one"), m.uid("SEARCH", "ALL"))
print(m.store("1", "+FLAGS", "(\\Flagged)"), m.copy("1:2", "Recipes"))
print(m.append("Recipes", "(\\Seen)", imaplib.Time2Internaldate(0), b"Subject: appended\n\nyes\n"))
print(m.status("Recipes", "(MESSAGES UNSEEN)"))
other = imaplib.IMAP4(host, timeout=20)
other.authenticate("PLAIN", lambda _: b"\0alice\0crepes et cafe")
other.select("INBOX")
other.store("1", "+FLAGS.SILENT", "(\\Deleted)")
print(other.expunge())
print(m.noop(), m.response("EXPUNGE"), m.fetch("1", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
print(m.select("Recipes", readonly=True), m.store("1", "+FLAGS", "(\\Seen)")[0])
print(m.fetch("3", "(FLAGS BODY[])"))
print(m.close(), m.rename("Recipes", "Old"), m.delete("Old"), m.unsubscribe("Recipes"))
print(m.logout()[0], m.state)
other.logout()
END`, `NONAUTH True False
b'[AUTHENTICATIONFAILED] Use'
('OK', [b'(\\HasNoChildren) "/" INBOX']) ('OK', [b'(("" "/")) NIL NIL'])
('OK', [b'CREATE completed']) ('OK', [b'SUBSCRIBE completed']) ('OK', [b'() "/" Recipes'])
('OK', [b'3']) SELECTED
('OK', [b'1 (FLAGS (\\Recent) UID 1 RFC822.SIZE 150)', b'2 (FLAGS (\\Recent) UID 2 RFC822.SIZE 245)', b'3 (FLAGS (\\Recent) UID 3 RFC822.SIZE 153)'])
('OK', [(b'2 (BODY[TEXT] {32}', b'.\r\n..two dots, cr\xc3\xaapes\r\n.end\r\n\r\n'), b')'])
('OK', [b'1']) ('OK', [b'1 2 3'])
('OK', [b'1 (FLAGS (\\Flagged \\Recent))']) ('OK', [b'[COPYUID 2 1:2 1:2] COPY completed'])
('OK', [b'[APPENDUID 2 3] APPEND completed'])
('OK', [b'Recipes (MESSAGES 3 UNSEEN 2)'])
('OK', [b'1'])
('OK', [b'NOOP completed']) ('EXPUNGE', [b'1']) ('OK', [(b'1 (BODY[HEADER.FIELDS (SUBJECT)] {16}', b'Subject: two\r\n\r\n'), b')'])
('OK', [b'3']) NO
('OK', [(b'3 (FLAGS (\\Seen \\Recent) BODY[] {26}', b'Subject: appended\r\n\r\nyes\r\n'), b')'])
('OK', [b'CLOSE completed']) ('OK', [b'RENAME completed']) ('OK', [b'DELETE completed']) ('OK', [b'UNSUBSCRIBE completed'])
BYE LOGOUT
`, "python3")
}

func TestMbsync(t *testing.T) {
	pop(t, `
		mkdir -p mail
		cat > rc <<END
IMAPAccount a
Host $PLAYNET_HOST_MAIL
User alice
Pass "crepes et cafe"
SSLType None
AuthMechs LOGIN

IMAPStore far
Account a

MaildirStore near
Path $PWD/mail/
Inbox $PWD/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
SyncState *
END
		run() { mbsync -q -c rc all && n=0 || n=$?; echo "exit $n"; }
		imap() { curl -sS --user 'alice:crepes et cafe' "$@" | tr -d '\r'; }
		run
		cat mail/INBOX/cur/* mail/INBOX/new/* 2>/dev/null | grep Subject | sort
		mkdir -p mail/Recipes/cur mail/Recipes/new mail/Recipes/tmp
		printf 'Subject: from mbsync\n\nhello\n' > mail/Recipes/cur/1.host:2,S
		rm $(grep -l 'Subject: two' mail/INBOX/cur/* mail/INBOX/new/* 2>/dev/null)
		run
		imap "imap://$PLAYNET_HOST_MAIL/" | sort
		imap "imap://$PLAYNET_HOST_MAIL/Recipes;MAILINDEX=1" | grep -v TUID
		imap -X 'STATUS INBOX (MESSAGES)' imap://$PLAYNET_HOST_MAIL/
		imap -X 'STORE 1 +FLAGS (\Flagged \Seen)' imap://$PLAYNET_HOST_MAIL/INBOX
		run
		ls mail/INBOX/cur | grep -c ':2,FS'`,
		`exit 0
Subject: one
Subject: three
Subject: two
exit 0
* LIST (\HasNoChildren) "/" INBOX
* LIST (\HasNoChildren) "/" Recipes
Subject: from mbsync

hello
* STATUS INBOX (MESSAGES 2)
* 1 FETCH (FLAGS (\Seen \Flagged))
exit 0
1
`, "mbsync", "curl")
}

func TestFetchmailByIMAP(t *testing.T) {
	pop(t, `
		cat > mda <<'END'
#!/bin/sh
grep -i '^subject' >> got
END
		chmod 755 mda
		config() { echo "poll $PLAYNET_HOST_MAIL protocol imap auth password uidl user alice password 'crepes et cafe' is $(id -un) here $1 mda $PWD/mda sslproto ''" > rc; chmod 600 rc; }
		run() { fetchmail -f rc --nosyslog -i ids --pidfile pid > log 2>&1 && n=0 || n=$?; echo "exit $n"; cat got 2>/dev/null || true; rm -f got; }
		config keep
		run
		run
		config "nokeep fetchall"
		run
		run`,
		strings.Repeat(`exit 0
Subject: one
Subject: two
Subject: three
exit 1
`, 2), "fetchmail")
}
