package agent_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/agent"
	"playnet/core/mail"
)

const question = "From: Bob <bob@crepes.fr>\nReply-To: \"Doe, Jane\" <bob@crepes.fr>\nTo: alice@crepes.fr\nSubject: Ketchup?\n" +
	"Message-ID: <q3@crepes.fr>\nIn-Reply-To: <q2@crepes.fr>\nReferences: <q1@crepes.fr> <q2@crepes.fr>\n\nDo you like ketchup?\n"

// An answer goes to whom Reply-To names, says what it answers and all that went before, and
// the question is flagged as answered, with either protocol.
func TestAnswers(t *testing.T) {
	for _, protocol := range []agent.Protocol{agent.IMAP, agent.POP3} {
		t.Run(protocol.String(), func(t *testing.T) {
			w := newWorld(t, agent.Config{Protocol: protocol}, question)
			w.do(func(a *agent.Agent) { a.Fetch() })
			w.do(func(a *agent.Agent) { a.Send(agent.Letter{Text: "No.", Reply: &agent.Place{Folder: "INBOX", UID: 1}}) })
			h := w.newest("bob", "INBOX")
			if to := mail.ParseAddresses(h.Get("To")); len(to) != 1 || to[0].Name != "Doe, Jane" || h.Get("Subject") != "Re: Ketchup?" || h.Get("In-Reply-To") != "<q3@crepes.fr>" {
				t.Errorf("%+v", h)
			}
			if got := mail.MessageIDsOf(h.Get("References")); !slices.Equal(got, []string{"q1@crepes.fr", "q2@crepes.fr", "q3@crepes.fr"}) {
				t.Errorf("references %q", got)
			}
			w.do(func(a *agent.Agent) {
				a.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Text: "See:", Forward: &agent.Place{Folder: "INBOX", UID: 1}})
			})
			items, _ := w.agent.List("INBOX", 0, 10)
			if len(items) != 1 || !items[0].HasFlag(`\Answered`) || !items[0].HasFlag("$Forwarded") {
				t.Errorf("the question's flags: %+v", items)
			}
			all := w.at("bob", "INBOX")
			root := mail.Parse(all[len(all)-1].Source())
			if len(root.Children) != 2 || root.Children[1].Type != "message/rfc822" || !strings.Contains(string(all[len(all)-1].Source()), "Do you like ketchup?\r\n") {
				t.Errorf("what was passed on: %+v", root)
			}
		})
	}
}

// A draft is kept with all that was written into it, once however often it is saved, and is
// gone when it is sent; while the server is away it lies on this machine.
func TestDrafts(t *testing.T) {
	w := newWorld(t, agent.Config{})
	l := agent.Letter{To: []string{"bob@crepes.fr"}, Bcc: []string{`"Doe, Jane" <jane@crepes.fr>`}, Subject: "First", Text: "x"}
	w.do(func(a *agent.Agent) { a.Draft(l) })
	items, _ := w.agent.List("Drafts", 0, 10)
	if len(items) != 1 || !items[0].HasFlag(`\Draft`) {
		t.Fatalf("drafts %+v; the program says %q", items, w.shows().Doing)
	}
	if bcc := mail.ParseAddresses(w.newest("alice", "Drafts").Get("Bcc")); len(bcc) != 1 || bcc[0].Spec() != "jane@crepes.fr" || bcc[0].Name != "Doe, Jane" {
		t.Errorf("the draft's Bcc is %v", bcc)
	}
	l.Subject, l.Draft = "Second", items[0].UID
	w.do(func(a *agent.Agent) { a.Draft(l) })
	if got := w.subjects("Drafts"); !slices.Equal(got, []string{"Second"}) {
		t.Errorf("drafts %q", got)
	}
	items, _ = w.agent.List("Drafts", 0, 10)
	l.Draft, l.Bcc = items[0].UID, nil
	w.do(func(a *agent.Agent) { a.Send(l) })
	if n, left := len(w.at("bob", "INBOX")), len(w.at("alice", "Drafts")); n != 1 || left != 0 || len(w.subjects("Drafts")) != 0 {
		t.Errorf("bob has %d mails, %d drafts are left", n, left)
	}
	w.mail.Stop()
	w.do(func(a *agent.Agent) { a.Draft(agent.Letter{Subject: "Alone", Text: "x"}) })
	w.after(10 * time.Minute)
	if got := w.subjects("Local/Drafts"); !slices.Equal(got, []string{"Alone"}) {
		t.Errorf("on this machine are the drafts %q", got)
	}
}

