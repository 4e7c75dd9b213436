package smtp

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// obeyBdat: BDAT brings the message in chunks whose sizes are known, without any marks in
// it (RFC 3030). The last one says LAST. Its octets follow at once, so they are read even
// where the command is refused.
func (c *session) obeyBdat(args string) Reply {
	number, last, ok := parseBdat(args)
	if !ok {
		// How much follows is not known: there is no way on.
		c.become(Closing, "BDAT")
		return replyBdatSize
	}
	refusal := c.refusesBdat()
	m := c.bdat
	if m == nil || refusal != nil {
		m = &content{limit: c.config().MaxSize}
	}
	if refusal == nil {
		c.bdat = m
		c.become(Data, "BDAT")
	}
	if err := c.readChunk(m, number, refusal != nil); err != nil {
		return c.misreadData(err)
	}
	switch {
	case refusal != nil:
		return *refusal
	case !last:
		return Reply{250, "2.0.0", strconv.FormatInt(number, 10) + " octets received"}
	}
	if m.size > 0 && m.lastOne != '\n' {
		c.reset()
		c.become(Ready, "BDAT")
		return replyBdatLines
	}
	c.step = "BDAT LAST"
	return c.receive(m)
}

func parseBdat(args string) (size int64, last, ok bool) {
	number, rest, _ := strings.Cut(args, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !digits(number) || rest != "" && !strings.EqualFold(rest, "LAST") {
		return 0, false, false
	}
	return n, rest != "", true
}

// refusesBdat says why a chunk can't be taken now; nil: it can.
func (c *session) refusesBdat() *Reply {
	switch {
	case !c.greeted():
		return &replyHelloFirst
	case c.state == Sender:
		return &replyNoRcpt
	case c.state != Recipients && c.bdat == nil:
		return &replyMailFirst
	}
	return nil
}

// readChunk reads so many octets.
func (c *session) readChunk(m *content, n int64, discard bool) error {
	going := c.clock()
	for read := int64(0); read < n; {
		if err := going(read + m.size); err != nil {
			return err
		}
		piece, err := c.in.r.Peek(int(min(n-read, maxAuthLine, int64(max(c.in.r.Buffered(), 1)))))
		if len(piece) == 0 {
			if err == nil || err == bufio.ErrBufferFull {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		if !discard {
			m.write(piece)
		}
		read += int64(len(piece))
		if _, err := c.in.r.Discard(len(piece)); err != nil {
			return err
		}
	}
	return nil
}
