package imap

import "strings"

// Status is the first word of a response that tells how a command went (RFC 3501,
// section 7.1).
type Status string

// The statuses.
const (
	OK      Status = "OK"
	NO      Status = "NO"      // it could not be done
	BAD     Status = "BAD"     // it was not understood, or not allowed now
	BYE     Status = "BYE"     // the server closes the connection
	PREAUTH Status = "PREAUTH" // a greeting: no LOGIN is needed
)

// Reply is a status response without its tag: "NO [TRYCREATE] No such mailbox".
type Reply struct {
	Status Status
	Code   string // "TRYCREATE", "UIDVALIDITY 7"; "" if there is none
	Text   string
}

// String returns the reply as it stands on the line.
func (r Reply) String() string {
	text := r.Text
	if text == "" {
		text = "." // RFC 3501, section 9: resp-text has at least one character
	}
	if r.Code != "" {
		return string(r.Status) + " [" + r.Code + "] " + text
	}
	return string(r.Status) + " " + text
}

// Error makes a refusal an error: what the server said.
func (r Reply) Error() string { return r.String() }

// CodeName returns the first word of the response code: "UIDVALIDITY".
func (r Reply) CodeName() string {
	name, _, _ := strings.Cut(r.Code, " ")
	return name
}

// ok, no and bad make replies.
func ok(text string) Reply       { return Reply{Status: OK, Text: text} }
func no(code, text string) Reply { return Reply{Status: NO, Code: code, Text: text} }
func bad(text string) Reply      { return Reply{Status: BAD, Text: text} }
