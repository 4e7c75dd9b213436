package host

import (
	"bytes"
	"maps"
	"slices"
	"strings"
)

// Disk is what a machine keeps while it is off: files, each with a name of the
// programs' own choosing, such as "mail/alice/12". All programs of a machine share
// its disk.
//
// What a call has written is there for good when it returns: a machine that stops
// at any instant has done each call wholly or not at all. Calls don't block, so
// several in a row are done before anybody else runs.
type Disk interface {
	// Read returns what a file holds, and whether there is such a file. The bytes
	// belong to the disk: they must not be changed, and don't change.
	Read(name string) ([]byte, bool)
	// Write puts a file in the place of the one of that name, if there is any.
	Write(name string, b []byte)
	// Append adds to the end of a file, which may be a new one.
	Append(name string, b []byte)
	// Remove takes a file away, if there is one of that name.
	Remove(name string)
	// Names lists the files whose names begin with a prefix, sorted.
	Names(prefix string) []string
}

// DiskOf returns the disk of a program's machine: every machine has one. One that
// knows of no disk is given an empty one, which lasts as long as the program.
func DiskOf(h Host) Disk {
	if m, ok := h.(interface{ Disk() Disk }); ok {
		return m.Disk()
	}
	return NewDisk()
}

// NewDisk returns an empty disk that keeps its files in memory.
func NewDisk() Disk { return memory{} }

// memory is a disk in memory. A file is never changed where somebody may have read
// it: appending writes behind what was there.
type memory map[string][]byte

func (m memory) Read(name string) ([]byte, bool) {
	b, ok := m[name]
	return b[:len(b):len(b)], ok
}

func (m memory) Write(name string, b []byte) { m[name] = bytes.Clone(b) }

func (m memory) Append(name string, b []byte) { m[name] = append(m[name], b...) }

func (m memory) Remove(name string) { delete(m, name) }

func (m memory) Names(prefix string) []string {
	all := slices.Sorted(maps.Keys(m))
	from, _ := slices.BinarySearch(all, prefix)
	n := len(all) - from
	for i, name := range all[from:] {
		if !strings.HasPrefix(name, prefix) {
			n = i
			break
		}
	}
	return slices.Clip(all[from : from+n])
}
