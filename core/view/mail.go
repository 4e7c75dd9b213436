package view

import (
	"slices"
	"strings"
)

// Mail is what a mail program holds: a server its queue, mailboxes and sessions, a user
// agent what its user has before the eyes. It stands in [Program].Mail.
type Mail struct {
	// Account is a user agent's own address: "alice@crepes.fr"; "" for a server.
	Account string `json:"account,omitempty"`
	// Protocol is how a user agent fetches mail: "pop3", "imap", "http".
	Protocol string `json:"protocol,omitempty"`
	// Doing is what a user agent is doing, or why the last thing it did has failed:
	// the reply or the error in the protocol's own words.
	Doing string `json:"doing,omitempty"`
	// Queue are the messages that wait to be sent on, oldest first: of a server its
	// queue, of a user agent its outbox.
	Queue []Queued `json:"queue,omitempty"`
	// Mailboxes are the folders, ordered by user, the inbox first.
	Mailboxes []Mailbox `json:"mailboxes,omitempty"`
	// Sessions are the connections that stand now, in the order of their beginning.
	Sessions []MailSession `json:"sessions,omitempty"`
}

// MailItem is a message as a line of a list shows it. Names and subjects are decoded
// (RFC 2047).
type MailItem struct {
	UID       uint32   `json:"uid,omitempty"`       // in its mailbox (RFC 3501 §2.3.1.1)
	MessageID string   `json:"messageID,omitempty"` // without its angle brackets
	From      string   `json:"from,omitempty"`      // of the header: "Alice <alice@crepes.fr>"
	To        []string `json:"to,omitempty"`        // of the header
	Subject   string   `json:"subject,omitempty"`
	Date      int64    `json:"date,omitempty"`  // of the header, nanoseconds since 1970
	Size      int64    `json:"size"`            // bytes
	Flags     []string `json:"flags,omitempty"` // \Seen \Answered \Flagged \Deleted \Draft, keywords
	// Has says what a user agent has of it: "header", "parts" (some), "" (all, or it is a
	// server's).
	Has string `json:"has,omitempty"`
}

// HasFlag reports whether the message has a flag, which is the same in any case (RFC 3501
// §2.3.2).
func (i *MailItem) HasFlag(flag string) bool {
	return slices.ContainsFunc(i.Flags, func(f string) bool { return strings.EqualFold(f, flag) })
}

// Queued is a message in a queue.
type Queued struct {
	ID       string   `json:"id"` // in the queue
	Item     MailItem `json:"item"`
	From     string   `json:"from"` // the envelope's: MAIL FROM; "" for a bounce
	To       []string `json:"to"`   // the envelope's that are still open: RCPT TO
	State    string   `json:"state"`
	Tries    int      `json:"tries"`
	Since    int64    `json:"since"`              // nanoseconds since 1970
	Next     int64    `json:"next,omitempty"`     // the next try; 0 while it is being sent
	LastWord string   `json:"lastWord,omitempty"` // what the last try ended with
	NextHost string   `json:"nextHost,omitempty"` // where it goes or was tried last, a name
}

// Mailbox is a folder. Messages holds the newest ones, by UID; Total counts all.
type Mailbox struct {
	User        string     `json:"user,omitempty"` // of a server: whose it is
	Name        string     `json:"name"`           // "INBOX", "Recipes/Crepes"
	UIDValidity uint32     `json:"uidValidity,omitempty"`
	UIDNext     uint32     `json:"uidNext,omitempty"`
	Total       int        `json:"total"`
	Unseen      int        `json:"unseen"`
	Bytes       int64      `json:"bytes"`
	Quota       int64      `json:"quota,omitempty"` // of the user's mailboxes together; 0: none
	Messages    []MailItem `json:"messages,omitempty"`
	// Local: it exists in the user agent alone.
	Local bool `json:"local,omitempty"`
}

// MailSession is a connection of a mail protocol, as one of its ends sees it.
type MailSession struct {
	Protocol string `json:"protocol"` // "smtp", "submission", "pop3", "imap", "http"
	Client   bool   `json:"client,omitempty"`
	Peer     string `json:"peer"`           // address and port
	State    string `json:"state"`          // the named state of this end
	User     string `json:"user,omitempty"` // who has logged in
	Step     string `json:"step,omitempty"` // the command that is going on
}

// MailPart is a node of a message's MIME tree (RFC 2045, 2046). Offsets count bytes of
// the message's source. A part holds its header, then its body.
type MailPart struct {
	Path        string       `json:"path"` // as IMAP numbers parts: "", "1", "2.1"
	Type        string       `json:"type"` // "image/jpeg", in lower case
	Params      []NameValue  `json:"params,omitempty"`
	Charset     string       `json:"charset,omitempty"`
	Encoding    string       `json:"encoding"`              // Content-Transfer-Encoding, in lower case
	Disposition string       `json:"disposition,omitempty"` // "inline", "attachment"
	Name        string       `json:"name,omitempty"`        // of the file, decoded (RFC 2231, RFC 2047)
	ContentID   string       `json:"contentID,omitempty"`   // without its angle brackets
	Description string       `json:"description,omitempty"`
	Header      []MailHeader `json:"header"`
	Offset      int          `json:"offset"`         // where its header begins
	BodyAt      int          `json:"bodyAt"`         // where its body begins
	Len         int          `json:"len"`            // header and body
	Decoded     int          `json:"decoded"`        // bytes of the body when its transfer encoding is undone
	Text        string       `json:"text,omitempty"` // of a text part: decoded, as UTF-8
	// Cut: the part is long, and the text its beginning alone.
	Cut bool `json:"cut,omitempty"`
	// Unreadable: the text is in a charset that the core does not know; a browser may.
	Unreadable bool       `json:"unreadable,omitempty"`
	Problems   []string   `json:"problems,omitempty"` // ids of what is wrong with it, see the message catalogue
	Children   []MailPart `json:"children,omitempty"`
}

// MailHeader is a field of a header.
type MailHeader struct {
	Name   string `json:"name"`
	Value  string `json:"value"` // unfolded, encoded words decoded
	Offset int    `json:"offset"`
	Len    int    `json:"len"` // folded lines included, the last CRLF too
}

// NameValue is a parameter.
type NameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// MailMessage is a message as a user agent, or a server's mailbox, holds it.
type MailMessage struct {
	Item   MailItem `json:"item"`
	Source []byte   `json:"source"` // what is there of it; base64 in JSON
	Whole  bool     `json:"whole"`  // it is all there
	Root   MailPart `json:"root"`
}
