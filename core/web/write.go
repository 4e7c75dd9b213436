package web

import (
	"bytes"
	"errors"
	"strconv"
	"time"
)

// errUnsafe says that a message holds what would be read as something else.
var errUnsafe = errors.New("web: a line end or another control character in a header")

// dateFormat is IMF-fixdate (RFC 9110 §5.6.7).
const dateFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// Date writes an instant as HTTP does.
func Date(t time.Time) string { return t.UTC().Format(dateFormat) }

// ParseDate reads a date in one of the three forms that HTTP/1.1 knows (RFC 9110
// §5.6.7).
func ParseDate(s string) (time.Time, bool) {
	for _, layout := range []string{dateFormat, "Monday, 02-Jan-06 15:04:05 GMT", "Mon Jan _2 15:04:05 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Encode writes a request. The fields that say how its body ends are added. An error says
// that it holds what no message may hold.
func (r *Request) Encode() ([]byte, error) {
	if !isToken(r.Method) || checkTarget(r) != nil || !r.Header.safe() || !r.Trailer.safe() {
		return nil, errUnsafe
	}
	var out bytes.Buffer
	out.WriteString(r.Method + " " + r.Target + " " + r.Version.String() + "\r\n")
	h := without(r.Header, "Content-Length", "Transfer-Encoding")
	if len(r.Body) > 0 || r.Method == "POST" || r.Method == "PUT" {
		h.Add("Content-Length", strconv.Itoa(len(r.Body)))
	}
	writeFields(&out, h)
	out.Write(r.Body)
	return out.Bytes(), nil
}

// Encode writes a response to a request of a method and version: to HEAD its header
// alone, to HTTP/1.0 nothing in chunks. The fields that say how its body ends are added.
func (r *Response) Encode(method string, v Version) ([]byte, error) {
	out, rest, err := r.encode(method, v, len(r.Body))
	if err != nil {
		return nil, err
	}
	return append(out, rest...), nil
}

// encode is Encode, but copies no more than most bytes of a body that is sent as it stands:
// what is left of it is the rest.
func (r *Response) encode(method string, v Version, most int) (begin, rest []byte, err error) {
	if !r.Header.safe() || !r.Trailer.safe() || !isFieldValue(r.Phrase) || r.Status < 100 || r.Status > 999 {
		return nil, nil, errUnsafe
	}
	phrase := r.Phrase
	if phrase == "" {
		phrase = r.Status.Reason()
	}
	var out bytes.Buffer
	out.WriteString(HTTP11.String() + " " + strconv.Itoa(int(r.Status)) + " " + phrase + "\r\n")
	h := without(r.Header, "Content-Length", "Transfer-Encoding")
	chunked := r.Chunked && v >= HTTP11
	switch {
	case r.Status.bodiless():
	case chunked:
		h.Add("Transfer-Encoding", "chunked")
	default:
		h.Add("Content-Length", strconv.Itoa(len(r.Body)))
	}
	writeFields(&out, h)
	switch {
	case method == "HEAD" || r.Status.bodiless():
	case chunked:
		writeChunks(&out, r.Body, r.Trailer)
	default:
		most = min(most, len(r.Body))
		out.Write(r.Body[:most])
		rest = r.Body[most:]
	}
	return out.Bytes(), rest, nil
}

func without(h Header, names ...string) Header {
	kept := append(Header(nil), h...)
	for _, name := range names {
		kept.Del(name)
	}
	return kept
}

func writeFields(out *bytes.Buffer, h Header) {
	for _, f := range h {
		out.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	out.WriteString("\r\n")
}

// chunkBytes is how large the chunks are that are sent.
const chunkBytes = 8 << 10

func writeChunks(out *bytes.Buffer, body []byte, trailer Header) {
	for len(body) > 0 {
		n := min(len(body), chunkBytes)
		out.WriteString(strconv.FormatInt(int64(n), 16) + "\r\n")
		out.Write(body[:n])
		out.WriteString("\r\n")
		body = body[n:]
	}
	out.WriteString("0\r\n")
	writeFields(out, trailer)
}
