package fields

import (
	"slices"

	"playnet/core/dns"
	"playnet/core/filter"
	"playnet/core/view"
	"playnet/core/vnet"
)

func init() {
	registerLayers()
	registerEthernet()
	registerIP()
	registerUDP()
	registerICMP()
}

// register enters a field.
func register(name string, t filter.Type, s *source, names ...filter.Named) {
	filter.Register(filter.Field{Name: name, Type: t, Note: note(name), Names: names, Ref: s})
}

// ofBytes enters fields that are read from the frame's bytes.
func ofBytes(t filter.Type, names ...string) {
	for _, n := range names {
		register(n, t, dissected(n, t))
	}
}

// header makes the source of a field that the record of the sending knows: no byte
// is looked at, unless it is an ICMP message, which may quote such a header.
func header(name string, t filter.Type, p vnet.Protocol, f func(*vnet.FrameSent) filter.Value) *source {
	slow := dissected(name, t)
	return &source{
		values: func(r *Record, to []filter.Value) []filter.Value {
			switch {
			case r.sent == nil:
				return to
			case r.sent.Proto == vnet.ICMP:
				return slow.values(r, to)
			case p != 0 && r.sent.Proto != p:
				return to
			}
			return append(to, f(r.sent))
		},
	}
}

// both makes the source of a field that stands for two: "udp.port".
func both(a, b *source) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		return b.values(r, a.values(r, to))
	}}
}

// registerLayers enters the protocols.
func registerLayers() {
	sent := func(r *Record) bool { return r.sent != nil }
	layer := func(name string, has func(*Record) bool) { register(name, filter.Protocol, layers(name, has)) }
	layer("eth", sent)
	layer("ip", sent)
	layer("udp", carries("udp", vnet.UDP))
	layer("tcp", carries("tcp", vnet.TCP))
	layer("icmp", func(r *Record) bool { return r.sent != nil && r.sent.Proto == vnet.ICMP })
	layer("dns", func(r *Record) bool {
		switch {
		case r.sent == nil || r.sent.Src.Port() != dns.Port && r.sent.Dst.Port() != dns.Port:
			return false
		case r.sent.Proto == vnet.UDP:
			return true
		}
		return r.sent.TCP != nil && r.sent.Payload.Len > 0 && r.holds("dns")
	})
	layer("data", func(r *Record) bool { return r.sent != nil && r.sent.Payload.Len > 0 && r.holds("data") })
}

// layers makes the source of a protocol.
func layers(name string, has func(*Record) bool) *source {
	return &source{has: has, values: func(r *Record, to []filter.Value) []filter.Value {
		m := r.message()
		for _, l := range m.Layers {
			if l.Protocol == name {
				to = append(to, filter.Value{Type: filter.Protocol, Text: string(m.PartBytes(l.Part)[l.Offset:])})
			}
		}
		return to
	}}
}

// holds reports whether a layer of a protocol is found.
func (r *Record) holds(protocol string) bool {
	return slices.ContainsFunc(r.message().Layers, func(l view.Layer) bool { return l.Protocol == protocol })
}

// carries tells whether a frame, or what its ICMP error quotes, is of a protocol.
func carries(name string, p vnet.Protocol) func(*Record) bool {
	quoted := dissected(name+".srcport", filter.Number)
	return func(r *Record) bool {
		if r.sent == nil || r.sent.Proto != vnet.ICMP {
			return r.sent != nil && r.sent.Proto == p
		}
		return len(quoted.values(r, nil)) > 0
	}
}

func registerEthernet() {
	ofBytes(filter.MAC, "eth.dst", "eth.src")
	register("eth.addr", filter.MAC, both(dissected("eth.dst", filter.MAC), dissected("eth.src", filter.MAC)))
	register("eth.type", filter.Number, dissected("eth.type", filter.Number), filter.Named{Value: 0x0800, Name: "IPv4"})
}

