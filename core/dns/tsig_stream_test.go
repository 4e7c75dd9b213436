package dns

import (
	"encoding/base64"
	"testing"
	"time"

	mdns "github.com/miekg/dns"
)

// streamed is a message of a transfer, signed by the codec's own code unless the digest
// before is "-".
func streamed(t *testing.T, id uint16, key *Key, before string, first bool) (b []byte, mac string) {
	t.Helper()
	m := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: id, Response: true}, Answer: []mdns.RR{&mdns.TXT{Hdr: mdns.RR_Header{Name: "a.", Rrtype: mdns.TypeTXT, Class: 1}, Txt: []string{"x"}}}}
	if before == "-" {
		b, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return b, ""
	}
	m.SetTsig(canonical(key.Name), key.Algorithm, 300, 1_000_000)
	b, mac, err := mdns.TsigGenerate(m, base64.StdEncoding.EncodeToString(key.Secret), before, !first)
	if err != nil {
		t.Fatal(err)
	}
	return b, mac
}

// RFC 8945, section 5.3.1: the first and the last message are signed, each signature
// covers the one before, and what is altered or left out is found.
func TestSignedStream(t *testing.T) {
	now := time.Unix(1_000_100, 0)
	for _, algorithm := range KeyAlgorithms() {
		key := &Key{Name: "K", Algorithm: algorithm, Secret: []byte("secret")}
		begin := func() (*tsig, string) {
			s := &tsig{key: key}
			query, err := (&mdns.Msg{Question: []mdns.Question{question("a.", mdns.TypeAXFR)}}).Pack()
			if err != nil {
				t.Fatal(err)
			}
			request := new(mdns.Msg)
			if err := request.Unpack(s.sign(query, now)); err != nil {
				t.Fatal(err)
			}
			return s, request.IsTsig().MAC
		}
		s, mac := begin()
		one, mac1 := streamed(t, 1, key, mac, true)
		two, mac2 := streamed(t, 2, key, mac1, false)
		three, _ := streamed(t, 3, key, mac2, false)
		for i, b := range [][]byte{one, two, three} {
			if err := s.verify(b, now); err != nil || !s.settled() {
				t.Fatalf("%s: message %d: %v", algorithm, i+1, err)
			}
		}
		s, _ = begin()
		_ = s.verify(one, now)
		if err := s.verify(three, now); err != errSignature {
			t.Errorf("%s: with a message left out: %v", algorithm, err)
		}
		s, _ = begin()
		_ = s.verify(one, now)
		altered := append([]byte(nil), two...)
		altered[headerLen+14]++ // in the record's data
		if err := s.verify(altered, now); err == nil {
			t.Errorf("%s: an altered message passes", algorithm)
		}
		if err := s.verify(two, now.Add(time.Hour)); err != errBadTime {
			t.Errorf("%s: an hour late: %v", algorithm, err)
		}
	}
}

func TestUnsignedParts(t *testing.T) {
	now := time.Unix(1_000_100, 0)
	key := &Key{Name: "k.", Algorithm: mdns.HmacSHA256, Secret: []byte("secret")}
	plain, _ := streamed(t, 2, key, "-", false)
	s := &tsig{key: key}
	if err := s.verify(plain, now); err != errUnsigned {
		t.Errorf("the first message without a signature: %v", err)
	}
	one, _ := streamed(t, 1, key, "", true)
	if err := s.verify(one, now); err != nil {
		t.Fatal(err)
	}
	for i := range maxUnsigned {
		if err := s.verify(plain, now); err != nil || s.settled() {
			t.Fatalf("message %d without a signature: %v, settled: %v", i, err, s.settled())
		}
	}
	if err := s.verify(plain, now); err != errUnsigned {
		t.Errorf("message %d without a signature: %v", maxUnsigned+1, err)
	}
}
