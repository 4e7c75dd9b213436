// Package mailserver is a mail server as it stands in a company or at a provider: one
// program that keeps the users' mailboxes on its host's disk and lets the outside reach
// them, by SMTP to deliver, by POP3 and IMAP to read.
//
// The protocols are packages of their own; here they are put together around one store.
// A server that is stopped at any instant and started again has every message that it
// said it had taken.
package mailserver
