package pop3

import (
	"bytes"
	"fmt"
	"strconv"

	"playnet/core/mail/mailbox"
)

// maildrop is what a session sees of a mailbox: the messages that were there when it
// began, numbered from 1. "The POP3 server assigns a message-number to each message"
// (RFC 1939 §4); what arrives later is for the next session.
type maildrop struct {
	validity uint32
	messages []*mailbox.Message
	octets   []int64      // of each message, as they are sent
	dead     map[int]bool // marked as deleted, by index
	marked   int
	count    int   // messages that aren't marked
	size     int64 // their octets
}

func open(box *mailbox.Mailbox) maildrop {
	d := maildrop{validity: box.UIDValidity(), messages: box.Messages()}
	for _, m := range d.messages {
		d.octets = append(d.octets, octetsOf(m.Source()))
	}
	d.reset()
	return d
}

// reset takes all marks off.
func (d *maildrop) reset() {
	d.dead, d.marked, d.count, d.size = map[int]bool{}, 0, len(d.messages), 0
	for _, n := range d.octets {
		d.size += n
	}
}

// octetsOf counts the octets of a message as it is sent. A server may keep messages with other
// line ends; what it says of their sizes is about lines that end with CRLF (RFC 1939, section 11).
func octetsOf(source []byte) int64 {
	n := len(source) + bytes.Count(source, []byte("\n")) - bytes.Count(source, []byte("\r\n"))
	if len(source) > 0 && source[len(source)-1] != '\n' {
		n += len("\r\n")
	}
	return int64(n)
}

// sum says how much there is.
func (d *maildrop) sum() string {
	return some(d.count, "message") + " (" + some(int(d.size), "octet") + ")"
}

// some counts things in words.
func some(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// mark marks a message as deleted.
func (d *maildrop) mark(i int) {
	d.dead[i] = true
	d.marked++
	d.count--
	d.size -= d.octets[i]
}

// deleted lists the UIDs of what is marked.
func (d *maildrop) deleted() (uids []uint32) {
	for i, m := range d.messages {
		if d.dead[i] {
			uids = append(uids, m.UID())
		}
	}
	return uids
}

// id returns a message's unique id: "The unique-id of a message is an arbitrary
// server-determined string, consisting of one to 70 characters in the range 0x21 to
// 0x7E, which uniquely identifies a message within a maildrop and which persists across
// sessions." (RFC 1939 §7)
func (d *maildrop) id(i int) string {
	return fmt.Sprintf("%08x%08x", d.validity, d.messages[i].UID())
}

// find reads a message-number; why says what is wrong with it.
func (d *maildrop) find(arg string) (i int, why string) {
	n, err := strconv.Atoi(arg)
	switch {
	case err != nil || n < 1 || n > len(d.messages):
		return 0, "no such message, only " + some(len(d.messages), "message") + " in maildrop"
	case d.dead[n-1]:
		return 0, fmt.Sprintf("message %d is marked as deleted", n)
	}
	return n - 1, ""
}
