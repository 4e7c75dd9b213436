package labfile

import "playnet/core/lab/strict"

// MailSend writes a message with a host's mail program and sends it: the program hands it
// to the user's server. A reply is a message that names what it replies to.
type MailSend struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// Whom it is for.
	To []Recipient `json:"to,omitempty" strict:"max=100"`
	// Who gets a copy.
	Cc []Recipient `json:"cc,omitempty" strict:"max=100"`
	// Who gets a copy that the others do not hear of.
	Bcc []Recipient `json:"bcc,omitempty" strict:"max=100"`
	// What it is about, in any language.
	Subject HeaderText `json:"subject,omitempty" strict:"max=500"`
	// The text, in any language; lines end in LF.
	Text string `json:"text,omitempty" strict:"max=1000000"`
	// The same text as HTML, beside the plain one.
	HTML string `json:"html,omitempty" strict:"max=1000000"`
	// Files that go along.
	Attachments []MailAttachment `json:"attachments,omitempty" strict:"max=20"`
	// The Message-ID of the message that it replies to.
	InReplyTo MessageID `json:"inReplyTo,omitempty"`
	// The message that it replies to, by its place: it gives the Message-ID, and where they are absent whom it is for and what it is about ("Re: …").
	Reply *MailPlace `json:"reply,omitempty"`
	// The message that it forwards: it goes along as an attachment; where there is no subject, it is "Fwd: …".
	Forward *MailPlace `json:"forward,omitempty"`
	// What the message claims that it is from, instead of the user's own name and address: a forgery.
	From Recipient `json:"from,omitempty"`
	// The draft that it was, which goes now: its number in the folder "Drafts".
	Draft *MailUID `json:"draft,omitempty"`
}

// MailDraft saves a message that is not finished in the folder "Drafts".
type MailDraft struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// Whom it is for.
	To []Recipient `json:"to,omitempty" strict:"max=100"`
	// Who gets a copy.
	Cc []Recipient `json:"cc,omitempty" strict:"max=100"`
	// Who gets a copy that the others do not hear of.
	Bcc []Recipient `json:"bcc,omitempty" strict:"max=100"`
	// What it is about, in any language.
	Subject HeaderText `json:"subject,omitempty" strict:"max=500"`
	// The text, in any language; lines end in LF.
	Text string `json:"text,omitempty" strict:"max=1000000"`
	// The same text as HTML, beside the plain one.
	HTML string `json:"html,omitempty" strict:"max=1000000"`
	// Files that go along.
	Attachments []MailAttachment `json:"attachments,omitempty" strict:"max=20"`
	// The Message-ID of the message that it replies to.
	InReplyTo MessageID `json:"inReplyTo,omitempty"`
	// The message that it replies to, by its place: it gives the Message-ID, and where they are absent whom it is for and what it is about ("Re: …").
	Reply *MailPlace `json:"reply,omitempty"`
	// The message that it forwards: it goes along as an attachment; where there is no subject, it is "Fwd: …".
	Forward *MailPlace `json:"forward,omitempty"`
	// The draft in whose place it is put: its number in the folder "Drafts".
	Draft *MailUID `json:"draft,omitempty"`
}

// MailAttachment is a file that goes along with a message.
type MailAttachment struct {
	// The file's name, in any language.
	Name FileName `json:"name" strict:"required"`
	// What it is, as "image/jpeg".
	Type MediaType `json:"type" strict:"required"`
	// The file's bytes, in base64.
	Data Content `json:"data" strict:"required,max=12000000"`
	// What it shows, in words (RFC 2045, section 8).
	Description HeaderText `json:"description,omitempty" strict:"max=200"`
	// A name by which the HTML text shows it as <img src="cid:NAME"> (RFC 2392), of the form of a Message-ID.
	ContentID MessageID `json:"contentId,omitempty"`
}

// MailPlace is where a message lies.
type MailPlace struct {
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// The message's number in it.
	UID MailUID `json:"uid" strict:"required"`
}

// MailFetch lets a host's mail program look for new mail.
type MailFetch struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
}

// MailOpen opens a message: what the mail program does not have of it yet is fetched.
type MailOpen struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// The message's number in it.
	UID MailUID `json:"uid" strict:"required"`
	// The part that is wanted, as "2": with IMAP nothing else is fetched. All of the message if absent.
	Part PartPath `json:"part,omitempty"`
}

// MailList lets a host's mail program ask for the headers of older messages, as its user
// scrolls through a long list.
type MailList struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// Which message begins, counted from 0, the newest one; 0 if absent.
	From Place `json:"from,omitempty"`
	// How many are wanted, 1 to 1,000; 100 if absent.
	N *PageSize `json:"n,omitempty"`
}

// MailMove moves messages to another folder.
type MailMove struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// The messages' numbers in it.
	UIDs []MailUID `json:"uids" strict:"required,min=1,max=1000"`
	// Where they go.
	To FolderName `json:"to" strict:"required"`
}

// MailCopy copies messages to another folder.
type MailCopy struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// The messages' numbers in it.
	UIDs []MailUID `json:"uids" strict:"required,min=1,max=1000"`
	// Where the copies go.
	To FolderName `json:"to" strict:"required"`
}

// MailFlag sets flags of messages, and takes others away.
type MailFlag struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// The messages' numbers in it.
	UIDs []MailUID `json:"uids" strict:"required,min=1,max=1000"`
	// Flags that they get, as "\\Seen".
	Add []MailFlagName `json:"add,omitempty" strict:"max=16"`
	// Flags that they lose.
	Remove []MailFlagName `json:"remove,omitempty" strict:"max=16"`
}

