// Package mailbox keeps the mail of a server's users: mailboxes with numbered
// messages, their flags, and the folders that they form. POP3 (RFC 1939) sees a
// user's INBOX alone, IMAP (RFC 3501) all of it; both may look at once, and what one
// of them changes the other hears of ([Mailbox.Watch]).
//
// A message has a unique identifier (UID, RFC 3501 §2.3.1.1) that it keeps, and a
// sequence number, its place among the messages that are there now, from 1. UIDs
// ascend and are never given twice; a mailbox that is deleted and made again under
// the same name has another UIDVALIDITY.
//
// Everything is on the host's disk when a call returns. A message's bytes are written
// first, as a file; then one line in the user's journal makes it be there. So a machine
// that stops in between has a file that nobody names, which is removed at the next
// start, and never half a message, nor one twice. All that a call changes, of a COPY
// or a MOVE too, is appended to the journal at once. The journal is text:
//
//	box 1 1 13 1 "INBOX"                                 id, UIDVALIDITY, UIDNEXT, first recent UID, name
//	add 1 12 7 1024 1795651200000000000 \Seen            box, UID, file, size, date, flags
//	flags 1 + \Deleted 3:5,12                            box, what is done, flags, UIDs
//	gone 1 3:5                                           box, UIDs
//
// Left out on purpose: access lists (RFC 4314), modification sequences (RFC 7162), and
// mailboxes that users share.
package mailbox
