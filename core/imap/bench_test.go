package imap_test

import (
	"testing"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/tests/imapscript"
)

// BenchmarkLargeMailbox opens a mailbox of 100,000 messages and fetches what a list shows
// of 50 in its middle.
func BenchmarkLargeMailbox(b *testing.B) {
	const messages = 100_000
	w := newWorld(b, imap.Config{})
	user, _ := w.Store.User(imapscript.User)
	for range messages {
		if _, err := user.Inbox().Append([]byte(crepe), nil, imapscript.Epoch); err != nil {
			b.Fatal(err)
		}
	}
	w.Do(func(h host.Host) {
		c := w.login(h)
		for b.Loop() {
			box, err := c.Select("INBOX")
			w.must(err)
			list, err := c.Fetch(imap.Seqs(imap.Range{First: messages / 2, Last: messages/2 + 49}),
				imap.ItemUID, imap.ItemFlags, imap.ItemSize, imap.ItemEnvelope)
			w.must(err)
			if box.Exists != messages || len(list) != 50 {
				b.Errorf("%d of %d", len(list), box.Exists)
			}
		}
		w.must(c.Logout())
	})
}
