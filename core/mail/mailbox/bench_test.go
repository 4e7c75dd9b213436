package mailbox

import (
	"testing"

	"playnet/core/host"
)

// BenchmarkAppend puts messages of 2 kB into one mailbox, which grows meanwhile.
func BenchmarkAppend(b *testing.B) {
	m := Open(host.NewDisk(), testAccounts).Users()[0].Inbox()
	source := make([]byte, 2000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Append(source, nil, noon); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens a store with 100,000 messages in one mailbox.
func BenchmarkOpen(b *testing.B) {
	disk := host.NewDisk()
	m := Open(disk, testAccounts).Users()[0].Inbox()
	for range 100_000 {
		if _, err := m.Append([]byte("x"), []string{Seen}, noon); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if n := Open(disk, testAccounts).Users()[0].Inbox().Len(); n != 100_000 {
			b.Fatal(n)
		}
	}
}
