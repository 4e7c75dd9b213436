package dissect

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"

	"playnet/core/torrent/bencode"
	"playnet/core/view"
)

// krpc is what nodes of the distributed hash table say to each other (BEP 5).
type krpc struct{}

func (krpc) Name() string  { return "bt-dht" }
func (krpc) Title() string { return "BitTorrent DHT Protocol" }

// Speaks implements [Datagram]. It doesn't look at the ports: "A KRPC message is a single
// dictionary with three keys common to every message" (BEP 5), of which "t" and "y" tell it
// from others.
func (krpc) Speaks(_, _ uint16, b []byte) bool {
	return len(b) > 10 && b[0] == 'd' && bytes.Contains(b, []byte("1:y1:")) && len(messageOf(b)) > 0
}

// messageOf reads a message; nil if it is none.
func messageOf(b []byte) bencode.Dict {
	v, err := bencode.Decode(b)
	if err != nil {
		return nil
	}
	d, _ := v.(bencode.Dict)
	_, tagged := d.Str("t")
	if y, _ := d.Str("y"); !tagged || y != "q" && y != "r" && y != "e" {
		return nil
	}
	return d
}

// Reply implements [Datagram].
func (krpc) Reply(b []byte) bool {
	y, _ := messageOf(b).Str("y")
	return y != "q"
}

