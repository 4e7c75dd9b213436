package peer

import (
	"net/netip"
	"time"

	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/wire"
)

// extend is what a neighbour has said about extensions (BEP 10).
type extend struct {
	metadata uint8 // its number for messages about metadata; 0: it does not know them
	size     int   // bytes of the metadata, as it says; 0: it has none
	refused  bool  // it has been asked and would not say
	named    bool  // it has said at which port it listens
}

// ownMetadata is our number for messages about metadata.
const ownMetadata = 1

// introduceExtensions sends our extended handshake: the first one, or, when we can say more, another (BEP 10).
func (c *conn) introduceExtensions() {
	p := c.p
	h := wire.ExtendedHandshake{Metadata: ownMetadata, MetadataSize: len(p.infoBytes), Port: p.config.port(),
		Client: "Playnet", Requests: maxRequests}
	c.say(wire.Message{ID: wire.Extended, Payload: h.Append(nil)})
}

// extended takes an extended message.
func (c *conn) extended(b []byte) error {
	p := c.p
	switch {
	case !c.features.Has(wire.Extensions) || len(b) == 0:
		return nil
	case b[0] == wire.ExtendedHandshakeID:
		h, err := wire.ParseExtendedHandshake(b[1:])
		if err != nil {
			return err
		}
		c.ext.metadata, c.ext.size = h.Metadata, h.MetadataSize
		if h.Port != 0 && c.from == nil && !c.ext.named {
			c.ext.named = true
			at := netip.AddrPortFrom(c.addr.Addr(), h.Port)
			p.learnOf(at)
			if k := p.knownAt[at]; k != nil && k.conn == nil {
				k.conn, c.alias = c, k
			}
		}
		if p.metadata.from == nil {
			p.askMetadata()
		}
		return nil
	case b[0] == ownMetadata:
		m, err := wire.ParseMetadata(b[1:])
		if err != nil {
			return err
		}
		return c.aboutMetadata(&m)
	}
	return nil
}

// metadata is the info dictionary while it comes from others, block by block (BEP 9).
// All of it comes from one neighbour, so that it can be told who lies.
type metadata struct {
	from   *conn // nil: nobody
	buf    []byte
	blocks int   // that are here; they come in order
	since  int64 // when the next one was asked for, nanoseconds
}

// metadataTime is how long a neighbour may take for a block of metadata.
const metadataTime = 30 * time.Second

// askMetadata asks a neighbour for the next block, if the metadata is missing.
func (p *Peer) askMetadata() {
	m := &p.metadata
	if p.info != nil {
		return
	}
	for _, c := range p.conns {
		if m.from == nil && c.state == Open && c.ext.metadata != 0 && c.ext.size != 0 && !c.ext.refused {
			m.from = c
		}
	}
	if c := m.from; c != nil {
		m.since = p.now()
		c.say(wire.Message{ID: wire.Extended, Payload: wire.Metadata{Type: wire.MetadataRequest, Piece: m.blocks}.Append(nil, c.ext.metadata)})
	}
}

// refuseMetadata gives up a neighbour as the source of the metadata, if it is, and begins anew
// with another one.
func (p *Peer) refuseMetadata(c *conn) {
	c.ext.refused = true
	if p.metadata.from == c {
		p.metadata = metadata{}
		p.askMetadata()
	}
}

// aboutMetadata takes a message about metadata.
func (c *conn) aboutMetadata(m *wire.Metadata) error {
	p := c.p
	switch m.Type {
	case wire.MetadataRequest:
		answer := wire.Metadata{Type: wire.MetadataReject, Piece: m.Piece}
		if from := m.Piece * wire.MetadataBlock; m.Piece >= 0 && from < len(p.infoBytes) {
			answer = wire.Metadata{Type: wire.MetadataData, Piece: m.Piece, Total: len(p.infoBytes),
				Data: p.infoBytes[from:min(from+wire.MetadataBlock, len(p.infoBytes))]}
		}
		if c.ext.metadata != 0 && len(c.out) < maxMetadataQueued && c.s.Queued() < maxMetadataQueued {
			c.sayFor(wire.Message{ID: wire.Extended, Payload: answer.Append(nil, c.ext.metadata)}, c.theirs)
		}
	case wire.MetadataData:
		return c.gotMetadata(m)
	case wire.MetadataReject:
		p.refuseMetadata(c)
	}
	return nil
}

// maxMetadataQueued bounds what a neighbour can make us queue by asking for metadata again and
// again without taking it.
const maxMetadataQueued = 256 << 10

// gotMetadata takes a block of metadata.
func (c *conn) gotMetadata(b *wire.Metadata) error {
	p, m := c.p, &c.p.metadata
	if p.info != nil || m.from != c || b.Piece != m.blocks {
		return nil
	}
	if len(b.Data) != min(wire.MetadataBlock, c.ext.size-len(m.buf)) {
		return BadMetadata
	}
	m.buf = append(m.buf, b.Data...)
	m.blocks++
	p.progress = c.heard
	if len(m.buf) < c.ext.size {
		p.askMetadata()
		return nil
	}
	t, err := metainfo.ParseInfo(m.buf)
	if err != nil || t.Hash != p.hash {
		p.refuseMetadata(c)
		return nil
	}
	p.learn(&t.Info, t.InfoBytes)
	p.recall()
	p.h.Because(p.h.Emit(&EventMetadata{Size: len(m.buf), Pieces: p.total(), From: c.addr}))
	p.settle()
	for i := len(p.conns) - 1; i >= 0; i-- {
		if i >= len(p.conns) || p.conns[i].state != Open {
			continue
		}
		d := p.conns[i]
		if d.learnSize(); d.state == Open && d != c && d.features.Has(wire.Extensions) {
			d.introduceExtensions() // it may be waiting for somebody who has the metadata
		}
	}
	return nil
}

// noteEarly takes in that the neighbour has a piece, as long as it is not known how many there
// are.
func (c *conn) noteEarly(i int) {
	if i/8 >= maxEarly {
		return
	}
	for len(c.have) <= i/8 {
		c.have = append(c.have, 0)
	}
	c.have.Set(i)
}

// maxEarly bounds what is noted of a neighbour's pieces before it is known how many there are,
// in bytes.
const maxEarly = 64 << 10

// learnSize holds what the neighbour has said it has against what there is.
func (c *conn) learnSize() {
	p := c.p
	fast := c.decoder.Limits.Fast
	c.decoder.Limits = p.limits
	c.decoder.Limits.Fast = fast
	said := c.have
	c.knowNothing()
	if c.all {
		said = wire.FullBitfield(p.total())
	}
	for i, b := range said {
		if i >= len(c.have) && b != 0 || i == len(c.have)-1 && b&^wire.FullBitfield(p.total())[i] != 0 {
			c.close("it has pieces that do not exist")
			return
		}
	}
	c.hasAll(said)
}