// POP3 brings each message once, whether the server keeps it or not, also after the machine
// was off.
func TestPOP3BringsEachMessageOnce(t *testing.T) {
	for _, keep := range []bool{true, false} {
		w := newWorld(t, agent.Config{Protocol: agent.POP3, Keep: keep}, question, "Subject: Second\n\nx\n")
		w.do(func(a *agent.Agent) { a.Fetch() })
		w.do(func(a *agent.Agent) { a.Fetch() })
		w.pc.Stop()
		w.pc.Start()
		w.after(time.Second)
		w.do(func(a *agent.Agent) { a.Fetch() })
		left := 0
		if keep {
			left = 2
		}
		if got := w.subjects("INBOX"); !slices.Equal(got, []string{"Second", "Ketchup?"}) || len(w.at("alice", "INBOX")) != left {
			t.Errorf("keep %v: it has %q, the server %d", keep, got, len(w.at("alice", "INBOX")))
		}
	}
}

// Folders are made, renamed and deleted on the server, and messages go between them, also
// to this machine and back.
func TestFolders(t *testing.T) {
	w := newWorld(t, agent.Config{}, question)
	w.do(func(a *agent.Agent) { a.Fetch() })
	w.do(func(a *agent.Agent) {
		a.CreateFolder("Food")
		a.RenameFolder("Food", "Sauces")
		a.Move("INBOX", []uint32{1}, "Sauces")
		a.Flag("Sauces", []uint32{1}, []string{`\Flagged`}, nil)
	})
	all := w.at("alice", "Sauces")
	if len(w.at("alice", "INBOX")) != 0 || len(all) != 1 || !all[0].Has(`\Flagged`) || !slices.Equal(w.subjects("Sauces"), []string{"Ketchup?"}) {
		t.Fatalf("on the server %v; the program has %q and says %q", all, w.subjects("Sauces"), w.shows().Doing)
	}
	w.do(func(a *agent.Agent) { a.Move("Sauces", []uint32{1}, "Local/Kept") })
	if len(w.at("alice", "Sauces")) != 0 || !slices.Equal(w.subjects("Local/Kept"), []string{"Ketchup?"}) {
		t.Errorf("on the server %v; here %q", w.at("alice", "Sauces"), w.subjects("Local/Kept"))
	}
	w.do(func(a *agent.Agent) { a.Copy("Local/Kept", []uint32{1}, "INBOX") })
	if got := w.at("alice", "INBOX"); len(got) != 1 || string(got[0].Source()) != strings.ReplaceAll(question, "\n", "\r\n") {
		t.Errorf("back on the server: %v", got)
	}
	w.do(func(a *agent.Agent) {
		a.DeleteFolder("Sauces")
		a.RenameFolder("Local/Kept", "Kept")
	})
	if got := names(w.shows()); slices.Contains(got, "Sauces") || !slices.Contains(got, "Local/Kept") {
		t.Errorf("folders %q", got)
	}
	if failed := events[agent.EventFailed](w); len(failed) != 1 || !strings.Contains(failed[0].Reason, "can't be renamed from the server") {
		t.Errorf("%+v", failed)
	}
}

// Who listens hears of new mail at once; what another program deletes goes here, too; and a
// folder that was made anew under its name holds nothing of the old one.
func TestWhatOthersDo(t *testing.T) {
	w := newWorld(t, agent.Config{}, question)
	w.do(func(a *agent.Agent) { a.Fetch() })
	w.do(func(a *agent.Agent) { a.Listen(true) })
	u, _ := w.server.Store().User("alice")
	if _, err := u.Inbox().Append([]byte("Subject: Now\r\n\r\nx\r\n"), nil, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	w.after(time.Second)
	if got := w.subjects("INBOX"); !slices.Equal(got, []string{"Now", "Ketchup?"}) {
		t.Errorf("it has %q", got)
	}
	u.Inbox().Expunge([]uint32{1})
	w.after(time.Second)
	if got := w.subjects("INBOX"); !slices.Equal(got, []string{"Now"}) {
		t.Errorf("after a deletion it has %q", got)
	}
	w.do(func(a *agent.Agent) { a.Listen(false); a.CreateFolder("Box"); a.Copy("INBOX", []uint32{2}, "Box") })
	w.do(func(a *agent.Agent) { a.Fetch(); a.Browse("Box", 0, 10) })
	if got := w.subjects("Box"); !slices.Equal(got, []string{"Now"}) {
		t.Fatalf("the folder has %q", got)
	}
	if err := u.Delete("Box"); err != nil {
		t.Fatal(err)
	}
	if err := u.Create("Box"); err != nil {
		t.Fatal(err)
	}
	box, err := u.Mailbox("Box")
	if err != nil {
		t.Fatal(err)
	}
	// It has the UID that the old one's had: as many messages, as many of them unread, and
	// UIDVALIDITY alone says that it is another.
	if uid, err := box.Append([]byte("Subject: Other\r\n\r\nx\r\n"), nil, time.Unix(0, 0)); err != nil || uid != 1 {
		t.Fatal(uid, err)
	}
	w.after(time.Minute) // the connection that stood on the old one is over
	w.do(func(a *agent.Agent) { a.Fetch() })
	if got := w.subjects("Box"); !slices.Equal(got, []string{"Other"}) {
		t.Errorf("the new folder has %q", got)
	}
}
