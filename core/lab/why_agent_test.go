package lab_test

import (
	"time"

	"playnet/core/agent"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
)

// What users' mail programs say when something goes wrong.
func init() {
	for _, b := range []trace.Body{
		agent.EventUnsent{MessageID: "1@crepes.fr", Server: "mail.crepes.fr", Reason: "connection refused"},
		agent.EventUnsent{MessageID: "1@crepes.fr", Server: "mail.crepes.fr", Reason: "550 no", Final: true},
		agent.EventFailed{What: "fetch", Reason: "connection refused"}, agent.EventRemoved{Folder: "INBOX", UIDs: []uint32{7}},
		agent.EventFetched{Protocol: "imap", From: "Bob <bob@hamburger.edu>", What: "part 2", Size: 100},
		agent.EventState{Before: "idle", After: "fetching", Why: "INBOX"}, agent.EventChecked{Protocol: "imap", Server: "mail.crepes.fr"},
	} {
		rare = append(rare, trace.Event{ID: 1, Host: "alice", Body: b})
	}
}

// mailTrouble is what else can happen in a world of mail.
var mailTrouble = []struct {
	name    string
	at      time.Duration
	actions []labfile.Action
}{
	{"mail by POP3", 100 * time.Millisecond, []labfile.Action{labfile.LabSwitch{Switch: "pop3", On: true}}},
	{"mail for nobody", 18 * time.Second, []labfile.Action{
		labfile.MailSend{Host: "alice", To: []labfile.Recipient{"nobody@hamburger.edu", "alice@crepes.fr"}, Subject: "Anybody there?"},
		labfile.MailSend{Host: "alice", To: []labfile.Recipient{"nobody@crepes.fr"}},
		labfile.MailDraft{Host: "alice", Subject: "Later"},
		labfile.MailFlag{Host: "alice", Folder: "INBOX", UIDs: []labfile.MailUID{1}, Add: []labfile.MailFlagName{`\Flagged`}},
		labfile.MailCopy{Host: "alice", Folder: "INBOX", UIDs: []labfile.MailUID{1}, To: "Local/Kept"},
		labfile.MailDelete{Host: "alice", Folder: "INBOX", UIDs: []labfile.MailUID{1}},
		labfile.MailOpen{Host: "alice", Folder: "INBOX", UID: 77},
		labfile.MailFolderCreate{Host: "alice", Folder: "Recipes"},
		labfile.MailFolderRename{Host: "alice", Folder: "Recipes", To: "Crepes"},
		labfile.MailFolderDelete{Host: "alice", Folder: "Crepes"},
		labfile.MailIdle{Host: "alice", On: true},
		labfile.MailSend{Host: "bob", To: []labfile.Recipient{"alice@crepes.fr"}, Subject: "Listening?"},
		labfile.MailFetch{Host: "bob"},
	}},
}
