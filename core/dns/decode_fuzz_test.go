package dns_test

import (
	"encoding/binary"
	"slices"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// FuzzUnpack reads arbitrary bytes as messages. What the codec reads we read alike; of
// what it gives up on we keep what is sound, never more than the header counts; and what
// was read can be written and read again.
func FuzzUnpack(f *testing.F) {
	f.Add(packed(f, sample()))
	f.Add([]byte{})
	f.Add([]byte("\x00\x00\x80\x00\x00\x01\x00\x01\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x03abc")) // an address of three bytes
	f.Add([]byte("\x00\x00\x80\x00\x00\x01\x00\x01\x00\x00\x00\x00\x01a\x00\x00\x41\x00\x01\xc0\x0c\x00\x41\x00\x01\x00\x00\x00\x00\x00\x03abc")) // a service binding of nonsense
	f.Add([]byte("\x00\x00\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		theirs := new(mdns.Msg)
		failed := theirs.Unpack(b)
		m, malformed, err := dns.Unpack(b)
		if err != nil {
			if failed == nil {
				t.Fatalf("the codec reads what we don't: %v", err)
			}
			return
		}
		if failed == nil && (malformed > 0 || m.String() != theirs.String()) {
			t.Fatalf("%d records left out of\n%v\nread\n%v", malformed, theirs, m)
		}
		if len(b) < 12 {
			return
		}
		for i, n := range []int{len(m.Question), len(m.Answer), len(m.Ns), len(m.Extra)} {
			if count := int(binary.BigEndian.Uint16(b[4+2*i:])); n > count {
				t.Fatalf("%d records in section %d, which has %d", n, i, count)
			}
		}
		// The codec writes a TSIG record without data as one that it can't read. One that was
		// received is never written again: it holds for one message between two hosts alone.
		isTSIG := func(rr mdns.RR) bool { return rr.Header().Rrtype == mdns.TypeTSIG }
		if slices.ContainsFunc(slices.Concat(m.Answer, m.Ns, m.Extra), isTSIG) {
			return
		}
		if again, err := m.Pack(); err == nil {
			if _, malformed, err := dns.Unpack(again); err != nil || malformed > 0 {
				t.Fatalf("written again it can't be read: %v, %d malformed\n%v", err, malformed, m)
			}
		}
	})
}
