package web

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/textproto"
)

// Limits bound what is read from a peer; zero values mean those of [DefaultLimits].
type Limits struct {
	Line   int // bytes of a request line or a status line
	Header int // bytes of a header, and of a trailer
	Fields int // lines of one
	Body   int // bytes of content
}

// DefaultLimits: "It is RECOMMENDED that all HTTP senders and recipients support, at a
// minimum, request-line lengths of 8000 octets" (RFC 9112 §3).
var DefaultLimits = Limits{Line: 8 << 10, Header: 32 << 10, Fields: 100, Body: 16 << 20}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	for _, v := range []struct{ given, otherwise *int }{{&l.Line, &d.Line}, {&l.Header, &d.Header}, {&l.Fields, &d.Fields}, {&l.Body, &d.Body}} {
		if *v.given == 0 {
			*v.given = *v.otherwise
		}
	}
	return l
}

// reader reads a message, and counts its bytes.
type reader struct {
	r *bufio.Reader
	n int
}

// line reads a line of at most so many bytes, and takes its CR LF off. A line that ends
// with LF alone is refused: a reader that takes it and one that does not would see
// different messages.
func (r *reader) line(most int, tooLong error) ([]byte, error) {
	var line []byte
	for {
		part, err := r.r.ReadSlice('\n')
		r.n += len(part)
		line = append(line, part...)
		switch {
		case len(line) > most+2:
			return nil, tooLong
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && r.n > 0:
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		}
		break
	}
	line, crlf := bytes.CutSuffix(line, []byte("\r\n"))
	switch {
	case !crlf:
		return nil, bad("a line ends with LF alone")
	case len(line) > most:
		return nil, tooLong
	case bytes.IndexByte(line, '\r') >= 0:
		return nil, bad("CR within a line")
	case bytes.IndexByte(line, 0) >= 0:
		return nil, bad("a NUL byte")
	}
	return line, nil
}

// fields reads the lines of a header up to the empty one.
func (r *reader) fields(l Limits) (Header, error) {
	var h Header
	tooLarge := refuse(StatusHeaderTooLarge, "the header is too large")
	left := l.Header
	for {
		line, err := r.line(left, tooLarge)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil || len(line) == 0 {
			return h, err
		}
		left -= len(line)
		if len(h) == l.Fields {
			return nil, refuse(StatusHeaderTooLarge, "too many fields")
		}
		f, err := parseField(line)
		if err != nil {
			return nil, err
		}
		h = append(h, f)
	}
}

// parseField reads field-line = field-name ":" OWS field-value OWS (RFC 9112 §5).
func parseField(line []byte) (Field, error) {
	if line[0] == ' ' || line[0] == '\t' {
		// A server may also put blanks in the place of a folded line's end (RFC 9112 §5.2):
		// but who passed the message on may have read two fields.
		return Field{}, bad("a folded line")
	}
	name, value, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		return Field{}, bad("a field without a colon")
	}
	if !isToken(string(name)) {
		// "A server MUST reject, with a response status code of 400 (Bad Request), any
		// received request message that contains whitespace between a header field name and
		// colon." (RFC 9112 §5.1)
		return Field{}, bad("the name of a field is no token")
	}
	v := string(bytes.Trim(value, " \t"))
	if !isFieldValue(v) {
		return Field{}, bad("a control character in a field")
	}
	return Field{textproto.CanonicalMIMEHeaderKey(string(name)), v}, nil
}
