package dns_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

var sharedKey = dns.Key{Name: "Shared.example.", Algorithm: mdns.HmacSHA256, Secret: []byte("a secret of thirty-two bytes ...")}

// signedWorld is a server that takes updates and gives its zone away with a key, one
// that copies it with a key, and a client.
func signedWorld(t testing.TB, copied dns.Key) *world {
	w := newWorld(t, 1)
	w.host("client", "10.0.0.1")
	w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{
		Zones: []*dns.Zone{zone(t, "example.org", updatedZone)}, Secondaries: []netip.Addr{addr("10.0.0.3")},
		Keys: []dns.Key{sharedKey}, UpdateKey: "shared.example", TransferKey: "shared.example"})
	w.server(w.host("secondary", "10.0.0.3"), dns.AuthorityConfig{Keys: []dns.Key{copied},
		Copies: []dns.ZoneCopy{{Zone: "example.org", Primaries: []netip.AddrPort{at53("10.0.0.2")}, Key: copied.Name}}})
	w.run()
	return w
}

// withTSIG packs a message with a signature made by the codec's own code.
func withTSIG(t testing.TB, m *mdns.Msg, key dns.Key, at uint64, edit func(*mdns.TSIG)) (b []byte, mac string) {
	t.Helper()
	m.SetTsig(key.Name, key.Algorithm, 300, int64(at))
	b, mac, err := mdns.TsigGenerate(m, base64.StdEncoding.EncodeToString(key.Secret), "", false)
	if err != nil {
		t.Fatal(err)
	}
	if edit == nil {
		return b, mac
	}
	if err := m.Unpack(b); err != nil {
		t.Fatal(err)
	}
	edit(m.IsTsig())
	if b, err = m.Pack(); err != nil {
		t.Fatal(err)
	}
	return b, m.IsTsig().MAC
}

func addition(name string) *mdns.Msg {
	m := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: 4711, Opcode: mdns.OpcodeUpdate}}
	m.Question = []mdns.Question{{Name: "example.org.", Qtype: mdns.TypeSOA, Qclass: mdns.ClassINET}}
	m.Ns = []mdns.RR{&mdns.A{Hdr: mdns.RR_Header{Name: name, Rrtype: mdns.TypeA, Class: mdns.ClassINET, Ttl: 9}, A: []byte{192, 0, 2, 1}}}
	return m
}

// verify fails unless an answer's signature is what the codec makes of it.
func verify(t testing.TB, m *mdns.Msg, requestMAC string) {
	t.Helper()
	got := m.IsTsig()
	if got == nil {
		t.Fatal("the answer is not signed")
	}
	want := *got
	again := m.Copy()
	again.Compress = true
	again.Extra[len(again.Extra)-1] = &want
	_, mac, err := mdns.TsigGenerate(again, base64.StdEncoding.EncodeToString(sharedKey.Secret), requestMAC, false)
	if err != nil || mac != got.MAC {
		t.Errorf("the answer's signature is %s, want %s (%v)", got.MAC, mac, err)
	}
}

