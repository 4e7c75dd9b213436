package mailserver

import (
	"bytes"
	"time"

	"playnet/core/host"
	"playnet/core/mail"
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
		for range max(1, f.Copies) {
			for _, source := range f.Messages {
				_, _ = box.Append(crlf(source), f.Flags, arrival(source, h.Now()))
			}
		}
	}
	disk.Write(filledFile, nil)
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

// crlf returns a message with the line ends of the Internet, whatever its own are.
func crlf(source []byte) []byte {
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(source, []byte("\n"), []byte("\r\n"))
}