// MailDelete deletes messages for good.
type MailDelete struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// The messages' numbers in it.
	UIDs []MailUID `json:"uids" strict:"required,min=1,max=1000"`
}

// MailFolderCreate makes a folder.
type MailFolderCreate struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder's name. With IMAP it is made on the server, unless it begins with "Local/": then in the mail program alone.
	Folder FolderName `json:"folder" strict:"required"`
}

// MailFolderDelete deletes a folder with all that is in it.
type MailFolderDelete struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
}

// MailFolderRename gives a folder another name.
type MailFolderRename struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// The folder.
	Folder FolderName `json:"folder" strict:"required"`
	// Its new name.
	To FolderName `json:"to" strict:"required"`
}

// MailIdle has a mail program that uses IMAP listen for what is new (IDLE, RFC 2177), or no
// longer.
type MailIdle struct {
	// The host of the mail program.
	Host Name `json:"host" strict:"required"`
	// Whether it listens from now.
	On bool `json:"on" strict:"required"`
}

func (MailSend) Op() string         { return "mail.send" }
func (MailDraft) Op() string        { return "mail.draft" }
func (MailFetch) Op() string        { return "mail.fetch" }
func (MailOpen) Op() string         { return "mail.open" }
func (MailList) Op() string         { return "mail.list" }
func (MailMove) Op() string         { return "mail.move" }
func (MailCopy) Op() string         { return "mail.copy" }
func (MailFlag) Op() string         { return "mail.flag" }
func (MailDelete) Op() string       { return "mail.delete" }
func (MailFolderCreate) Op() string { return "mail.folder.create" }
func (MailFolderDelete) Op() string { return "mail.folder.delete" }
func (MailFolderRename) Op() string { return "mail.folder.rename" }
func (MailIdle) Op() string         { return "mail.idle" }

var (
	noMailAgent  = strict.Define("no-mail-agent", `no mail program runs on the host "{host}"`)
	noRecipient  = strict.Define("mail-no-recipient", `a message that is sent needs somebody in "to", "cc" or "bcc"`)
	sameFolder   = strict.Define("mail-same-folder", `both folders are "{folder}"`)
	keepsInbox   = strict.Define("mail-keeps-inbox", `the folder INBOX can be neither deleted nor renamed`)
	noFlagChange = strict.Define("mail-no-flag", `a change of flags needs something in "add" or "remove"`)
)

// MailAgentOn returns the mail program of a host, as the lab has it.
func (f *File) MailAgentOn(host Name) (s MailAgent, ok bool) {
	s, ok = f.ServiceOf(host, MailAgent{}.Kind()).(MailAgent)
	return s, ok
}

// mailAgent checks that a mail program runs on a host.
func (c *checker) mailAgent(host Name, at *strict.Node) {
	c.hostName(host, at.Get("host"))
	if c.file.Host(host) == nil {
		return
	}
	if _, ok := c.file.MailAgentOn(host); !ok {
		c.fail(at.Get("host"), noMailAgent.With("host", string(host)))
	}
}

func (a MailSend) check(c *checker, at *strict.Node) {
	c.mailAgent(a.Host, at)
	if len(a.To)+len(a.Cc)+len(a.Bcc) == 0 && a.Reply == nil {
		c.fail(at, noRecipient.With())
	}
}

func (a MailDraft) check(c *checker, at *strict.Node)  { c.mailAgent(a.Host, at) }
func (a MailFetch) check(c *checker, at *strict.Node)  { c.mailAgent(a.Host, at) }
func (a MailOpen) check(c *checker, at *strict.Node)   { c.mailAgent(a.Host, at) }
func (a MailList) check(c *checker, at *strict.Node)   { c.mailAgent(a.Host, at) }
func (a MailDelete) check(c *checker, at *strict.Node) { c.mailAgent(a.Host, at) }
func (a MailIdle) check(c *checker, at *strict.Node)   { c.mailAgent(a.Host, at) }

func (a MailMove) check(c *checker, at *strict.Node) {
	c.mailAgent(a.Host, at)
	c.otherFolder(a.Folder, a.To, at)
}

func (a MailCopy) check(c *checker, at *strict.Node) {
	c.mailAgent(a.Host, at)
	c.otherFolder(a.Folder, a.To, at)
}

func (a MailFlag) check(c *checker, at *strict.Node) {
	c.mailAgent(a.Host, at)
	if len(a.Add)+len(a.Remove) == 0 {
		c.fail(at, noFlagChange.With())
	}
}

func (a MailFolderCreate) check(c *checker, at *strict.Node) { c.mailAgent(a.Host, at) }

func (a MailFolderDelete) check(c *checker, at *strict.Node) {
	c.mailAgent(a.Host, at)
	c.notInbox(a.Folder, at)
}

func (a MailFolderRename) check(c *checker, at *strict.Node) {
	c.mailAgent(a.Host, at)
	c.notInbox(a.Folder, at)
	c.otherFolder(a.Folder, a.To, at)
}

func (c *checker) otherFolder(from, to FolderName, at *strict.Node) {
	if from == to {
		c.fail(at.Get("to"), sameFolder.With("folder", string(to)))
	}
}

func (c *checker) notInbox(f FolderName, at *strict.Node) {
	if f.IsInbox() {
		c.fail(at.Get("folder"), keepsInbox.With())
	}
}
