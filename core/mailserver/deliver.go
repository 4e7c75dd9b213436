package mailserver

import (
	"errors"

	"playnet/core/mail/mailbox"
	"playnet/core/smtp"
)

// deliverer puts mail into the users' INBOXes, for SMTP's server and queue.
type deliverer struct{ s *Server }

var _ smtp.Mailboxes = deliverer{}

// What a sender hears of a mailbox (RFC 3463, section 3.2 and 3.3).
var (
	replyNoUser = smtp.Reply{Code: 550, Enhanced: "5.1.1", Text: "no such user here"}
	replyQuota  = smtp.Reply{Code: 552, Enhanced: "5.2.2", Text: "the mailbox is full"}
)

// Verify says whether there is a mailbox of an address that takes a message of so many
// bytes.
func (d deliverer) Verify(rcpt smtp.Address, size int64) error {
	u, err := d.user(rcpt)
	if err != nil {
		return err
	}
	if !u.Room(size) || size == 0 && !u.Room(1) {
		return replyQuota
	}
	return nil
}

// Deliver puts a message into the mailbox of an address.
func (d deliverer) Deliver(rcpt smtp.Address, source []byte) error {
	u, err := d.user(rcpt)
	if err != nil {
		return err
	}
	_, err = u.Inbox().Append(source, nil, d.s.h.Now())
	if errors.Is(err, mailbox.ErrQuota) {
		return replyQuota
	}
	return err
}

func (d deliverer) user(rcpt smtp.Address) (*mailbox.User, error) {
	name, ok := d.s.config.UserOf(rcpt.Local)
	if !ok {
		return nil, replyNoUser
	}
	u, ok := d.s.store.User(name)
	if !ok { // the account has been added since the store was opened
		return nil, replyNoUser
	}
	return u, nil
}
