package lab

import (
	"encoding/binary"
	"slices"
	"strconv"

	"playnet/core/dissect"
	"playnet/core/dns"
	"playnet/core/view"
	"playnet/core/vnet"
)

// streamProtocols are the protocols that a byte stream's ports tell, as every dissector has it
// that sees a capture alone. byPort tells where in that list, counted from 1, a port's protocol
// is: every segment of the world comes by here.
var (
	streamProtocols = append(dissect.Protocols(), dnsStream{})

	byPort = func() (at [1 << 16]uint8) {
		for i, p := range streamProtocols {
			for _, port := range p.Ports() {
				at[port] = uint8(i + 1)
			}
		}
		return at
	}()
)

// atPort returns the protocol of a port; nil if the port tells nothing.
func atPort(port uint16) dissect.Protocol {
	if i := byPort[port]; i > 0 {
		return streamProtocols[i-1]
	}
	return nil
}

// speaks returns the protocol of a segment's byte stream; nil if the ports don't tell.
func speaks(sent *vnet.FrameSent) dissect.Protocol {
	if sent.Proto != vnet.TCP {
		return nil
	}
	if p := atPort(sent.Dst.Port()); p != nil {
		return p
	}
	return atPort(sent.Src.Port())
}

// speaks returns the protocol of a byte stream: its server's port tells, or its client's.
func (s *stream) speaks() dissect.Protocol {
	if s.proto != vnet.TCP {
		return nil
	}
	if p := atPort(s.ends[1].Port()); p != nil {
		return p
	}
	return atPort(s.ends[0].Port())
}

// application names the protocol of a conversation, which its ports tell or its first data.
func (s *stream) application() string {
	switch p := s.speaks(); {
	case s.told != "":
		return s.told
	case p != nil:
		return p.Name()
	case s.isDNS():
		return "dns"
	}
	return ""
}

// isDNS reports whether the datagrams of a conversation are DNS messages.
func (s *stream) isDNS() bool {
	return s.proto == vnet.UDP && (s.ends[0].Port() == dns.Port || s.ends[1].Port() == dns.Port)
}

// hear has a conversation's first data tell its protocol.
func (s *stream) hear(b *vnet.FrameSent, payload []byte) {
	s.heard = true
	if p := datagramIn(b, payload); p != nil {
		s.told = p.Name()
	} else if p := dissect.Recognise(payload); p != nil && b.Proto == vnet.TCP {
		s.told = p.Name()
	}
}

// dnsStream is DNS by TCP.
type dnsStream struct{}

func (dnsStream) Name() string                                    { return "dns" }
func (dnsStream) Title() string                                   { return "Domain Name System" }
func (dnsStream) Ports() []uint16                                 { return []uint16{dns.Port} }
func (dnsStream) Session() dissect.Session                        { return &dnsSession{} }
func (dnsStream) Prefix(dissect.Side) string                      { return "" }
func (dnsStream) Joined() bool                                    { return false }
func (dnsStream) Fragment(dissect.Unit) (name, label, rfc string) { return "", "", "" }

// Ends implements [dissect.Protocol].
func (dnsStream) Ends(b []byte) bool {
	return len(b) > lengthPrefix && int(binary.BigEndian.Uint16(b)) == len(b)-lengthPrefix
}

// Summary implements [dissect.Protocol].
func (dnsStream) Summary(_ dissect.Unit, b []byte) string {
	return dns.Summary(b[min(lengthPrefix, len(b)):])
}

// Fields implements [dissect.Protocol].
func (dnsStream) Fields(_ dissect.Unit, b []byte) []view.MessageField {
	at := min(lengthPrefix, len(b))
	return dnsLayer(b[at:], b[:at]).Fields
}

// lengthPrefix is the size of the length before a DNS message. RFC 1035 §4.2.2: "The
// message is prefixed with a two byte length field which gives the message length,
// excluding the two byte length field."
const lengthPrefix = 2

// dnsSession finds the messages of both sides by their lengths.
type dnsSession struct{ sides [2]struct{ have, want int } }

// Take implements [dissect.Session].
func (s *dnsSession) Take(side dissect.Side, b []byte) dissect.Step {
	x := &s.sides[side]
	n := 1
	switch x.have {
	case 0:
		x.want = lengthPrefix + int(b[0])<<8
	case 1:
		x.want += int(b[0])
	default:
		n = min(x.want-x.have, len(b))
	}
	x.have += n
	step := dissect.Step{N: n, Unit: dissect.Unit{Kind: dissect.Command, Side: side}}
	if x.have >= lengthPrefix {
		step.Want, step.Done = x.want, x.have == x.want
	}
	if step.Done {
		x.have = 0
	}
	return step
}

// dnsLayer takes a message apart, and the length before it, if it has one.
func dnsLayer(message, length []byte) view.Layer {
	if len(length) == 0 {
		return dns.Dissect(message)
	}
	l := shifted(dns.Dissect(message), lengthPrefix)
	l.Offset, l.Len = 0, l.Len+lengthPrefix
	l.Fields = slices.Insert(l.Fields, 0, view.MessageField{
		Name: "dns.length", Label: "Length", Value: strconv.Itoa(int(binary.BigEndian.Uint16(length))),
		Len: lengthPrefix, Note: "field.dns.length", RFC: "RFC 1035 §4.2.2",
	})
	return l
}
