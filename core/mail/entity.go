package mail

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"strings"

	"playnet/core/view"
)

// Entity is a part to be written (RFC 2045 §2.4): a body, or further parts. [Build] makes
// them of drafts; a server that reports on a delivery makes its own (RFC 3462).
type Entity struct {
	Type        string // "text/plain", "multipart/report"
	Params      []view.NameValue
	Disposition string // "inline", "attachment"; "": it does not say
	Name        string // of the file
	ContentID   string // without angle brackets
	Description string
	// Body holds text with CRLF at the ends of its lines, or a file.
	Body []byte
	// Binary: the body's every byte counts, its line ends too.
	Binary bool
	// Parts are what a multipart holds.
	Parts []Entity
}

// WriteMessage writes a message: the fields in front, which must be whole lines, and the
// entity. r draws the boundaries.
func WriteMessage(fields []byte, e Entity, r *rand.Rand) []byte {
	message := e.append(append(fields[:len(fields):len(fields)], "MIME-Version: 1.0\r\n"...), r)
	if !bytes.HasSuffix(message, []byte("\r\n")) {
		message = append(message, "\r\n"...)
	}
	return message
}

// append writes the part's header and body behind what is there.
func (e *Entity) append(to []byte, r *rand.Rand) []byte {
	w := fieldWriter{}
	params := e.Params
	boundary := ""
	if len(e.Parts) > 0 {
		// "=_" stands in no base64 and no quoted-printable (RFC 2045 §6.7).
		boundary = "=_" + randomWord(r, 24)
		params = append(params[:len(params):len(params)], view.NameValue{Name: "boundary", Value: boundary})
	}
	w.params("Content-Type", e.Type, params)
	encoding := e.encoding()
	if encoding != "7bit" {
		w.structured("Content-Transfer-Encoding", encoding)
	}
	if e.Disposition != "" {
		var name []view.NameValue
		if e.Name != "" {
			name = []view.NameValue{{Name: "filename", Value: e.Name}}
		}
		w.params("Content-Disposition", e.Disposition, name)
	}
	w.messageIDs("Content-ID", e.ContentID)
	w.text("Content-Description", e.Description)
	to = append(append(to, w.Bytes()...), "\r\n"...)
	if boundary == "" {
		return appendEncoded(to, encoding, e.Body)
	}
	for i := range e.Parts {
		to = append(to, "--"+boundary+"\r\n"...)
		to = append(e.Parts[i].append(to, r), "\r\n"...)
	}
	return append(to, "--"+boundary+"--\r\n"...)
}

// encoding chooses how the body travels: as it is if any server must take it so, else the
// shorter of the two encodings. Multiparts and messages are never encoded (RFC 2045 §6.4).
func (e *Entity) encoding() string {
	lines := measure(e.Body)
	switch {
	case len(e.Parts) > 0:
		for i := range e.Parts {
			if e.Parts[i].encoding() == "8bit" {
				return "8bit"
			}
		}
		return "7bit"
	case strings.HasPrefix(e.Type, "message/"):
		if lines.high > 0 {
			return "8bit"
		}
		return "7bit"
	case lines.plain && lines.high == 0 && lines.longest <= 78:
		if e.Binary && !strings.HasPrefix(e.Type, "text/") {
			return "base64"
		}
		return "7bit"
	case e.Binary || lines.high*6 > len(e.Body):
		return "base64"
	}
	return "quoted-printable"
}

// shape is what decides about a body's encoding.
type shape struct {
	high    int  // bytes beyond US-ASCII
	longest int  // line, in bytes
	plain   bool // no control characters; each CR and LF is part of a CRLF
}

func measure(body []byte) shape {
	s := shape{plain: true}
	line := 0
	for i, c := range body {
		line++
		switch {
		case c >= 0x80:
			s.high++
		case c == '\r':
			s.plain = s.plain && i+1 < len(body) && body[i+1] == '\n'
		case c == '\n':
			s.plain = s.plain && i > 0 && body[i-1] == '\r'
			s.longest = max(s.longest, line-2)
			line = 0
		case c < ' ' && c != '\t':
			s.plain = false
		}
	}
	s.longest = max(s.longest, line)
	return s
}

// appendEncoded writes a body in a transfer encoding.
func appendEncoded(to []byte, encoding string, body []byte) []byte {
	switch encoding {
	case "base64":
		return appendBase64(to, body)
	case "quoted-printable":
		return appendQuotedPrintable(to, body)
	}
	return append(to, body...)
}

// appendBase64 writes base64 in lines of 76 characters, the most that RFC 2045 §6.8 allows.
func appendBase64(to, body []byte) []byte {
	for {
		n := min(len(body), 57) // bytes that make a line
		to = base64.StdEncoding.AppendEncode(to, body[:n])
		if body = body[n:]; len(body) == 0 {
			return to
		}
		to = append(to, "\r\n"...)
	}
}

const hexDigits = "0123456789ABCDEF"

// appendQuotedPrintable writes text in quoted-printable, lines of 76 characters at most. A dot
// or "From " at the beginning of a line is quoted too: some programs on the way cannot keep
// their hands off them (RFC 2049 §3).
func appendQuotedPrintable(to, body []byte) []byte {
	for len(body) > 0 {
		end := bytes.Index(body, []byte("\r\n"))
		line, rest := body, []byte(nil)
		if end >= 0 {
			line, rest = body[:end], body[end+2:]
		}
		to = appendQuotedLine(to, line)
		if end >= 0 {
			to = append(to, "\r\n"...)
		}
		body = rest
	}
	return to
}

// appendQuotedLine writes a line, broken softly where it is too long.
func appendQuotedLine(to, line []byte) []byte {
	width := 0
	for i, c := range line {
		last := i == len(line)-1
		plain := c > ' ' && c < 0x7f && c != '=' || (c == ' ' || c == '\t') && !last
		if width == 0 && (c == '.' || bytes.HasPrefix(line[i:], []byte("From "))) {
			plain = false
		}
		size := 3
		if plain {
			size = 1
		}
		// One column is kept for the "=" of the soft break; none is needed at the very end.
		if limit := 75; width+size > limit && !(last && width+size <= 76) {
			to = append(to, "=\r\n"...)
			width = 0
		}
		if plain {
			to = append(to, c)
		} else {
			to = append(to, '=', hexDigits[c>>4], hexDigits[c&15])
		}
		width += size
	}
	return to
}