// Summary implements [Datagram].
func (krpc) Summary(b []byte) string {
	d := messageOf(b)
	switch y, _ := d.Str("y"); y {
	case "q":
		q, _ := d.Str("q")
		a, _ := d.Dict("a")
		for _, key := range []string{"target", "info_hash"} {
			if id, ok := a.Str(key); ok {
				return stringValue(q) + " " + shortID(id)
			}
		}
		return stringValue(q)
	case "r":
		r, _ := d.Dict("r")
		id, _ := r.Str("id")
		text := "Response from " + shortID(id)
		if values, ok := r.List("values"); ok {
			text += ", " + counted(len(values), "peer")
		}
		if nodes, ok := r.Str("nodes"); ok {
			text += ", " + counted(len(nodes)/nodeSize, "node")
		}
		return text
	}
	e, _ := d.List("e")
	if len(e) == 2 {
		code, _ := e[0].(int64)
		said, _ := e[1].(string)
		return "Error " + strconv.FormatInt(code, 10) + ", " + stringValue(said)
	}
	return "Error"
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// shortID is the beginning of a node's id, by which people tell nodes apart.
func shortID(id string) string {
	if len(id) > 4 {
		return hex.EncodeToString([]byte(id[:4])) + "…"
	}
	return hex.EncodeToString([]byte(id))
}

// krpcKeys are what the keys of messages are called and explained by.
var krpcKeys = map[string]struct{ label, rfc string }{
	"t":            {"Transaction ID", "BEP 5, KRPC Protocol"},
	"y":            {"Message type", "BEP 5, KRPC Protocol"},
	"v":            {"Version", "BEP 5, KRPC Protocol"},
	"q":            {"Request type", "BEP 5, Queries"},
	"a":            {"Request arguments", "BEP 5, Queries"},
	"r":            {"Response values", "BEP 5, Responses"},
	"e":            {"Error", "BEP 5, Errors"},
	"id":           {"id", "BEP 5, DHT Queries"},
	"target":       {"target", "BEP 5, find_node"},
	"nodes":        {"nodes", "BEP 5, find_node"},
	"info_hash":    {"info_hash", "BEP 5, get_peers"},
	"token":        {"token", "BEP 5, get_peers"},
	"values":       {"values", "BEP 5, get_peers"},
	"port":         {"port", "BEP 5, announce_peer"},
	"implied_port": {"implied_port", "BEP 5, announce_peer"},
}

// Fields implements [Datagram].
func (krpc) Fields(b []byte) []view.MessageField {
	f := field("bt-dht.bencoded.dict", "Message", "Dictionary", 0, len(b), "BEP 5, KRPC Protocol")
	f.Children = entries(messageOf(b), 0, false)
	return []view.MessageField{f}
}

// entries takes a dictionary apart that begins at an offset. inside says that it is one of
// arguments or results: their strings are bytes and no words.
func entries(d bencode.Dict, at int, inside bool) []view.MessageField {
	var list []view.MessageField
	for at++; len(d) > 0 && len(list) < manyFields; d = d[1:] {
		e := d[0]
		keySize, size := bencode.Size(e.Key), bencode.Size(e.Value)
		known, ok := krpcKeys[e.Key]
		if !ok {
			known.label, known.rfc = shown([]byte(e.Key)), "BEP 5"
		}
		f := field("bt-dht.bencoded.dict_entry", known.label, "", at, keySize+size, known.rfc)
		if ok {
			f.Note = "field.bt-dht.key." + e.Key
		}
		value := entryValue(e, at+keySize, inside, known.rfc)
		f.Value = value.Value
		f.Children = []view.MessageField{
			field("bt-dht.bencoded.string", "Key", shown([]byte(e.Key)), at+keySize-len(e.Key), len(e.Key), known.rfc), value}
		list = append(list, f)
		at += keySize + size
	}
	return list
}

// entryValue takes the value of a key apart.
func entryValue(e bencode.Entry, at int, inside bool, rfc string) view.MessageField {
	size := bencode.Size(e.Value)
	switch v := e.Value.(type) {
	case bencode.Dict:
		f := field("bt-dht.bencoded.dict", "Value", "Dictionary", at, size, rfc)
		f.Children = entries(v, at, true)
		return f
	case int64:
		return field("bt-dht.bencoded.int", "Value", strconv.FormatInt(v, 10), at+1, size-2, rfc)
	case string:
		from := at + size - len(v)
		if inside && e.Key == "nodes" && len(v)%nodeSize == 0 {
			f := field("bt-dht.nodes", "Value", counted(len(v)/nodeSize, "node"), from, len(v), rfc)
			f.Children = nodeFields(v, from, rfc)
			return f
		}
		text := v
		if inside || e.Key == "t" || e.Key == "v" {
			text = hex.EncodeToString([]byte(v))
		}
		return field("bt-dht.bencoded.string", "Value", shown([]byte(text)), from, len(v), rfc)
	case []bencode.Value:
		switch {
		case inside && e.Key == "values":
			return peerFields(v, at, rfc)
		case e.Key == "e" && len(v) == 2:
			return errorFields(v, at, rfc)
		}
		return field("bt-dht.bencoded.list", "Value", counted(len(v), "item"), at, size, rfc)
	}
	return view.MessageField{}
}

// nodeSize and peerSize are the sizes of compact contacts (BEP 5, Contact Encoding).
const (
	nodeSize = 26
	peerSize = 6
)

func nodeFields(s string, at int, rfc string) (list []view.MessageField) {
	for n := 1; len(s) > 0 && n <= manyFields; n++ {
		id := hex.EncodeToString([]byte(s[:20]))
		contact := contactFields("bt-dht", s[20:nodeSize], at+20)
		f := field("bt-dht.node", "Node "+strconv.Itoa(n), "id "+id+", "+contact[0].Value+":"+contact[1].Value, at, nodeSize, rfc)
		f.Children = append([]view.MessageField{field("bt-dht.id", "ID", id, at, 20, rfc)}, contact...)
		list = append(list, f)
		s, at = s[nodeSize:], at+nodeSize
	}
	return list
}

// contactFields takes a compact address and port apart.
func contactFields(protocol, s string, at int) []view.MessageField {
	const rfc = "BEP 5, Contact Encoding"
	return []view.MessageField{
		field(protocol+".ip", "IP", netip.AddrFrom4([4]byte([]byte(s[:4]))).String(), at, 4, rfc),
		field(protocol+".port", "Port", strconv.Itoa(int(binary.BigEndian.Uint16([]byte(s[4:])))), at+4, 2, rfc),
	}
}

// peerFields takes the peers of a torrent apart.
func peerFields(list []bencode.Value, at int, rfc string) view.MessageField {
	f := field("bt-dht.peers", "Value", counted(len(list), "peer"), at, bencode.Size(list), rfc)
	for at++; len(list) > 0 && len(f.Children) < manyFields; list = list[1:] {
		s, _ := list[0].(string)
		size := bencode.Size(list[0])
		if len(s) == peerSize {
			from := at + size - peerSize
			contact := contactFields("bt-dht", s, from)
			p := field("bt-dht.peer", "Peer "+strconv.Itoa(len(f.Children)+1), contact[0].Value+":"+contact[1].Value, from, peerSize, rfc)
			p.Children = contact
			f.Children = append(f.Children, p)
		}
		at += size
	}
	return f
}

// errorFields takes an error apart: its code, and what it says.
func errorFields(list []bencode.Value, at int, rfc string) view.MessageField {
	code, _ := list[0].(int64)
	said, _ := list[1].(string)
	f := field("bt-dht.error", "Value", strconv.FormatInt(code, 10)+", "+shown([]byte(said)), at, bencode.Size(list), rfc)
	size := bencode.Size(list[0])
	end := at + 1 + size + bencode.Size(list[1])
	f.Children = []view.MessageField{
		field("bt-dht.bencoded.int", "Error ID", strconv.FormatInt(code, 10), at+2, size-2, rfc),
		field("bt-dht.bencoded.string", "Error Message", shown([]byte(said)), end-len(said), len(said), rfc),
	}
	return f
}
