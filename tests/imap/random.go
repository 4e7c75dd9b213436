package imap

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"playnet/tests/imapscript"
)

// sequence is random commands for two sessions of one user, and what each server made of
// them.
type sequence struct {
	dice     *rand.Rand
	messages int
}

// step is a command on one of the connections.
type step struct{ on, command string }

var (
	boxes    = []string{"INBOX", "A", "B", "A/C", "inbox", "Nope", "B/D"}
	sets     = []string{"1", "2:3", "1:*", "*", "4,2", "3:1", "7", "1:2,2:4", "99:*", "5"}
	flagSets = []string{`(\Seen)`, `(\Deleted)`, `(\Flagged \Answered)`, `(\Draft)`, `()`, `($One)`, `(\Deleted $Two)`, `(\Seen \Deleted)`}
	items    = []string{"FLAGS", "(UID FLAGS)", "RFC822.SIZE", "(INTERNALDATE UID)", "ENVELOPE", "BODYSTRUCTURE", "BODY",
		"BODY[]", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]<3.9>", "(BODY[1] FLAGS)", "BODY.PEEK[HEADER.FIELDS (Subject)]", "FAST", "RFC822.TEXT"}
	keys = []string{"ALL", "SEEN", "UNSEEN", "DELETED", "FLAGGED", "KEYWORD $One", "NOT ANSWERED", "OR SEEN DELETED", "SUBJECT recipe",
		"BODY number", "TO alice", "LARGER 100", "2:3", "UID 1:4", "SINCE 3-Mar-2026", "BEFORE 3-Mar-2026", "(DRAFT SEEN)", "HEADER Message-ID 2@", "SENTON 2-Mar-2026"}
	patterns = []string{"*", "%", "A*", "A/%", "inbox", "%/%", "Nope", `""`}
)

func (q *sequence) pick(list []string) string { return list[q.dice.IntN(len(list))] }

// steps returns so many commands.
func (q *sequence) steps(n int) []step {
	var list []step
	for range n {
		on := "a"
		if q.dice.IntN(4) == 0 {
			on = "b"
		}
		list = append(list, step{on, q.command()})
	}
	return list
}

// command draws a command. Those on messages come more often.
func (q *sequence) command() string {
	uid := []string{"", "UID "}[q.dice.IntN(2)]
	switch n := q.dice.IntN(40); {
	case n < 6:
		return uid + "FETCH " + q.pick(sets) + " " + q.pick(items)
	case n < 12:
		op := []string{"", "+", "-"}[q.dice.IntN(3)]
		silent := []string{"", ".SILENT"}[q.dice.IntN(2)]
		return uid + "STORE " + q.pick(sets) + " " + op + "FLAGS" + silent + " " + q.pick(flagSets)
	case n < 16:
		return uid + "SEARCH " + q.pick(keys)
	case n < 19:
		return uid + "COPY " + q.pick(sets) + " " + q.pick(boxes)
	case n < 21:
		return uid + "MOVE " + q.pick(sets) + " " + q.pick(boxes)
	case n < 23:
		return []string{"EXPUNGE", "EXPUNGE", "UID EXPUNGE " + q.pick(sets)}[q.dice.IntN(3)]
	case n < 28:
		return "SELECT " + q.pick(boxes)
	case n < 30:
		q.messages++
		m := imapscript.Message(q.messages)
		return fmt.Sprintf("APPEND %s %s \"%02d-Mar-2026 09:00:00 +0000\" {%d+}\r\n%s", q.pick(boxes), q.pick(flagSets), q.messages%28+1, len(m), m)
	}
	return q.folderCommand()
}

// folderCommand draws a command on mailboxes, or on the session.
func (q *sequence) folderCommand() string {
	switch q.dice.IntN(12) {
	case 0:
		return "CREATE " + q.pick(boxes[1:])
	case 1:
		return "DELETE " + q.pick(boxes)
	case 2:
		// Renaming INBOX is not drawn: Dovecot gives the new mailbox INBOX's UIDs, and INBOX
		// new ones (testdata/dialogue/03-mailboxes.txt has what the RFC says of it).
		return "RENAME " + q.pick([]string{"A", "B", "A/C", "Nope", "B/D"}) + " " + q.pick(boxes)
	case 3:
		return "SUBSCRIBE " + q.pick(boxes)
	case 4:
		return "UNSUBSCRIBE " + q.pick(boxes)
	case 5:
		return "LIST \"\" " + q.pick(patterns)
	case 6:
		return "LSUB \"\" " + q.pick(patterns)
	case 7:
		return "STATUS " + q.pick(boxes) + " (MESSAGES UIDNEXT UNSEEN)"
	case 8:
		return "CLOSE"
	case 9:
		return "UNSELECT"
	case 10:
		return "CHECK"
	}
	return "NOOP"
}

// play has a server do the commands. It returns the tagged answers, and the mailboxes as
// they are at the end.
func play(s imapscript.Server, list []step) (answers []string, state string) {
	tag := 0
	say := func(on, command string) string {
		tag++
		t := fmt.Sprintf("t%d", tag)
		got := imapscript.Normal(s.Say(on, t+" "+command+"\r\n", map[string]string{on: t + " OK"})[on])
		return strings.ReplaceAll(got, t+" ", "")
	}
	for _, on := range []string{"a", "b"} {
		s.Dial(on)
		s.Say(on, "", map[string]string{on: "* OK"})
		say(on, "LOGIN "+imapscript.User+" "+imapscript.Password)
	}
	for i := range 5 {
		m := imapscript.Message(100 + i)
		say("a", fmt.Sprintf("APPEND INBOX \"%02d-Mar-2026 09:00:00 +0000\" {%d+}\r\n%s", i+1, len(m), m))
	}
	say("a", "CREATE A")
	say("a", "CREATE A/C")
	say("a", "SELECT INBOX")
	say("b", "SELECT INBOX")
	last := "b"
	for _, st := range list {
		if st.on != last {
			// When a session is told of what the other one has done is the server's choice;
			// here it is told before its turn, so that numbers mean the same to both servers.
			say(st.on, "NOOP")
			last = st.on
		}
		answers = append(answers, say(st.on, st.command))
	}
	s.Dial("end")
	s.Say("end", "", map[string]string{"end": "* OK"})
	say("end", "LOGIN "+imapscript.User+" "+imapscript.Password)
	state = say("end", `LIST "" *`)
	for _, box := range []string{"INBOX", "A", "B", "A/C", "Nope", "B/D"} {
		state += box + ": " + say("end", "STATUS "+box+" (MESSAGES UIDNEXT UNSEEN)")
		say("end", "EXAMINE "+box)
		state += say("end", "UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)")
	}
	return answers, state
}
