package interop

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"
)

// pdml is what tshark's "-T pdml" prints: each field with its place in the frame.
type pdml struct {
	Packets []struct {
		Protos []pdmlField `xml:"proto"`
	} `xml:"packet"`
}

type pdmlField struct {
	Name   string      `xml:"name,attr"`
	Show   string      `xml:"show,attr"`
	Pos    int         `xml:"pos,attr"`
	Size   int         `xml:"size,attr"`
	Fields []pdmlField `xml:"field"`
	Protos []pdmlField `xml:"proto"` // of what an ICMP error quotes
}

// place is where a field stands in its frame.
type place struct {
	name      string
	pos, size int
}

// shownFrame is what tshark shows of a frame.
type shownFrame struct {
	size   int // bytes
	fields map[place]string
	joined []joined
}

// joined is what tshark shows of data that it put together from several segments' payloads, of
// which a frame holds one. It shows it with the last of these frames.
type joined struct {
	fields map[place]string // places count from the first byte of the data
	shift  int              // what makes a place in the frame one in the data
}

// at looks a field up by its place in the frame, or else where the frame's bytes stand in data
// that was put together.
func (f shownFrame) at(p place) (show string, ok bool) {
	if show, ok = f.fields[p]; ok {
		return show, true
	}
	for _, j := range f.joined {
		if show, ok = j.fields[place{p.name, p.pos + j.shift, p.size}]; ok {
			return show, true
		}
	}
	return "", false
}

// ending looks up a field that ends where a place ends, and whose value ends as a value does. It
// returns that value.
func (f shownFrame) ending(p place, value string) (show string, ok bool) {
	for _, j := range append(f.joined, joined{fields: f.fields}) {
		for q, show := range j.fields {
			if q.name == p.name && q.pos+q.size == p.pos+j.shift+p.size && strings.HasSuffix(strings.TrimRight(show, "\r\n"), value) {
				return value, true
			}
		}
	}
	return "", false
}

// dissectFully lets tshark take frames apart.
func dissectFully(t *testing.T, path string, args ...string) []shownFrame {
	t.Helper()
	var read pdml
	if err := xml.Unmarshal(tshark(t, path, append(args, "-T", "pdml")...), &read); err != nil {
		t.Fatal(err)
	}
	all := make([]shownFrame, len(read.Packets))
	for i := range all {
		all[i].fields = map[place]string{}
	}
	for i, p := range read.Packets {
		all[i].size = p.Protos[0].Size // "geninfo"
		collect(p.Protos, all[i].fields)
		for at, wrapper := range p.Protos {
			if segments := segmentsOf(wrapper); segments != nil {
				join(t, all, segments, p.Protos[at+1:])
			}
		}
	}
	return all
}

// join enters with the frames of some segments what tshark shows of the data that it put together
// from them.
func join(t *testing.T, all []shownFrame, segments, protos []pdmlField) {
	t.Helper()
	fields := map[place]string{}
	for _, p := range protos {
		if segmentsOf(p) != nil { // of other segments
			break
		}
		collect([]pdmlField{p}, fields)
	}
	for n, s := range segments {
		number, err := strconv.Atoi(s.Show)
		if err != nil {
			t.Fatal(err)
		}
		// The data begins somewhere in the first segment and ends somewhere in the last.
		frame := &all[number-1]
		from := frame.size - s.Size
		if n == len(segments)-1 {
			from = tcpPayload
		}
		frame.joined = append(frame.joined, joined{fields, s.Pos - from})
	}
}

// segmentsOf lists the segments of which tshark put data together, if that is what it says here.
func segmentsOf(wrapper pdmlField) (segments []pdmlField) {
	for _, f := range wrapper.Fields {
		if f.Name != "tcp.segments" {
			continue
		}
		for _, s := range f.Fields {
			if s.Name == "tcp.segment" {
				segments = append(segments, s)
			}
		}
	}
	return segments
}

// collect lists tshark's fields by their places.
func collect(fields []pdmlField, into map[place]string) {
	for _, f := range fields {
		into[place{f.Name, f.Pos, f.Size}] = f.Show
		collect(f.Fields, into)
		collect(f.Protos, into)
	}
}
