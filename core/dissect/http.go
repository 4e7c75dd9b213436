package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

// http is the Hypertext Transfer Protocol, version 1.1.
type http struct{}

func (http) Name() string       { return "http" }
func (http) Title() string      { return "Hypertext Transfer Protocol" }
func (http) Ports() []uint16    { return []uint16{80, 8080, 6969} } // 6969: trackers
func (http) Session() Session   { return &httpSession{} }
func (http) Prefix(Side) string { return "" }

// Joined implements [Protocol].
func (http) Joined() bool { return false }

// Ends implements [Protocol]: a head is told by its first line.
func (http) Ends(b []byte) bool {
	line, _ := cutLine(b)
	return startsHTTP(Server, string(line)) || startsHTTP(Client, string(line))
}

func (http) Fragment(Unit) (name, label, rfc string) {
	return "http.file_data", "File Data", "RFC 9112 §6"
}

// headKept is how much of a head is read for what tells its body's length.
const headKept = 16 << 10

// httpSide is how far a side has come.
type httpSide struct {
	line    lines
	begun   bool // its head goes on
	first   string
	length  int  // of its body, as the head says; -1: it doesn't
	chunked bool // the body comes in chunks
	size    int  // of the head so far
	body    httpBody
}

// httpBody says how the rest of a body is found.
type httpBody struct {
	left  int  // bytes that are still to come
	close bool // it goes on until the connection ends
	chunk chunkState
}

// chunkState is what comes next of a body in chunks (RFC 9112 §7.1).
type chunkState uint8

const (
	noChunks chunkState = iota
	chunkSize
	chunkData
	chunkEnd // the line end after a chunk's data
	chunkTrailer
)

type httpSession struct {
	sides   [2]httpSide
	methods []string // of requests that were not answered yet
}

// Take implements [Session].
func (s *httpSession) Take(side Side, b []byte) Step {
	x := &s.sides[side]
	switch {
	case x.body.chunk != noChunks:
		return x.chunks(side, b)
	case x.body.close:
		return Step{N: len(b), Unit: Unit{Kind: Body, Side: side}}
	case x.body.left > 0:
		n, want := min(x.body.left, len(b)), x.body.left
		x.body.left -= n
		return Step{N: n, Unit: Unit{Kind: Body, Side: side}, Want: want, Done: x.body.left == 0}
	}
	u := Unit{Kind: [2]Kind{Command, Reply}[side], Side: side}
	taken := 0
	for taken < len(b) {
		n, done := x.line.take(b[taken:])
		taken += n
		x.size += n
		if !done {
			break
		}
		if !x.head(side, x.line.text()) {
			continue
		}
		if !s.ends(side) {
			u.Kind = Unknown
		}
		return Step{N: taken, Unit: u, Done: true}
	}
	return Step{N: taken, Unit: u}
}

// head takes a line of a head, and reports whether it is the last one.
func (x *httpSide) head(side Side, line []byte) (last bool) {
	if !x.begun {
		if len(line) == 0 {
			return false // RFC 9112 §2.2: empty lines before a request are ignored
		}
		x.begun, x.first, x.length, x.chunked = true, string(line), -1, false
		if !startsHTTP(side, x.first) {
			x.begun, x.size = false, 0
			return true
		}
		return false
	}
	if len(line) == 0 {
		return true
	}
	if x.size > headKept {
		return false
	}
	name, value, _ := strings.Cut(string(line), ":")
	value = strings.TrimSpace(value)
	switch strings.ToLower(name) {
	case "content-length":
		if n, err := strconv.ParseUint(value, 10, 31); err == nil {
			x.length = int(n)
		}
	case "transfer-encoding":
		x.chunked = strings.HasSuffix(strings.ToLower(value), "chunked")
	}
	return false
}

// startsHTTP reports whether a line begins a request or a response.
func startsHTTP(side Side, line string) bool {
	if side == Server {
		return strings.HasPrefix(line, "HTTP/")
	}
	w := strings.Fields(line)
	return len(w) == 3 && strings.HasPrefix(w[2], "HTTP/")
}

// ends ends a head: RFC 9112 §6.3 tells how long the body is. It reports whether it was a
// head at all.
func (s *httpSession) ends(side Side) bool {
	x := &s.sides[side]
	known := x.begun
	x.begun, x.size = false, 0
	if !known {
		return false
	}
	w := strings.Fields(x.first)
	none := false
	if side == Client {
		if len(s.methods) < manyAsked {
			s.methods = append(s.methods, w[0])
		}
	} else {
		code := 0
		if len(w) > 1 {
			code, _ = strconv.Atoi(w[1])
		}
		none = code < 200 || code == 204 || code == 304
		if code >= 200 && len(s.methods) > 0 {
			none = none || s.methods[0] == "HEAD"
			s.methods = s.methods[1:]
		}
	}
	switch {
	case none:
	case x.chunked:
		x.body.chunk = chunkSize
	case x.length >= 0:
		x.body.left = x.length
	case side == Server:
		x.body.close = true
	}
	return true
}

// chunks takes bytes of a body in chunks.
func (x *httpSide) chunks(side Side, b []byte) Step {
	u := Unit{Kind: Body, Side: side}
	taken := 0
	for taken < len(b) {
		if x.body.chunk == chunkData {
			n := min(x.body.left, len(b)-taken)
			taken += n
			if x.body.left -= n; x.body.left == 0 {
				x.body.chunk = chunkEnd
			}
			continue
		}
		n, done := x.line.take(b[taken:])
		taken += n
		if !done {
			break
		}
		line := x.line.text()
		switch {
		case x.body.chunk == chunkEnd:
			x.body.chunk = chunkSize
		case x.body.chunk == chunkTrailer && len(line) == 0:
			x.body.chunk = noChunks
			return Step{N: taken, Unit: u, Done: true}
		case x.body.chunk == chunkSize:
			size, _, _ := bytes.Cut(line, []byte(";"))
			n, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 31)
			x.body.left, x.body.chunk = int(n), chunkData
			if err != nil || n == 0 {
				x.body.chunk = chunkTrailer
			}
		}
	}
	return Step{N: taken, Unit: u}
}

// Summary implements [Protocol].
func (http) Summary(u Unit, b []byte) string {
	line, n := cutLine(b)
	text := shown(line)
	if u.Kind != Reply {
		return text
	}
	for at := n; at < len(b); {
		line, n := cutLine(b[at:])
		at += n
		if name, value, _ := strings.Cut(string(line), ":"); strings.EqualFold(name, "content-type") {
			value, _, _ = strings.Cut(value, ";")
			return text + "  (" + strings.TrimSpace(value) + ")"
		}
	}
	return text
}
