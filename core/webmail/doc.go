// Package webmail is mail through the browser: a server that speaks HTTP to browsers, and
// behind it IMAP (RFC 3501) and submission (RFC 6409) to a mail server, as any user agent
// does. It keeps no mail itself.
//
// Its pages are HTML with forms and work without scripts. Who has logged in is known by a
// cookie; a form that does something carries a token besides, which no other site knows.
// Whatever comes from a mail or from a user is escaped where it is written into a page
// ([page.add] can't do otherwise); a mail that is HTML is shown as its text, with a word on
// what that leaves out.
//
// Left out on purpose: searching, drafts, more than the newest messages of a
// folder on a page.
package webmail
