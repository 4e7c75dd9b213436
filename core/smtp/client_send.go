package smtp

import (
	"errors"
	"fmt"
	"strings"
)

// What a client says itself, without the server.
var (
	replyNoEightBit = Reply{554, "5.6.3", "the message is 8-bit, the server takes 7 bits only, and it can't be converted"}
	replyNoUTF8     = Reply{553, "5.6.7", "the server does not take addresses or headers beyond ASCII (SMTPUTF8)"}
)

// Sent is what came of a mail.
type Sent struct {
	// To holds the last word on each recipient of the envelope: a good reply says that the
	// server is responsible for it now.
	To []Reply
	// Last is the reply that ended the transaction.
	Last Reply
	// Own says that the client itself has refused the mail, and the server has said nothing:
	// it offers nothing that would let the mail through.
	Own bool
}

// unanswered is the word on recipients that the server has said nothing about.
var unanswered = Reply{Code: 451, Enhanced: "4.4.2", Text: "the connection was lost"}

// Send sends a mail. An error says that the connection is over; the server may have
// said something about some recipients before.
func (c *Client) Send(e Envelope, source []byte) (Sent, error) {
	sent := Sent{To: make([]Reply, len(e.To)), Last: unanswered}
	for i := range sent.To {
		sent.To[i] = unanswered
	}
	params, source, refusal := c.suit(e, source)
	if refusal != nil {
		sent.Own = true
		sent.all(*refusal)
		return sent, nil
	}
	if c.open {
		if _, err := c.ask("RSET", replyTime); err != nil {
			return sent, sent.lost(err)
		}
		c.become(Ready, "RSET")
	}
	c.open, c.step = true, "MAIL"
	goOn, err := c.envelope(e, params, &sent)
	if err != nil {
		return sent, sent.lost(err)
	}
	if !goOn {
		c.become(Ready, sent.Last.String())
		return sent, nil
	}
	if err := c.message(e, source, &sent); err != nil {
		return sent, sent.lost(err)
	}
	return sent, nil
}

// all says the same of all recipients that have not been refused yet.
func (s *Sent) all(r Reply) {
	s.Last = r
	for i := range s.To {
		if s.To[i].Good() || s.To[i] == unanswered {
			s.To[i] = r
		}
	}
}

// lost notes that the connection is over: recipients that were accepted by RCPT are not
// served for that. It returns the error.
func (s *Sent) lost(err error) error {
	word := unanswered
	var r Reply
	if errors.As(err, &r) { // 421
		word = r
	}
	s.all(word)
	return err
}

// suit makes a message fit for the server: parameters of MAIL, the message, perhaps
// converted, or why it can't be sent at all.
func (c *Client) suit(e Envelope, source []byte) (params string, suited []byte, refusal *Reply) {
	if limit := c.sizeLimit(); limit > 0 && int64(len(source)) > limit {
		return "", nil, &replyTooBig
	}
	needs := !e.From.ASCII() || !headerASCII(source)
	for _, to := range e.To {
		needs = needs || !to.ASCII()
	}
	if needs {
		if _, ok := c.Offers("SMTPUTF8"); !ok {
			return "", nil, &replyNoUTF8 // RFC 6531, section 3.1
		}
		params += " SMTPUTF8"
	}
	if !ascii(string(source)) {
		if _, ok := c.Offers("8BITMIME"); ok {
			params += " BODY=8BITMIME"
		} else if source, ok = sevenBit(source); !ok {
			// RFC 6152, section 3: it must be converted, or come back as undeliverable.
			return "", nil, &replyNoEightBit
		}
	}
	if _, ok := c.Offers("SIZE"); ok {
		params = fmt.Sprintf(" SIZE=%d", len(source)) + params
	}
	return params, source, nil
}

// headerASCII reports whether a message's header is in ASCII.
func headerASCII(source []byte) bool {
	return ascii(string(source[:headerFields(source, func(string) {})]))
}

// group is how many commands are sent before their replies are read: so few that both
// sides' buffers hold them (RFC 2920, section 3.1).
const group = 50

// envelope sends MAIL, the RCPTs and DATA and reads their replies; all in one go where
// the server knows PIPELINING. It reports whether the message is to be sent.
func (c *Client) envelope(e Envelope, params string, sent *Sent) (goOn bool, err error) {
	commands := []string{"MAIL FROM:<" + e.From.String() + ">" + params}
	for _, to := range e.To {
		commands = append(commands, "RCPT TO:<"+to.String()+">")
	}
	commands = append(commands, "DATA")
	size := 1
	if _, ok := c.Offers("PIPELINING"); ok {
		size = group
	}
	accepted := 0
	for begin := 0; begin < len(commands); begin += size {
		some := commands[begin:min(begin+size, len(commands))]
		// Without PIPELINING nothing is said any more that can't succeed.
		if some[0] == "DATA" && accepted == 0 {
			return false, nil
		}
		if err := c.write([]byte(strings.Join(some, "\r\n") + "\r\n")); err != nil {
			return false, err
		}
		for i, line := range some {
			r, err := c.replyTo(line)
			if err != nil {
				return false, err
			}
			n := begin + i
			switch {
			case n == 0:
				if sent.Last = r; !r.Good() {
					sent.all(r)
				} else {
					c.become(Sender, r.String())
				}
			case line == "DATA":
				return c.startsData(r, accepted, sent)
			case !sent.To[n-1].Good() && sent.To[n-1] != unanswered:
				// MAIL was refused: what is said to the rest follows from that.
			default:
				if sent.To[n-1] = r; r.Good() {
					accepted++
					c.become(Recipients, r.String())
				} else {
					sent.Last = r
				}
			}
		}
		if size == 1 && !sent.Last.Good() && begin == 0 {
			return false, nil // MAIL was refused
		}
	}
	return false, nil // not reached: DATA is the last command
}

func (c *Client) replyTo(line string) (Reply, error) {
	c.step = shown(line)
	wait := replyTime
	if line == "DATA" {
		wait = dataStartTime
	}
	return c.read(wait)
}

// startsData looks at the reply to DATA. RFC 2920, section 3.1, warns of servers that say
// 354 although they have accepted no recipient: they get an empty message.
func (c *Client) startsData(r Reply, accepted int, sent *Sent) (goOn bool, err error) {
	if r.class() != classGoOn {
		if accepted > 0 {
			sent.all(r)
		}
		return false, nil
	}
	c.become(Data, r.String())
	if accepted > 0 {
		return true, nil
	}
	c.open = false
	_, err = c.ask(".", dataEndTime)
	return false, err
}

// message sends the message and waits for the server to take it over.
func (c *Client) message(e Envelope, source []byte, sent *Sent) error {
	c.step = fmt.Sprintf("message of %d bytes", len(source))
	out := stuffed(source)
	for len(out) > 0 {
		n := min(block, len(out))
		if err := c.write(out[:n]); err != nil {
			return err
		}
		out = out[n:]
	}
	c.become(Responsible, "end of data")
	c.step = "."
	r, err := c.read(dataEndTime)
	if err != nil {
		return err
	}
	c.open = false
	c.mails++
	sent.all(r)
	c.become(Ready, r.String())
	return nil
}