func registerIP() {
	src := header("ip.src", filter.IPv4, 0, func(s *vnet.FrameSent) filter.Value { return filter.AddrOf(s.Src.Addr()) })
	dst := header("ip.dst", filter.IPv4, 0, func(s *vnet.FrameSent) filter.Value { return filter.AddrOf(s.Dst.Addr()) })
	register("ip.src", filter.IPv4, src)
	register("ip.dst", filter.IPv4, dst)
	register("ip.addr", filter.IPv4, both(src, dst))
	register("ip.ttl", filter.Number, header("ip.ttl", filter.Number, 0, func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TTL) }))
	register("ip.id", filter.Number, header("ip.id", filter.Number, 0, func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.IPID) }))
	register("ip.len", filter.Number, header("ip.len", filter.Number, 0, func(s *vnet.FrameSent) filter.Value {
		return filter.NumberOf(s.Size - ethernetHeader)
	}))
	register("ip.proto", filter.Number, header("ip.proto", filter.Number, 0, func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.Proto) }),
		filter.Named{Value: 1, Name: "ICMP"}, filter.Named{Value: 6, Name: "TCP"}, filter.Named{Value: 17, Name: "UDP"})
	register("ip.hdr_len", filter.Number, times4("ip.hdr_len"))
	register("ip.frag_offset", filter.Number, dissected("ip.frag_offset", filter.Number))
	register("ip.flags", filter.Number, ipFlags())
	ofBytes(filter.Number, "ip.version", "ip.dsfield", "ip.checksum")
	ofBytes(filter.Bool, "ip.flags.rb", "ip.flags.df", "ip.flags.mf")
}

const ethernetHeader = 14

// ipFlags makes the source of the three flags as one number.
func ipFlags() *source {
	rb, df, mf := dissected("ip.flags.rb", filter.Number), dissected("ip.flags.df", filter.Number), dissected("ip.flags.mf", filter.Number)
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		low, middle := mf.values(r, nil), df.values(r, nil)
		for i, high := range rb.values(r, nil) {
			to = append(to, filter.NumberOf(high.Int<<2|middle[i].Int<<1|low[i].Int))
		}
		return to
	}}
}

// times4 makes the source of a header's length: 32-bit words in the frame, bytes for
// everybody else.
func times4(name string) *source {
	words := dissected(name, filter.Number)
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		from := len(to)
		to = words.values(r, to)
		for i := from; i < len(to); i++ {
			to[i].Int *= 4
		}
		return to
	}}
}

func registerUDP() {
	ports("udp", vnet.UDP)
	register("udp.length", filter.Number, header("udp.length", filter.Number, vnet.UDP, func(s *vnet.FrameSent) filter.Value {
		return filter.NumberOf(s.Size - ethernetHeader - 20)
	}))
	ofBytes(filter.Number, "udp.checksum")
	register("udp.payload", filter.Bytes, payload(vnet.UDP))
	register("udp.stream", filter.Number, streams(vnet.UDP))
}

// ports enters a protocol's ports.
func ports(name string, p vnet.Protocol) {
	src := header(name+".srcport", filter.Number, p, func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.Src.Port()) })
	dst := header(name+".dstport", filter.Number, p, func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.Dst.Port()) })
	register(name+".srcport", filter.Number, src)
	register(name+".dstport", filter.Number, dst)
	register(name+".port", filter.Number, both(src, dst))
}

// payload makes the source of what a datagram or segment carries.
func payload(p vnet.Protocol) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil || r.sent.Proto != p || !r.load() || len(r.payload) == 0 {
			return to
		}
		return append(to, filter.BytesOf(r.payload))
	}}
}

func registerICMP() {
	register("icmp.type", filter.Number, dissected("icmp.type", filter.Number), words("echo reply", "", "", "destination unreachable", "", "", "", "", "echo request")...)
	ofBytes(filter.Number, "icmp.code", "icmp.checksum", "icmp.ident", "icmp.seq")
}
