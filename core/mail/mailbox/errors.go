package mailbox

// Error is why the store refuses something.
type Error uint8

// What can be wrong.
const (
	ErrQuota     Error = iota + 1 // the user's mailboxes would hold more bytes than they may
	ErrNone                       // no mailbox has the name
	ErrExists                     // a mailbox has it already
	ErrName                       // no mailbox may have it
	ErrInbox                      // INBOX cannot be deleted
	ErrInferiors                  // a name that cannot be selected has others below it
	ErrNoSelect                   // the name only has others below it (\Noselect)
	ErrMany                       // the user has as many mailboxes, or names subscribed to, as anybody may
	ErrFull                       // the mailbox has given out its last UID
)

// Error returns the reason in words.
func (e Error) Error() string {
	return [...]string{"no error",
		"the quota is used up", "no such mailbox", "the mailbox exists already", "not a possible name of a mailbox",
		"INBOX cannot be deleted", "other mailboxes stand below it", "the name cannot be selected",
		"too many mailboxes", "the mailbox is full"}[e]
}
