// Package pcapng writes captures that Wireshark reads: the format of
// draft-ietf-opsawg-pcapng ("PCAP Now Generic"), little-endian, in one section.
// Section numbers below are those of the draft.
//
// Written are Section Header, Interface Description and Enhanced Packet blocks;
// left out on purpose: comments, name resolution, statistics, secrets.
package pcapng

import (
	"encoding/binary"
	"io"
)

// Types of blocks (§4).
const (
	blockSection   = 0x0A0D0D0A // reads the same in both byte orders
	blockInterface = 0x00000001
	blockPacket    = 0x00000006 // "Enhanced Packet Block"
)

// Codes of options (§3.5, §4.1, §4.2).
const (
	optEnd           = 0
	optUserAppl      = 4 // of a section: who wrote it
	optIfName        = 2
	optIfTimeResolve = 9
)

// Values of fields.
const (
	byteOrderMagic   = 0x1A2B3C4D
	linkTypeEthernet = 1 // LINKTYPE_ETHERNET
	noSnapLimit      = 0 // frames are whole
	// "If the Most Significant Bit is equal to zero, the remaining bits indicate
	// the resolution of the timestamp as a negative power of 10": nanoseconds.
	nanoseconds = 9
)

// sectionLengthUnknown: "a value of 0xFFFFFFFFFFFFFFFF" says that "the length of
// the section is not specified".
const sectionLengthUnknown = 0xFFFFFFFFFFFFFFFF

// Writer writes one capture. Its first error ends it: what follows does nothing.
type Writer struct {
	out        io.Writer
	block      []byte // under construction
	interfaces uint32
	err        error
}

// NewWriter begins a capture.
func NewWriter(out io.Writer) *Writer {
	w := &Writer{out: out}
	w.begin(blockSection)
	w.u32(byteOrderMagic)
	w.u16(1) // major version
	w.u16(0) // minor version
	w.u64(sectionLengthUnknown)
	w.option(optUserAppl, []byte("playnet"))
	w.option(optEnd, nil)
	w.end()
	return w
}

// Interface adds an Ethernet interface and returns its number, by which packets
// name it. Interfaces are numbered from zero, in the order in which they were
// added.
func (w *Writer) Interface(name string) (number uint32) {
	w.begin(blockInterface)
	w.u16(linkTypeEthernet)
	w.u16(0) // reserved
	w.u32(noSnapLimit)
	w.option(optIfName, []byte(name))
	w.option(optIfTimeResolve, []byte{nanoseconds})
	w.option(optEnd, nil)
	w.end()
	w.interfaces++
	return w.interfaces - 1
}

// Packet adds a frame that an interface saw at a time, in nanoseconds since 1970
// (UTC). The frame begins with its Ethernet header and has no checksum behind it.
func (w *Writer) Packet(on uint32, unixNano uint64, frame []byte) {
	if on >= w.interfaces {
		panic("pcapng: a packet of an interface that was not added")
	}
	w.begin(blockPacket)
	w.u32(on)
	w.u32(uint32(unixNano >> 32)) // "(upper 32 bits)" come first, whatever the byte order
	w.u32(uint32(unixNano))
	w.u32(uint32(len(frame))) // captured
	w.u32(uint32(len(frame))) // on the wire
	w.padded(frame)
	w.end()
}

// Err returns the first error of the output.
func (w *Writer) Err() error { return w.err }

// begin starts a block: its type, and room for its length.
func (w *Writer) begin(blockType uint32) {
	w.block = w.block[:0]
	w.u32(blockType)
	w.u32(0)
}

// end writes the block, with its length before and behind ("to permit backward
// file navigation", §3.1).
func (w *Writer) end() {
	length := uint32(len(w.block) + 4)
	binary.LittleEndian.PutUint32(w.block[4:], length)
	w.u32(length)
	if w.err == nil {
		_, w.err = w.out.Write(w.block)
	}
}

func (w *Writer) u16(v uint16) { w.block = binary.LittleEndian.AppendUint16(w.block, v) }
func (w *Writer) u32(v uint32) { w.block = binary.LittleEndian.AppendUint32(w.block, v) }
func (w *Writer) u64(v uint64) { w.block = binary.LittleEndian.AppendUint64(w.block, v) }

// option adds an option: code, length without padding, value.
func (w *Writer) option(code uint16, value []byte) {
	w.u16(code)
	w.u16(uint16(len(value)))
	w.padded(value)
}

// padded adds bytes, "padded to a 32-bit boundary".
func (w *Writer) padded(b []byte) {
	w.block = append(w.block, b...)
	for len(w.block)%4 != 0 {
		w.block = append(w.block, 0)
	}
}
