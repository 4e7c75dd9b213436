package dht

import (
	"playnet/core/torrent/bencode"
)

// Append appends the message as it goes on the wire.
func (m *Message) Append(b []byte) []byte {
	d := bencode.Make(bencode.Entry{Key: "t", Value: m.Transaction}, bencode.Entry{Key: "y", Value: string(rune(m.Type))})
	switch m.Type {
	case Query:
		d.Set("q", string(m.Method))
		d.Set("a", m.arguments())
	case Response:
		d.Set("r", m.results())
	case Failure:
		d.Set("e", []bencode.Value{int64(m.Code), m.Text})
	}
	return bencode.Append(b, d)
}

func (m *Message) arguments() bencode.Dict {
	a := bencode.Dict{{Key: "id", Value: string(m.ID[:])}}
	switch m.Method {
	case FindNode:
		a.Set("target", string(m.Target[:]))
	case GetPeers:
		a.Set("info_hash", string(m.Target[:]))
	case AnnouncePeer:
		if m.Implied {
			a.Set("implied_port", int64(1))
		}
		a.Set("info_hash", string(m.Target[:]))
		a.Set("port", int64(m.Port))
		a.Set("token", m.Token)
	}
	return a
}

func (m *Message) results() bencode.Dict {
	r := bencode.Dict{{Key: "id", Value: string(m.ID[:])}}
	if m.HasNodes || len(m.Nodes) > 0 {
		r.Set("nodes", string(appendContacts(nil, m.Nodes)))
	}
	if m.Token != "" {
		r.Set("token", m.Token)
	}
	if len(m.Values) > 0 {
		list := make([]bencode.Value, len(m.Values))
		for i, v := range m.Values {
			list[i] = string(v[:])
		}
		r.Set("values", list)
	}
	return r
}

// Parse reads a message. Where it fails, the error is a [*MessageError], and what could be
// read of the message (type, transaction, method) is returned all the same, so that who
// has sent a bad query can be told.
func Parse(b []byte) (m Message, err error) {
	if len(b) > maxMessage {
		return m, badMessage("a message of %d bytes", len(b))
	}
	v, err := bencode.Decode(b)
	if err != nil {
		return m, badMessage("%v", err)
	}
	d, ok := v.(bencode.Dict)
	if !ok {
		return m, badMessage("not a dictionary")
	}
	if m.Transaction, ok = d.Str("t"); !ok || len(m.Transaction) > maxTransaction {
		m.Transaction = ""
		return m, badMessage("no transaction, or one of more than %d bytes", maxTransaction)
	}
	y, _ := d.Str("y")
	switch y {
	case "q":
		m.Type = Query
		return m, m.parseQuery(d)
	case "r":
		m.Type = Response
		return m, m.parseResponse(d)
	case "e":
		m.Type = Failure
		return m, m.parseFailure(d)
	}
	return m, badMessage("neither query nor response nor error")
}

func (m *Message) parseQuery(d bencode.Dict) error {
	q, ok := d.Str("q")
	a, has := d.Dict("a")
	if !ok || !has {
		return badMessage("a query without method or arguments")
	}
	m.Method = Method(q)
	if err := readID(a, "id", &m.ID); err != nil {
		return err
	}
	switch m.Method {
	case Ping:
		return nil
	case FindNode:
		return readID(a, "target", &m.Target)
	case GetPeers:
		return readID(a, "info_hash", &m.Target)
	case AnnouncePeer:
		return m.parseAnnounce(a)
	}
	return &MessageError{MethodUnknown, "no such method"}
}

func (m *Message) parseAnnounce(a bencode.Dict) error {
	if err := readID(a, "info_hash", &m.Target); err != nil {
		return err
	}
	// BEP 5, announce_peer, of implied_port: "If it is present and non-zero, the port
	// argument should be ignored and the source port of the UDP packet should be used as
	// the peer's port instead."
	implied, _ := a.Int("implied_port")
	m.Implied = implied != 0
	port, ok := a.Int("port")
	if !m.Implied && (!ok || port < 1 || port > 65535) {
		return badMessage("no port")
	}
	m.Port = uint16(port)
	if m.Token, ok = a.Str("token"); !ok || len(m.Token) > maxToken {
		return badMessage("no token, or one of more than %d bytes", maxToken)
	}
	return nil
}

func (m *Message) parseResponse(d bencode.Dict) error {
	r, ok := d.Dict("r")
	if !ok {
		return badMessage("a response without values")
	}
	if err := readID(r, "id", &m.ID); err != nil {
		return err
	}
	if s, there := r.Str("nodes"); there {
		m.HasNodes = true
		if m.Nodes, ok = parseContacts(s); !ok {
			return badMessage("nodes of %d bytes", len(s))
		}
	}
	if m.Token, _ = r.Str("token"); len(m.Token) > maxToken {
		return badMessage("a token of more than %d bytes", maxToken)
	}
	list, _ := r.List("values")
	for _, v := range list {
		var e Endpoint
		s, ok := v.(string)
		if !ok || len(s) != len(e) {
			continue // an IPv6 peer (BEP 32), or nonsense: the others may be of use
		}
		if copy(e[:], s); len(m.Values) < 2*maxValues {
			m.Values = append(m.Values, e)
		}
	}
	return nil
}

func (m *Message) parseFailure(d bencode.Dict) error {
	e, _ := d.List("e")
	if len(e) < 2 {
		return badMessage("an error without code and text")
	}
	code, ok := e[0].(int64)
	text, isText := e[1].(string)
	if !ok || !isText || code < 0 || code > 1<<16 {
		return badMessage("an error without code and text")
	}
	m.Code, m.Text = ErrorCode(code), text[:min(len(text), maxErrorText)]
	return nil
}

func readID(d bencode.Dict, key string, id *ID) error {
	s, ok := d.Str(key)
	if !ok || len(s) != len(id) {
		return badMessage("no %q of 20 bytes", key)
	}
	copy(id[:], s)
	return nil
}
