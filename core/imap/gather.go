package imap

import (
	"bufio"
	"errors"
	"io"
)

// A command, and a response, is a line; but a line that ends in {n} goes on with n bytes
// and another line (RFC 3501, section 2.2.1 and 4.3). gatherer brings such lines and
// literals together, within limits, before anybody looks at the grammar.
type gatherer struct {
	r *bufio.Reader
	// maxLine is how many bytes the lines may have together.
	maxLine int
	// literal is asked before each literal: what has come so far, its length, and
	// whether the peer waits to be told to go on. An error ends the gathering; the
	// literal of a peer that doesn't wait is thrown away then.
	literal func(so []byte, n int64, waits bool) error
	// progress is told when a piece of a literal has come.
	progress func()
}

var (
	errLineTooLong = errors.New("the line is too long")
	errLiterals    = errors.New("too many literals")
)

// refusedLiteral is an error of gather after which the connection is still in step: the
// literal has been read over, or will not be sent.
type refusedLiteral struct{ reply Reply }

func (e refusedLiteral) Error() string { return e.reply.Text }

// gather reads one command or response. The last CRLF is not part of it; a lone LF is
// taken for CRLF, as people type it. With errLineTooLong the line has been read to its
// end, and what came of it is returned.
func (g *gatherer) gather() ([]byte, error) {
	var buf []byte
	text := 0
	for literals := 0; ; literals++ {
		from := len(buf)
		var err error
		if buf, err = g.line(buf, g.maxLine-text); err != nil {
			return buf, err
		}
		text += len(buf) - from
		n, waits, is := announced(buf[from:])
		if !is {
			return buf, nil
		}
		if literals == maxLiterals {
			return buf, errLiterals
		}
		if err := g.literal(buf, n, waits); err != nil {
			var refused refusedLiteral
			if !errors.As(err, &refused) || waits {
				return buf, err
			}
			return buf, errors.Join(g.skip(n), err)
		}
		buf = append(buf, "\r\n"...)
		if buf, err = g.bytes(buf, n); err != nil {
			return buf, err
		}
	}
}

// line appends a line without its end.
func (g *gatherer) line(buf []byte, limit int) ([]byte, error) {
	from, tooLong := len(buf), false
	for {
		piece, err := g.r.ReadSlice('\n')
		if room := limit + 2 - (len(buf) - from); len(piece) > room {
			tooLong = true
			piece = piece[:max(room, 0)]
		}
		buf = append(buf, piece...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return buf, err
		}
		break
	}
	if tooLong {
		return buf, errLineTooLong
	}
	if n := len(buf); n > from && buf[n-1] == '\n' {
		buf = buf[:n-1]
	}
	if n := len(buf); n > from && buf[n-1] == '\r' {
		buf = buf[:n-1]
	}
	if len(buf)-from > limit {
		return buf, errLineTooLong
	}
	return buf, nil
}

// bytes appends the n bytes of a literal. The room for them is made as they come: who
// announces much and sends little costs little.
func (g *gatherer) bytes(buf []byte, n int64) ([]byte, error) {
	for n > 0 {
		piece := int(min(n, literalPiece))
		from := len(buf)
		buf = append(buf, make([]byte, piece)...)
		if _, err := io.ReadFull(g.r, buf[from:]); err != nil {
			return buf[:from], err
		}
		n -= int64(piece)
		g.progress()
	}
	return buf, nil
}

// skip reads over a literal that nobody wants, and what is left of its command.
func (g *gatherer) skip(n int64) error {
	for literals := 0; literals < maxLiterals; literals++ {
		for n > 0 {
			k, err := g.r.Discard(int(min(n, literalPiece)))
			if err != nil {
				return err
			}
			n -= int64(k)
			g.progress()
		}
		rest, err := g.line(nil, g.maxLine)
		if err != nil {
			return err
		}
		var waits, is bool
		if n, waits, is = announced(rest); !is || waits {
			return nil // who waits is told by the refusal that it is over
		}
	}
	return errLiterals
}

// announced reports whether a line ends in the announcement of a literal, outside of a
// quoted string: how many bytes, and whether the peer waits before it sends them.
func announced(line []byte) (n int64, waits, is bool) {
	if len(line) < 3 || line[len(line)-1] != '}' {
		return 0, false, false
	}
	open := false
	begin := -1
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case open && c == '\\':
			i++
		case c == '"':
			open = !open
		case !open && c == '{':
			begin = i
		}
	}
	if open || begin < 0 {
		return 0, false, false
	}
	digits := line[begin+1 : len(line)-1]
	waits = true
	if k := len(digits); k > 0 && digits[k-1] == '+' {
		digits, waits = digits[:k-1], false
	}
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false, false
	}
	for _, c := range digits {
		if !isDigit(c) {
			return 0, false, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, waits, true
}
