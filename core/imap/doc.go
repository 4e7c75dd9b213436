// Package imap lets users work with the mail that stays on their server: IMAP4rev1 (RFC
// 3501), server and client.
//
// A connection is in one of four states ([State]); each command says in which it is
// allowed (commands.go). Around the commands stand three layers: gather.go brings the
// lines and literals of a command together, within limits; scanner.go reads the formal
// syntax of it; encode.go writes what goes the other way. A message's structure is read by
// core/mail; the mailboxes are core/mail/mailbox's.
//
// Several sessions may have the same mailbox open. Each numbers the messages as its client
// knows them, whatever others have done since, and tells of their changes between commands
// (selection.go). So a sequence number always means the message that the client means.
//
// Spoken besides: IDLE (RFC 2177), NAMESPACE (RFC 2342), ID (RFC 2971), CHILDREN (RFC 3348),
// UNSELECT (RFC 3691), UIDPLUS (RFC 4315), SASL-IR (RFC 4959), response codes (RFC 5530),
// MOVE (RFC 6851), LITERAL+ (RFC 7888), STATUS=SIZE (RFC 8438).
//
// Left out on purpose: STARTTLS and everything encrypted (so the password crosses the
// network as it is, for all on the path to read), access lists, quota commands, CONDSTORE
// and QRESYNC, ESEARCH, SORT and THREAD, and the parts of IMAP4rev2 (RFC 9051) that clients of
// IMAP4rev1 do not use.
package imap
