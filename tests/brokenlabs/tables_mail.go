package brokenlabs

import "strings"

const (
	mailServer = "services[](mail.server)."
	mailAgent  = "services[](mail.agent)."
	mailSend   = "timeline[].do(mail.send)."
)

// mailValues are the badValues of fields of mail.
var mailValues = []badValue{
	{mailServer + "quota", `"2 hands"`, "bad-size", true},
	{mailServer + "giveUpAfter", `"0s"`, "zero-duration", false},
	{mailServer + "warnAfter", `"0s"`, "zero-duration", false},
	{mailServer + "protocols", `["pop4"]`, "unknown-value-near", true},
	{mailServer + "protocols", `[]`, "too-few", true},
	{mailServer + "relayFor", `["nobody"]`, "unknown-host", false},
	{mailServer + "accounts[].user", `".ann"`, "bad-mail-user", true},
	{mailServer + "accounts[].user", `"` + strings.Repeat("a", 41) + `"`, "bad-mail-user", true},
	{mailServer + "accounts[].password", `"` + strings.Repeat("a", 41) + `"`, "password-too-long", true},
	{mailServer + "accounts[].password", `"s\u00e9same"`, "bad-password", true},
	{mailServer + "accounts[].password", `""`, "bad-password", true},
	{mailServer + "dkim.key", `"c2VjcmV0"`, "bad-signing-key", true},
	{mailServer + "mailboxes[].user", `"berta"`, "mail-unknown-user-near", false},
	{mailServer + "mailboxes[].user", `"somebody"`, "mail-unknown-user", false},
	{mailServer + "mailboxes[].folder", `"a//b"`, "bad-folder", false},
	{mailServer + "mailboxes[].folder", `"` + strings.Repeat("a", 201) + `"`, "folder-too-long", true},
	{mailServer + "mailboxes[].messages", `["mail/helo.eml"]`, "no-such-member-near", false},
	{mailServer + "mailboxes[].messages", `["mail/nothing-like-that.eml"]`, "no-such-member", false},
	{mailServer + "mailboxes[].messages", `["story.md"]`, "not-a-mail", false},
	{mailServer + "mailboxes[].flags", `["\\Old"]`, "bad-mail-flag", true},
	{mailServer + "mailboxes[].copies", `0`, "out-of-range", true},
	{mailAgent + "address", `"ann"`, "bad-mail-address", true},
	{mailAgent + "address", `"Ann <ann@test>"`, "bad-mail-address", true},
	{mailAgent + "address", `"ann@tset"`, "mail-unknown-domain-near", false},
	{mailAgent + "address", `"ann@example.org"`, "mail-unknown-domain", false},
	{mailAgent + "user", `"anna"`, "mail-unknown-user-near", false},
	{mailAgent + "protocol", `"uucp"`, "unknown-value", true},
	{mailAgent + "every", `"0s"`, "zero-duration", false},
	{mailAgent + "retryAfter", `"0s"`, "zero-duration", false},
	{mailSend + "to", `["Bert"]`, "bad-mail-address", true},
	{mailSend + "to", `["bert@test, ann@test"]`, "bad-mail-address", false},
	{mailSend + "subject", `"two\nlines"`, "bad-header-text", true},
	{mailSend + "inReplyTo", `"<1@test>"`, "bad-message-id", true},
	{mailSend + "draft", `0`, "out-of-range", true},
	{mailSend + "attachments[].name", `"../dot.png"`, "bad-file-name", true},
	{mailSend + "attachments[].type", `"picture"`, "bad-media-type", true},
	{mailSend + "attachments[].data", `"a b"`, "bad-content", true},
	{"timeline[].do(mail.open).part", `"1.0"`, "bad-part", true},
	{"timeline[].do(mail.open).uid", `4294967296`, "out-of-range", true},
	{"timeline[].do(mail.flag).add", `["two words"]`, "bad-mail-flag", true},
	{"timeline[].do(mail.folder.rename).to", `"Recipes"`, "mail-same-folder", false},
	{"timeline[].do(mail.folder.rename).folder", `"inbox"`, "mail-keeps-inbox", false},
	{"timeline[].do(mail.copy).uids", `[]`, "too-few", true},
	{"timeline[].do(mail.copy).host", `"root"`, "no-mail-agent", false},
}
