package mailserver

import (
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
)

// A folder's messages are there as often as the lab says, in turns, and as many of them as the
// quota has room for.
func TestRepeat(t *testing.T) {
	const a, b = "Subject: a\r\n\r\n", "Subject: bb\r\n\r\n"
	for _, test := range []struct {
		name         string
		copies, want int
		quota        int64
	}{
		{"once", 1, 2, 0},
		{"some", 7, 14, 0},
		{"many", 1000, 2000, 0},
		{"up to the quota", 1000, 21, 21 * int64(len(b))},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := mailbox.Open(host.NewDisk(), []mailbox.Account{{User: "alice", Quota: test.quota}})
			u, _ := store.User("alice")
			box, err := u.Mailbox("INBOX")
			if err != nil {
				t.Fatal(err)
			}
			var uids []uint32
			for _, source := range []string{a, b} {
				uid, err := box.Append([]byte(source), []string{`\Seen`}, time.Unix(0, 0))
				if err != nil {
					t.Fatal(err)
				}
				uids = append(uids, uid)
			}
			repeat(box, uids, test.copies)
			if got := box.Len(); got != test.want {
				t.Errorf("%d messages, want %d", got, test.want)
			}
			for i, m := range box.Messages() {
				if want := []string{a, b}[i%2]; string(m.Source()) != want || !m.Has(`\Seen`) || m.UID() != uint32(i+1) {
					t.Fatalf("message %d: UID %d, %q, want %q", i, m.UID(), m.Source(), want)
				}
			}
		})
	}
}
