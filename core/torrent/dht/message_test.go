package dht

import (
	"bytes"
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

func idOf(s string) (id ID) {
	copy(id[:], s)
	return id
}

func endpoint(s string) Endpoint {
	e, ok := EndpointOf(netip.MustParseAddrPort(s))
	if !ok {
		panic(s)
	}
	return e
}

// The example packets of BEP 5 are read and written byte for byte.
func TestExamplesOfTheBEP(t *testing.T) {
	asks, answers := idOf("abcdefghij0123456789"), idOf("mnopqrstuvwxyz123456")
	for text, want := range map[string]Message{
		"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe":                                                                                            {Type: Query, Method: Ping, ID: asks},
		"d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re":                                                                                                     {Type: Response, ID: answers},
		"d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe":                                                        {Type: Query, Method: FindNode, ID: asks, Target: answers},
		"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe":                                                     {Type: Query, Method: GetPeers, ID: asks, Target: answers},
		"d1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re":                                                          {Type: Response, ID: asks, Token: "aoeusnth", Values: []Endpoint{Endpoint([]byte("axje.u")), Endpoint([]byte("idhtnm"))}},
		"d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe": {Type: Query, Method: AnnouncePeer, ID: asks, Target: answers, Port: 6881, Token: "aoeusnth", Implied: true},
		"d1:rd2:id20:0123456789abcdefghij5:nodes26:mnopqrstuvwxyz123456axje.ue1:t2:aa1:y1:re":                                                                 {Type: Response, ID: idOf("0123456789abcdefghij"), HasNodes: true, Nodes: []Contact{{answers, Endpoint([]byte("axje.u"))}}},
		"d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee":                                                                                                 {Type: Failure, Code: GenericError, Text: "A Generic Error Ocurred"},
	} {
		want.Transaction = "aa"
		got, err := Parse([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v %v, want\n%+v", text, got, err, want)
		}
		if b := string(want.Append(nil)); b != text {
			t.Errorf("%+v is written\n%s, want\n%s", want, b, text)
		}
	}
}

// What can't be served is refused with the code that BEP 5 has for it, and as much as is
// known of the message is told, so that who asked can be answered.
func TestMessagesRefused(t *testing.T) {
	long := strings.Repeat("x", 70)
	for text, want := range map[string]struct {
		code        ErrorCode
		typ         MessageType
		transaction string
	}{
		"": {code: ProtocolError}, "le": {code: ProtocolError}, "de": {code: ProtocolError},
		"d1:ti1e1:y1:qe":              {code: ProtocolError},
		"d1:t2:aa1:y1:xe":             {ProtocolError, 0, "aa"},
		"d1:t2:aa1:y1:qe":             {ProtocolError, Query, "aa"},
		"d1:ade1:q4:ping1:t0:1:y1:qe": {ProtocolError, Query, ""},
		"d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t2:aa1:y1:qe":                                                                             {ProtocolError, Query, "aa"},
		"d1:ad2:id20:abcdefghij0123456789e1:q4:pong1:t2:aa1:y1:qe":                                                                            {MethodUnknown, Query, "aa"},
		"d1:ad2:id20:abcdefghij0123456789e1:q9:find_node1:t2:aa1:y1:qe":                                                                       {ProtocolError, Query, "aa"},
		"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti0e5:token1:xe1:q13:announce_peer1:t2:aa1:y1:qe":             {ProtocolError, Query, "aa"},
		"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti65536e5:token1:xe1:q13:announce_peer1:t2:aa1:y1:qe":         {ProtocolError, Query, "aa"},
		"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti1ee1:q13:announce_peer1:t2:aa1:y1:qe":                       {ProtocolError, Query, "aa"},
		"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti1e5:token70:" + long + "e1:q13:announce_peer1:t2:aa1:y1:qe": {ProtocolError, Query, "aa"},
		"d1:rd2:id20:0123456789abcdefghij5:nodes9:def456...e1:t2:aa1:y1:re":                                                                   {ProtocolError, Response, "aa"},
		"d1:rd2:id20:0123456789abcdefghij5:token70:" + long + "e1:t2:aa1:y1:re":                                                               {ProtocolError, Response, "aa"},
		"d1:eli201ee1:t2:aa1:y1:ee":  {ProtocolError, Failure, "aa"},
		"d1:el1:x1:ye1:t2:aa1:y1:ee": {ProtocolError, Failure, "aa"},
		"d1:t70:" + long + "1:y1:qe": {code: ProtocolError},
		"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:q1:z1450:" + strings.Repeat("z", 1450) + "e": {code: ProtocolError},
	} {
		got, err := Parse([]byte(text))
		var e *MessageError
		if !errors.As(err, &e) || e.Code != want.code || got.Type != want.typ || got.Transaction != want.transaction {
			t.Errorf("%.120s: %v %q %q, want %+v", text, err, got.Type, got.Transaction, want)
		}
	}
}

// What is read of a message, written again and read again is the same, and nothing that
// comes makes a long list of peers or nodes.
func FuzzKRPC(f *testing.F) {
	for _, s := range []string{
		"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe",
		"d1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re",
		"d1:rd2:id20:0123456789abcdefghij5:nodes26:mnopqrstuvwxyz123456axje.ue1:t2:aa1:y1:re",
		"d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe",
		"d1:eli203e9:bad tokene1:t2:aa1:y1:ee",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if err != nil {
			var e *MessageError
			if !errors.As(err, &e) {
				t.Fatalf("%q: %v", b, err)
			}
			return
		}
		if len(m.Nodes) > maxContacts || len(m.Values) > 2*maxValues {
			t.Fatalf("%d nodes, %d peers", len(m.Nodes), len(m.Values))
		}
		if m.Type == Query && m.Method == AnnouncePeer && m.Implied {
			m.Port = 0 // it says nothing then
		}
		again, err := Parse(m.Append(nil))
		if err != nil || !reflect.DeepEqual(m, again) {
			t.Fatalf("%q: %+v, again %+v %v", b, m, again, err)
		}
	})
}

func TestIDs(t *testing.T) {
	a, err := ParseID("0000000000000000000000000000000000000001")
	if err != nil || a.String() != "0000000000000000000000000000000000000001" {
		t.Fatal(a, err)
	}
	for _, bad := range []string{"", "01", "zz00000000000000000000000000000000000001", "000000000000000000000000000000000000000100"} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("%q is an identifier", bad)
		}
	}
	var zero ID
	if n := zero.Shared(a); n != 159 {
		t.Errorf("shared %d", n)
	}
	if n := a.Shared(a); n != Bits {
		t.Errorf("shared %d", n)
	}
	if text, _ := zero.MarshalText(); len(text) != 0 {
		t.Errorf("zero is written %q", text)
	}
	if d := a.Distance(zero); d != a || a.Nearer(a, zero) >= 0 || a.Nearer(zero, a) <= 0 || a.Nearer(zero, zero) != 0 {
		t.Error("distance", d)
	}
	if e := endpoint("192.0.2.1:6881"); e.String() != "192.0.2.1:6881" || !bytes.Equal(e[:], []byte{192, 0, 2, 1, 0x1a, 0xe1}) || !e.usable() {
		t.Error(e)
	}
	for _, bad := range []string{"0.0.0.0:1", "224.0.0.1:1", "255.255.255.255:1", "192.0.2.1:0"} {
		if endpoint(bad).usable() {
			t.Errorf("%s can be sent to", bad)
		}
	}
	if _, ok := EndpointOf(netip.MustParseAddrPort("[2001:db8::1]:6881")); ok {
		t.Error("an IPv6 address has an endpoint")
	}
}
