package mailserver

import (
	"time"

	"playnet/core/host"
	"playnet/core/mail"
	"playnet/core/mail/mailbox"
)

// filledFile says that the folders that the server begins with were filled.
const filledFile = "mail/filled"

// fill puts the messages that the server begins with into its users' mailboxes, once in
// the life of its disk. What doesn't fit into a quota is left out.
func (s *Server) fill(h host.Host) {
	disk := host.DiskOf(h)
	if _, done := disk.Read(filledFile); done {
		return
	}
	for _, f := range s.config.Folders {
		u, ok := s.store.User(f.User)
		if !ok {
			continue
		}
		name := f.Name
		if name == "" {
			name = "INBOX"
		}
		_ = u.Create(name) // an error says that it is there, or finds nothing below
		box, err := u.Mailbox(name)
		if err != nil {
			continue
		}
		var uids []uint32
		for _, source := range f.Messages {
			if uid, err := box.Append(mail.CRLF(source), f.Flags, arrival(source, h.Now())); err == nil {
				uids = append(uids, uid)
			}
		}
		repeat(box, uids, f.Copies)
	}
	disk.Write(filledFile, nil)
}

// repeat copies messages within their mailbox until each is there so many times, or no more
// fit in. Twice as many are there after each step: a folder may begin with 100,000, and copies
// share their bytes.
func repeat(box *mailbox.Mailbox, uids []uint32, copies int) {
	all := len(uids) * copies
	for fit := all; fit > 0 && len(uids) < all; {
		n := min(fit, len(uids), all-len(uids))
		done, err := box.Copy(uids[:n], box)
		if err != nil {
			fit = n / 2
		}
		for _, c := range done {
			uids = append(uids, c.To)
		}
	}
}

// arrival is when a message that is there from the beginning may have come: when it was
// written, if it says so, and never in the future.
func arrival(source []byte, now time.Time) time.Time {
	h, _ := mail.ParseHeader(source)
	if date, ok := mail.ParseDate(h.Get("Date")); ok && date.Before(now) {
		return date
	}
	return now
}
