// Package smtp is the Simple Mail Transfer Protocol: a server, a client, and the queue
// between them.
//
// It speaks RFC 5321 (SMTP) with the extensions SIZE (RFC 1870), 8BITMIME (RFC 6152),
// PIPELINING (RFC 2920), ENHANCEDSTATUSCODES (RFC 2034, codes of RFC 3463), SMTPUTF8
// (RFC 6531), CHUNKING (RFC 3030) and, where mail is submitted (RFC 6409), AUTH with PLAIN
// and LOGIN (RFC 4954). Routes are those of section 5 of RFC 5321 and of RFC 7505; what
// can't be delivered is reported as RFC 3461, 3462 and 3464 say.
//
// A mail's way through a server:
//
//	session ──DATA──▶ Queue.Accept ──▶ disk ──250──▶ the client may forget it
//	                                    │
//	              a leg per domain ◀────┘
//	              own domain: Mailboxes.Deliver
//	              else: MX, then A ──▶ Client ──▶ the next server
//
// Whatever was answered with 250 stands on the disk by then, and stays there until every
// recipient has it or its sender has been told.
//
// Left out on purpose: TLS (RFC 3207; there is nothing to encrypt for, and students are to
// see what stands on the wire), EXPN and source routes (obsolete), BINARYMIME, the DSN
// extension's parameters, VERP.
package smtp
