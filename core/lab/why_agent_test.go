package lab_test

import (
	"time"

	"playnet/core/lab/labfile"
)

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
