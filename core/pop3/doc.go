// Package pop3 is the Post Office Protocol, version 3: how a user agent fetches mail
// from the mailbox on a server, to keep it itself. RFC 1939, with all its commands,
// UIDL, TOP and APOP among them; RFC 2449 (CAPA, response codes) and RFC 3206 (response
// codes for what went wrong).
//
// A session goes through three states: AUTHORIZATION, where the client says who it is;
// TRANSACTION, where it reads and marks messages; and UPDATE, which QUIT leads to, and
// only there are messages deleted. The server keeps nothing of a session for the next
// one: what was read before is for the client to know, by the messages' unique ids.
//
// Left out on purpose: AUTH (RFC 5034) and STLS (RFC 2595). Passwords go over the wire
// as they are, unless the client uses APOP.
package pop3

// Port is where servers listen.
const Port = 110
