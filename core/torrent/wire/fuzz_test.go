package wire

import (
	"bytes"
	"testing"
)

// Whatever comes, in whatever portions: no crash, the same messages as at once, nothing outside
// of the torrent, and not more kept than a message may be long.
func FuzzDecoder(f *testing.F) {
	var all []byte
	for _, e := range examples {
		all = Append(all, e.m)
	}
	f.Add(all, byte(3), true)
	f.Add(all, byte(200), false)
	f.Add([]byte("\xff\xff\xff\xff\x07"), byte(1), true)
	f.Add([]byte("\x00\x00\x00\x0d\x06\x00\x00\x00\x01\xff\xff\xff\xff\x00\x00\x00\x02"), byte(5), false)
	f.Fuzz(func(t *testing.T, b []byte, size byte, fragments bool) {
		whole, wholeErr := decode(t, b, len(b), false)
		parts, partsErr := decode(t, b, int(size)+1, fragments)
		// In fragments, a block's beginning is given, or refused, before its end is there.
		same := bytes.Equal(whole, parts) && (wholeErr == nil) == (partsErr == nil)
		if !same && !(fragments && bytes.HasPrefix(parts, whole) && (wholeErr == nil || partsErr != nil)) {
			t.Fatalf("%x: %x %v at once, %x %v in portions", b, whole, wholeErr, parts, partsErr)
		}
		if !bytes.HasPrefix(b, whole) {
			t.Fatalf("%x is written %x", b, whole)
		}
	})
}

// decode returns the messages found, written again.
func decode(t *testing.T, b []byte, size int, fragments bool) (out []byte, err error) {
	d := Decoder{Limits: limits, Fragments: fragments}
	rest := 0
	for len(b) > 0 {
		n := min(size, len(b))
		d.Feed(b[:n])
		b = b[n:]
		for {
			m, ok, err := d.Next()
			if err != nil {
				return out, err
			}
			if !ok {
				break
			}
			if m.ID == Piece {
				if int64(m.Begin)+int64(len(m.Payload)+m.Rest) > limits.pieceSize(m.Index) {
					t.Fatalf("outside: %+v", m)
				}
				if rest == 0 {
					out = AppendPieceHeader(out, m.Index, m.Begin, len(m.Payload)+m.Rest)
				}
				out = append(out, m.Payload...)
				rest = m.Rest
				continue
			}
			out = Append(out, m)
		}
		if len(d.held) > 9+maxBlock {
			t.Fatalf("%d bytes are kept", len(d.held))
		}
	}
	return out, nil
}

func FuzzExtended(f *testing.F) {
	f.Add([]byte("d1:md11:ut_metadatai3ee13:metadata_sizei31235e1:v1:xe"))
	f.Add([]byte("d8:msg_typei1e5:piecei0e10:total_sizei3425eexxx"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := ParseExtendedHandshake(b); err == nil {
			if again, err := ParseExtendedHandshake(h.Append(nil)[1:]); err != nil || again != h {
				t.Fatalf("%q: %+v %+v %v", b, h, again, err)
			}
		}
		if m, err := ParseMetadata(b); err == nil && m.Type <= MetadataReject {
			if again, err := ParseMetadata(m.Append(nil, 1)[1:]); err != nil || again.Piece != m.Piece || !bytes.Equal(again.Data, m.Data) {
				t.Fatalf("%q: %+v %+v %v", b, m, again, err)
			}
		}
	})
}
