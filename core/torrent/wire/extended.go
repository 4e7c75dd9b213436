package wire

import (
	"playnet/core/torrent/bencode"
)

// ExtendedHandshakeID is the number of the one extended message that always has the same.
const ExtendedHandshakeID = 0

// MetadataName is the name under which the exchange of metadata is offered (BEP 9).
const MetadataName = "ut_metadata"

// MetadataBlock is the bytes in each block of metadata but the last (BEP 9).
const MetadataBlock = 1 << 14

// ExtendedHandshake is what both sides say first about extensions (BEP 10). All is optional.
type ExtendedHandshake struct {
	Metadata     uint8  // number that ut_metadata has with its sender; 0: not offered
	MetadataSize int    // bytes of the info dictionary; 0: the sender has not got it
	Port         uint16 // p: at which the sender listens
	Client       string // v: name and version
	Requests     int    // reqq: how many requests it keeps without dropping any
}

// maxClient is what is kept of a client's name, in bytes.
const maxClient = 64

// Append appends the payload of the extended message to b, its number in front.
func (h ExtendedHandshake) Append(b []byte) []byte {
	numbers := bencode.Dict{}
	numbers.Put(MetadataName, int64(h.Metadata))
	d := bencode.Make(bencode.Entry{Key: "m", Value: numbers})
	d.Put("metadata_size", int64(h.MetadataSize))
	d.Put("p", int64(h.Port))
	d.Put("v", h.Client)
	d.Put("reqq", int64(h.Requests))
	return bencode.Append(append(b, ExtendedHandshakeID), d)
}

// ParseExtendedHandshake reads the payload behind its number. "Any unknown names should be
// ignored" (BEP 10), and so are values that can't be meant. The error is an [*Error].
func ParseExtendedHandshake(b []byte) (h ExtendedHandshake, err error) {
	v, _, err := bencode.DecodePrefix(b)
	d, ok := v.(bencode.Dict)
	if err != nil || !ok {
		return h, &Error{NotBencoded, Extended, uint32(len(b))}
	}
	numbers, _ := d.Dict("m")
	h.Metadata = uint8(bounded(numbers, MetadataName, 255))
	h.MetadataSize = int(bounded(d, "metadata_size", 8<<20))
	h.Port = uint16(bounded(d, "p", 1<<16-1))
	h.Requests = int(bounded(d, "reqq", 1<<20))
	h.Client, _ = d.Str("v")
	if len(h.Client) > maxClient {
		h.Client = h.Client[:maxClient]
	}
	return h, nil
}

// bounded returns a number from 0 to most, or 0.
func bounded(d bencode.Dict, key string, most int64) int64 {
	n, _ := d.Int(key)
	if n < 0 || n > most {
		return 0
	}
	return n
}

// MetadataType is the kind of a message about metadata.
type MetadataType uint8

const (
	MetadataRequest MetadataType = 0
	MetadataData    MetadataType = 1
	MetadataReject  MetadataType = 2
)

var metadataText = [...]string{"request", "data", "reject"}

// String returns the name in BEP 9.
func (t MetadataType) String() string {
	if int(t) < len(metadataText) {
		return metadataText[t]
	}
	return "unknown"
}

// Metadata is a message about metadata (BEP 9).
type Metadata struct {
	Type  MetadataType
	Piece int    // which block is meant
	Total int    // bytes of the whole, with data
	Data  []byte // the block
}

// Append appends the payload of the extended message to b, behind the number that the
// receiver has given to the extension in its handshake.
func (m Metadata) Append(b []byte, number uint8) []byte {
	d := bencode.Dict{{Key: "msg_type", Value: int64(m.Type)}, {Key: "piece", Value: int64(m.Piece)}}
	if m.Type == MetadataData {
		d.Set("total_size", int64(m.Total))
	}
	return append(bencode.Append(append(b, number), d), m.Data...)
}

// ParseMetadata reads the payload behind its number. A type that it doesn't know is no error:
// "an unrecognized message ID MUST be ignored" (BEP 9). The error is an [*Error].
func ParseMetadata(b []byte) (m Metadata, err error) {
	v, rest, err := bencode.DecodePrefix(b)
	d, ok := v.(bencode.Dict)
	kind, known := d.Int("msg_type")
	piece, numbered := d.Int("piece")
	if err != nil || !ok || !known || !numbered || piece < 0 || piece > 1<<16 || kind < 0 {
		return m, &Error{NotBencoded, Extended, uint32(len(b))}
	}
	m = Metadata{Type: MetadataType(min(kind, 255)), Piece: int(piece)}
	if m.Type == MetadataData {
		m.Total = int(bounded(d, "total_size", 8<<20))
		m.Data = rest
		if len(rest) == 0 || len(rest) > MetadataBlock {
			return m, &Error{TooLong, Extended, uint32(len(b))}
		}
	}
	return m, nil
}