// RFC 8945, section 5.2: what a server says of good signatures and of bad ones, and
// which of its answers it signs.
func TestSignedUpdate(t *testing.T) {
	now := uint64(epoch.Unix())
	other := sharedKey
	other.Name = "other.example."
	sha1 := sharedKey
	sha1.Algorithm = mdns.HmacSHA1
	wrong := sharedKey
	wrong.Secret = []byte("another secret")
	shorten := func(n int) func(*mdns.TSIG) {
		return func(s *mdns.TSIG) { s.MAC, s.MACSize = s.MAC[:2*n], uint16(n) }
	}
	for _, c := range []struct {
		name         string
		key          dns.Key
		at           uint64
		edit         func(*mdns.TSIG)
		rcode, error int
		signed       bool
	}{
		{name: "good", key: sharedKey, at: now, signed: true},
		{name: "early enough", key: sharedKey, at: now - 300, signed: true},
		{name: "unknown key", key: other, at: now, rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadKey},
		{name: "other algorithm", key: sha1, at: now, rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadKey},
		{name: "wrong secret", key: wrong, at: now, rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadSig},
		{name: "changed time", key: sharedKey, at: now, edit: func(s *mdns.TSIG) { s.TimeSigned++ }, rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadSig},
		{name: "too old", key: sharedKey, at: now - 302, rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadTime, signed: true},
		{name: "too new", key: sharedKey, at: now + 302, rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadTime, signed: true},
		{name: "cut", key: sharedKey, at: now, edit: shorten(16), rcode: mdns.RcodeNotAuth, error: mdns.RcodeBadTrunc, signed: true},
		{name: "cut too short", key: sharedKey, at: now, edit: shorten(15), rcode: mdns.RcodeFormatError},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := signedWorld(t, sharedKey)
			b, mac := withTSIG(t, addition("new.example.org."), c.key, c.at, c.edit)
			m := w.queryBytes("client", "10.0.0.2", b)
			if m == nil || m.Rcode != c.rcode {
				t.Fatalf("answer %v, want %s", m, mdns.RcodeToString[c.rcode])
			}
			if made := strings.Contains(w.zoneText(), "new.example.org."); made != (c.rcode == 0) {
				t.Errorf("the update is made: %v", made)
			}
			s := m.IsTsig()
			switch {
			case c.rcode == mdns.RcodeFormatError:
				return
			case s == nil || int(s.Error) != c.error || !strings.EqualFold(s.Hdr.Name, c.key.Name):
				t.Fatalf("TSIG %v, want the error %d", s, c.error)
			case c.signed:
				verify(t, m, mac)
			case s.MACSize != 0:
				t.Error("an answer to a key or a signature that is not trusted is signed")
			}
			if c.error == mdns.RcodeBadTime {
				theirs, _ := hex.DecodeString(s.OtherData)
				if got := fmt.Sprintf("%x", theirs); s.TimeSigned != c.at || got != fmt.Sprintf("%012x", now) {
					t.Errorf("signed at %d, and the server's time is %s", s.TimeSigned, got)
				}
			}
		})
	}
}

// Where a key is wanted nothing else helps; a signature in the wrong place is a format
// error.
func TestUnsignedIsRefused(t *testing.T) {
	w := signedWorld(t, sharedKey)
	b, err := addition("new.example.org.").Pack()
	if err != nil {
		t.Fatal(err)
	}
	if m := w.queryBytes("client", "10.0.0.2", b); m.Rcode != mdns.RcodeRefused || m.IsTsig() != nil {
		t.Errorf("an unsigned update: %v", m)
	}
	m := w.query("client", "10.0.0.2", func(q *mdns.Msg) {
		q.Question[0] = mdns.Question{Name: "example.org.", Qtype: mdns.TypeIXFR, Qclass: 1}
	})
	if m.Rcode != mdns.RcodeRefused {
		t.Errorf("an unsigned transfer: %v", m)
	}
	twice := addition("new.example.org.")
	withTSIG(t, twice, sharedKey, uint64(epoch.Unix()), func(*mdns.TSIG) {})
	twice.Extra = append(twice.Extra, twice.Extra[0])
	if b, err = twice.Pack(); err != nil {
		t.Fatal(err)
	}
	if m := w.queryBytes("client", "10.0.0.2", b); m.Rcode != mdns.RcodeFormatError {
		t.Errorf("two signatures: %v", m)
	}
}

// A secondary server with the key gets the zone and hears of its changes; one that has
// another secret gets nothing.
func TestSignedTransfer(t *testing.T) {
	w := signedWorld(t, sharedKey)
	if got := w.www("10.0.0.3"); got != "192.0.2.1" {
		t.Fatalf("the secondary says %s", got)
	}
	b, _ := withTSIG(t, addition("new.example.org."), sharedKey, uint64(epoch.Unix()), nil)
	w.queryBytes("client", "10.0.0.2", b)
	w.run()
	if got := w.servers["secondary"].Zone("example.org").SOA().Serial; got != 8 {
		t.Errorf("after a signed NOTIFY the secondary has %d", got)
	}
	plainNotify := 0
	for _, m := range w.messages(0) {
		q := new(mdns.Msg)
		if m.from == "server" && m.to == "secondary" && q.Unpack(m.payload) == nil && q.Opcode == mdns.OpcodeNotify && q.IsTsig() == nil {
			plainNotify++
		}
	}
	if plainNotify > 0 {
		t.Errorf("%d NOTIFYs are not signed", plainNotify)
	}
	other := sharedKey
	other.Secret = []byte("another secret")
	w = signedWorld(t, other)
	if got := w.www("10.0.0.3"); got != "SERVFAIL" {
		t.Errorf("with another secret: %s", got)
	}
	if len(events[dns.EventTransferred](w, 0)) > 0 {
		t.Error("the zone was given away")
	}
}
