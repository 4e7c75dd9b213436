package dissect

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"playnet/core/torrent/bencode"
	"playnet/core/torrent/wire"
	"playnet/core/view"
)

const (
	peerMessages = "BEP 3, peer messages"
	peerProtocol = "BEP 3, peer protocol"
)

// Fields implements [Protocol].
func (bittorrent) Fields(u Unit, b []byte) []view.MessageField {
	switch {
	case u.Kind == Unknown:
		return []view.MessageField{field("bittorrent.continuous_data", "Data", shown(b[:min(len(b), 40)]), 0, len(b), peerProtocol)}
	case u.Sense == greeting:
		return greetingFields(b)
	}
	f := field("bittorrent.msg", "Message", bittorrent{}.Summary(u, b), 0, len(b), peerMessages)
	f.Children = []view.MessageField{field("bittorrent.msg.length", "Message Length", decimal(binary.BigEndian.Uint32(b)), 0, 4, peerMessages)}
	if len(b) > lengthSize {
		f.Children = append(f.Children, kindField(b))
		f.Children = append(f.Children, payloadFields(u, b)...)
	}
	return []view.MessageField{f}
}

func greetingFields(b []byte) []view.MessageField {
	h, ok, _ := wire.ParseHandshake(b)
	if !ok {
		return nil
	}
	list := []view.MessageField{
		field("bittorrent.protocol.name.length", "Protocol Name Length", "19", 0, 1, peerProtocol),
		field("bittorrent.protocol.name", "Protocol Name", string(b[1:20]), 1, 19, peerProtocol),
		field("bittorrent.reserved", "Reserved Extension Bytes", hex.EncodeToString(b[20:28]), 20, 8, peerProtocol),
		field("bittorrent.info_hash", "SHA1 Hash of info dictionary", hex.EncodeToString(b[28:48]), 28, 20, peerProtocol),
		field("bittorrent.peer_id", "Peer ID", hex.EncodeToString(b[48:68]), 48, 20, peerProtocol),
	}
	for _, f := range []struct {
		feature     wire.Feature
		name, label string
		rfc         string
	}{
		{wire.Extensions, "bittorrent.reserved.extensions", "Extension protocol", "BEP 10"},
		{wire.Fast, "bittorrent.reserved.fast", "Fast extension", "BEP 6"},
		{wire.DHT, "bittorrent.reserved.dht", "Node of the DHT", "BEP 5, BitTorrent Protocol Extension"},
	} {
		bit := field(f.name, f.label, strconv.FormatBool(h.Reserved.Has(f.feature)), 27-int(f.feature/8), 1, f.rfc)
		bit.Bit, bit.Bits = 7-int(f.feature%8), 1
		list[2].Children = append(list[2].Children, bit)
	}
	return list
}

// kindField is the byte that tells the kind of a message; each kind has its own explanation.
func kindField(b []byte) view.MessageField {
	id := wire.ID(b[lengthSize])
	name, rfc := messageNames[id], peerMessages
	switch {
	case name == "":
		name = "Unknown"
	case id.Fast():
		rfc = "BEP 6"
	case id == wire.Port:
		rfc = "BEP 5, BitTorrent Protocol Extension"
	case id == wire.Extended:
		rfc = "BEP 10"
	}
	f := field("bittorrent.msg.type", "Message Type", strconv.Itoa(int(id))+" ("+name+")", lengthSize, 1, rfc)
	if name != "Unknown" {
		f.Note = "field.bittorrent.type." + strconv.Itoa(int(id))
	}
	return f
}

// payloadFields are what follows the kind.
func payloadFields(u Unit, b []byte) []view.MessageField {
	const at = lengthSize + 1
	id, p := wire.ID(b[lengthSize]), b[at:]
	number := func(name, label string, offset int, rfc string) view.MessageField {
		return field(name, label, decimal(binary.BigEndian.Uint32(p[offset:])), at+offset, 4, rfc)
	}
	index := func() view.MessageField { return number("bittorrent.piece.index", "Piece index", 0, peerMessages) }
	begin := func() view.MessageField {
		return number("bittorrent.piece.begin", "Begin offset of piece", 4, peerMessages)
	}
	switch {
	case id == wire.HaveBits:
		return []view.MessageField{field("bittorrent.msg.bitfield", "Bitfield data", hex.EncodeToString(p), at, len(p), peerMessages)}
	case (id == wire.Have || id == wire.Suggest || id == wire.AllowedFast) && len(p) == 4:
		return []view.MessageField{index()}
	case (id == wire.Request || id == wire.Cancel || id == wire.Reject) && len(p) == 12:
		return []view.MessageField{index(), begin(), number("bittorrent.piece.length", "Piece Length", 8, peerMessages)}
	case id == wire.Piece && len(p) >= 8:
		data := field("bittorrent.piece.data", "Data in a piece", firstBytes(p[8:]), at+8, len(p)-8, peerMessages)
		return []view.MessageField{index(), begin(), data}
	case id == wire.Port && len(p) == 2:
		return []view.MessageField{field("bittorrent.port", "Port", strconv.Itoa(int(binary.BigEndian.Uint16(p))), at, 2, "BEP 5, BitTorrent Protocol Extension")}
	case id == wire.Extended && len(p) > 0:
		list := []view.MessageField{field("bittorrent.extended.id", "Extended Message ID", strconv.Itoa(int(p[0])), at, 1, "BEP 10")}
		return append(list, extendedFields(u, p[1:], at+1)...)
	}
	return nil
}

// firstBytes shows the beginning of some data in hex.
func firstBytes(b []byte) string {
	const most = 16
	if len(b) > most {
		return hex.EncodeToString(b[:most]) + "…"
	}
	return hex.EncodeToString(b)
}

// extendedFields are what an extended message says; it begins at an offset in the message.
func extendedFields(u Unit, b []byte, at int) []view.MessageField {
	v, rest, err := bencode.DecodePrefix(b)
	if u.Sense == extension && err == nil {
		return []view.MessageField{valueField(v, at, "BEP 10, handshake message")}
	}
	f := field("bittorrent.extended", "Extended Message", firstBytes(b), at, len(b), "BEP 10")
	if u.Sense == metadata && err == nil {
		f.Children = []view.MessageField{valueField(v, at, "BEP 9, extension message")}
		if len(rest) > 0 {
			f.Children = append(f.Children, field("bittorrent.metadata", "Metadata", firstBytes(rest), at+len(b)-len(rest), len(rest), "BEP 9, data"))
		}
	}
	return []view.MessageField{f}
}
