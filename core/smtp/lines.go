package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// How long lines may be, their CRLF included (RFC 5321, section 4.5.3.1).
const (
	maxCommandLine = 512
	// Extensions make MAIL longer: SIZE by 26 (RFC 1870), BODY by 17 (RFC 6152), SMTPUTF8 by
	// 10 (RFC 6531), AUTH by 500 (RFC 4954).
	maxMailLine = maxCommandLine + 26 + 17 + 10 + 500
	// RFC 4954, section 4: lines of an AUTH exchange may have 12,288 octets.
	maxAuthLine = 12288
	maxTextLine = 1000
	// What is thrown away of a line that does not end, before the connection is given up.
	maxThrownAway = 4 << 20
)

// What may be wrong with a line.
var (
	errTooLong = errors.New("line too long")
	errBareLF  = errors.New("line ends with LF alone")
	errBareCR  = errors.New("CR without LF")
	errNUL     = errors.New("NUL in a line")
	errFlood   = errors.New("a line without an end")
)

// lineReader reads lines that end with CRLF, and nothing else for a line's end. RFC 5321,
// section 2.3.8: "Conforming implementations MUST NOT recognize or generate any other
// character or character sequence as a line terminator."
//
// Servers that took a lone LF for an end have let "SMTP smuggling" through: bytes that one
// server took for a part of a mail, and the next one for commands.
type lineReader struct {
	r *bufio.Reader
}

func newLineReader(r io.Reader) *lineReader { return &lineReader{bufio.NewReaderSize(r, maxAuthLine)} }

// buffered reports whether something has come that was not read yet.
func (r *lineReader) buffered() bool { return r.r.Buffered() > 0 }

// line reads a line and returns it without its CRLF. What is wrong with the line is an
// error of this file, and the line is read to its end all the same.
func (r *lineReader) line(limit int) (string, error) {
	piece, err := r.r.ReadSlice('\n')
	thrown := 0
	for errors.Is(err, bufio.ErrBufferFull) {
		if thrown += len(piece); thrown > maxThrownAway {
			return "", errFlood
		}
		piece, err = r.r.ReadSlice('\n')
	}
	switch {
	case err != nil:
		return "", err
	case thrown > 0 || len(piece) > limit:
		return "", errTooLong
	}
	line, ok := bytes.CutSuffix(piece, []byte("\r\n"))
	switch {
	case !ok:
		return "", errBareLF
	case bytes.IndexByte(line, '\r') >= 0:
		return "", errBareCR
	case bytes.IndexByte(line, 0) >= 0:
		return "", errNUL
	}
	return string(line), nil
}

// content gathers the lines of a message and knows what is wrong with them.
type content struct {
	limit   int64 // octets that are kept
	text    []byte
	size    int64 // octets that have come
	wrong   error // the first thing that is wrong
	tooBig  bool
	lastOne byte // the last octet
	lineLen int  // of the line that goes on
}

// write takes a piece: a line, or a part of one. Lines are checked here, wherever the
// pieces end.
func (c *content) write(piece []byte) {
	if len(piece) == 0 {
		return
	}
	for i, b := range piece {
		before := c.lastOne
		if i > 0 {
			before = piece[i-1]
		}
		c.lineLen++
		switch {
		case b == '\n' && before != '\r':
			c.blame(errBareLF)
		case b != '\n' && before == '\r':
			c.blame(errBareCR)
		case b == 0:
			c.blame(errNUL)
		}
		if c.lineLen > maxTextLine {
			c.blame(errTooLong)
		}
		if b == '\n' {
			c.lineLen = 0
		}
	}
	c.lastOne = piece[len(piece)-1]
	c.size += int64(len(piece))
	if c.limit > 0 && c.size > c.limit {
		c.tooBig, c.text = true, nil
	}
	if !c.tooBig && c.wrong == nil {
		c.text = append(c.text, piece...)
	}
}

func (c *content) blame(err error) {
	if c.wrong == nil {
		c.wrong = err
	}
}

// refusal is the reply to a message that can't be taken; nil: it can.
func (c *content) refusal() *Reply {
	switch {
	case c.tooBig:
		return &replyTooBig
	case errors.Is(c.wrong, errBareLF):
		return &replyDataLF
	case errors.Is(c.wrong, errBareCR):
		return &replyDataCR
	case errors.Is(c.wrong, errNUL):
		return &replyDataNUL
	case c.wrong != nil:
		return &replyDataLine
	}
	return nil
}

// readData reads a message up to the line of a single dot, and takes the dots away that
// were put before lines that begin with one (RFC 5321, section 4.5.2). going is called
// now and then, to let the clock run anew. Only CRLF "." CRLF is the end; what else looks
// like it makes the message wrong.
func (r *lineReader) readData(c *content, going func(read int64) error) error {
	lineBegins := true
	var total int64
	for {
		piece, err := r.r.ReadSlice('\n')
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full {
			return err
		}
		total += int64(len(piece))
		if err := going(total); err != nil {
			return err
		}
		if lineBegins {
			if string(piece) == ".\r\n" {
				return nil
			}
			if piece[0] == '.' {
				piece = piece[1:]
			}
		}
		crlf := bytes.HasSuffix(piece, []byte("\r\n")) || string(piece) == "\n" && c.lastOne == '\r'
		c.write(piece)
		lineBegins = !full && crlf
	}
}
