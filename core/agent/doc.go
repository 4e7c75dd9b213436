// Package agent is a user's mail program (the mail user agent of the textbooks): it
// composes messages (RFC 5322), hands them to the user's server by submission (RFC 6409,
// on port 587, with AUTH, RFC 4954), and fetches what has come, by POP3 (RFC 1939) or by
// IMAP (RFC 3501).
//
// What its user does comes as calls of [Agent]'s methods ([Agent.Send], [Agent.Fetch],
// [Agent.Open] and so on), which don't block: each is a job, and jobs are done one after
// the other, as their user asked for them. What a job does, it does in straight lines.
//
// Where a message is:
//
//	Send ──▶ outbox, on the disk ──submission──▶ server
//	                                  │ 250
//	                                  ▼
//	                              folder "Sent", then it leaves the outbox
//
// With POP3 all folders are the program's own, on the disk. With IMAP the folders are the
// server's, of which the program knows what it has asked for: headers first, and parts
// when somebody looks at them; folders of its own stand below "Local".
//
// Whatever the user has written stands on the disk before anything else happens to it: a
// machine may stop at any instant.
//
// Left out on purpose: address books, filters, several accounts in one program, and
// anything of HTML, which is the screen's affair.
package agent
