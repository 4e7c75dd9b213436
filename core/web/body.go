package web

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// framing is how the end of a body is known (RFC 9112 §6.3).
type framing uint8

const (
	noBody framing = iota
	byLength
	byChunks
	untilClose // responses only
	framings   = iota
)

func (f framing) String() string {
	return [framings]string{"none", "Content-Length", "chunked", "until the connection closes"}[f]
}

// framingOf decides how a body ends. Whatever is said twice, or in two ways, is refused:
// that is where requests are smuggled.
func framingOf(v Version, h Header) (f framing, length int, err error) {
	lengths, codings := h.Values("Content-Length"), h.Values("Transfer-Encoding")
	if len(codings) > 0 {
		switch {
		case v < HTTP11:
			return 0, 0, bad("Transfer-Encoding in HTTP/1.0")
		case len(lengths) > 0:
			// "A server MAY reject a request that contains both Content-Length and
			// Transfer-Encoding" (RFC 9112 §6.1).
			return 0, 0, bad("Content-Length and Transfer-Encoding")
		case len(codings) > 1:
			return 0, 0, bad("two Transfer-Encoding fields")
		case !strings.EqualFold(codings[0], "chunked"):
			if i := strings.LastIndexByte(codings[0], ','); strings.EqualFold(strings.Trim(codings[0][i+1:], " \t"), "chunked") {
				return 0, 0, refuse(StatusNotImplemented, "a transfer coding other than chunked")
			}
			return 0, 0, bad("the last transfer coding is not chunked")
		}
		return byChunks, 0, nil
	}
	switch {
	case len(lengths) == 0:
		return noBody, 0, nil
	case len(lengths) > 1:
		return 0, 0, bad("two Content-Length fields")
	}
	n, ok := decimal(lengths[0])
	if !ok {
		return 0, 0, bad("Content-Length is no number")
	}
	return byLength, n, nil
}

// maxLength bounds numbers: more than any limit, and far from overflowing.
const maxLength = 1 << 40

// decimal reads 1*DIGIT: no sign, no blank, no list.
func decimal(s string) (n int, ok bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v > maxLength {
		return maxLength, true // too large, whatever it is
	}
	return int(v), true
}

// body reads a body that ends in one of the ways.
func (r *reader) body(f framing, length int, l Limits) (body []byte, trailer Header, err error) {
	tooLarge := refuse(StatusContentTooLarge, "more content than is taken")
	switch f {
	case byLength:
		if length > l.Body {
			return nil, nil, tooLarge
		}
		body, err = r.exactly(nil, length)
		return body, nil, err
	case byChunks:
		return r.chunks(l, tooLarge)
	case untilClose:
		body, err = io.ReadAll(io.LimitReader(r.r, int64(l.Body)+1))
		r.n += len(body)
		if err == nil && len(body) > l.Body {
			err = tooLarge
		}
		return body, nil, err
	}
	return nil, nil, nil
}

// exactly appends so many bytes. The memory grows with what comes, not with what was
// announced.
func (r *reader) exactly(to []byte, n int) ([]byte, error) {
	const atOnce = 64 << 10
	for n > 0 {
		at := len(to)
		to = append(to, make([]byte, min(n, atOnce))...)
		got, err := io.ReadFull(r.r, to[at:])
		r.n += got
		n -= got
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return to[:at+got], err
		}
	}
	return to, nil
}

// maxChunkLine is how long the line before a chunk may be, extensions included.
const maxChunkLine = 1 << 10

// chunks reads chunked-body = *chunk last-chunk trailer-section CRLF (RFC 9112 §7.1).
func (r *reader) chunks(l Limits, tooLarge error) (body []byte, trailer Header, err error) {
	// Whoever sends a megabyte in chunks of one byte with long extensions is stopped, too.
	for overhead := 0; ; {
		line, err := r.line(maxChunkLine, bad("the line of a chunk is too long"))
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, nil, err
		}
		if overhead += len(line); overhead > l.Header+l.Body {
			return nil, nil, tooLarge
		}
		size, err := chunkSize(line)
		switch {
		case err != nil:
			return nil, nil, err
		case size == 0:
			trailer, err = r.fields(l)
			return body, trailer, err
		case size > l.Body-len(body):
			return nil, nil, tooLarge
		}
		if body, err = r.exactly(body, size); err != nil {
			return nil, nil, err
		}
		end, err := r.exactly(nil, 2)
		if err != nil {
			return nil, nil, err
		}
		if !bytes.Equal(end, []byte("\r\n")) {
			return nil, nil, bad("no CR LF behind a chunk")
		}
	}
}

// chunkSize reads chunk-size = 1*HEXDIG. Extensions, behind a semicolon, mean nothing
// here and are ignored (RFC 9112 §7.1.1).
func chunkSize(line []byte) (int, error) {
	digits, _, _ := bytes.Cut(line, []byte(";"))
	digits = bytes.TrimRight(digits, " \t")
	if len(digits) == 0 || len(digits) > 15 || len(bytes.Trim(digits, "0123456789abcdefABCDEF")) > 0 {
		return 0, bad("the size of a chunk is no number")
	}
	n, err := strconv.ParseInt(string(digits), 16, 64)
	if err != nil || n > maxLength {
		return maxLength, nil // more than any limit
	}
	return int(n), nil
}
