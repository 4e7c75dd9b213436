package smtp

import (
	"errors"
	"io"
	"net/netip"
	"slices"
	"syscall"
)

// way is the way to a domain's servers, with the connection that stands, if one does.
type way struct {
	q      *Queue
	domain string
	hops   []hop // not tried yet
	begun  bool

	name   string       // of the host that is tried
	addrs  []netip.Addr // of it, not tried yet
	client *Client
	last   verdict // on hosts that can't be reached
}

// try tries to deliver a mail, at one host after the other, until all recipients have a
// word that stays. stopped: the host goes down.
func (w *way) try(l *leg) (words []verdict, stopped bool) {
	words = make([]verdict, len(l.To))
	var left []int
	for i := range l.To {
		left = append(left, i)
	}
	e := Envelope{ID: l.mail.ID, From: l.mail.From, UTF8: l.mail.UTF8}
	source := w.q.source(l.mail)
	for {
		if stopped := w.connect(); stopped {
			return nil, true
		}
		if w.client == nil {
			for _, i := range left {
				if words[i].Code == 0 {
					words[i] = w.last
				}
			}
			return words, false
		}
		l.Host = w.name
		e.To = pick(l.To, left)
		again := w.client.mails > 0
		sent, err := w.client.Send(e, source)
		if stops(err) {
			return nil, true
		}
		answered := slices.ContainsFunc(sent.To, func(r Reply) bool { return r != unanswered })
		if err != nil && again && !answered {
			w.reconnect() // it had been open for a while; that says nothing of the host
			continue
		}
		var rest []int
		for n, i := range left {
			words[i] = verdict{Reply: sent.To[n], host: w.name, said: !sent.Own && sent.To[n] != unanswered}
			if sent.To[n].Transient() {
				rest = append(rest, i)
			}
		}
		if left = rest; len(left) == 0 && err == nil {
			return words, false
		}
		if err != nil {
			w.lost(err)
		}
		if len(left) == 0 || !w.more() {
			return words, false
		}
		w.close()
	}
}

// more reports whether there is another host or address to try.
func (w *way) more() bool { return len(w.addrs) > 0 || len(w.hops) > 0 }

// connect sees to it that there is a connection, or that last says why there is none.
func (w *way) connect() (stopped bool) {
	if w.client != nil {
		return false
	}
	if !w.begun {
		w.begun = true
		hops, refusal, stopped := w.q.route(w.domain)
		if stopped {
			return true
		}
		if refusal != nil {
			w.last = verdict{Reply: *refusal}
		}
		w.hops = hops
	}
	for w.client == nil && w.more() {
		if stopped := w.next(); stopped {
			return true
		}
	}
	return false
}

// next tries the next address.
func (w *way) next() (stopped bool) {
	if len(w.addrs) == 0 {
		p := w.hops[0]
		w.hops = w.hops[1:]
		addrs, refusal, stopped := w.q.addresses(p)
		if stopped {
			return true
		}
		if refusal != nil {
			w.failed(netip.AddrPort{}, verdict{Reply: *refusal, host: p.name})
			return false
		}
		if own := w.q.h.Addrs(); slices.ContainsFunc(addrs, func(a netip.Addr) bool { return slices.Contains(own, a) }) {
			// This host, under another name: it must not send to itself, nor to those behind.
			w.hops = nil
			w.failed(netip.AddrPort{}, verdict{Reply: replyNotItself, host: p.name})
			return false
		}
		w.name, w.addrs = p.name, addrs
	}
	a := w.addrs[0]
	w.addrs = w.addrs[1:]
	at := netip.AddrPortFrom(a, w.q.config.Port)
	c, err := Dial(w.q.h, at, w.q.config.Name)
	if stops(err) {
		return true
	}
	if err != nil {
		w.failed(at, w.wordOn(err))
		return false
	}
	w.use(c)
	return false
}

func (w *way) use(c *Client) {
	w.client = c
	w.q.clients = append(w.q.clients, c)
}

// failed notes why a host can't be used. What may be better later outweighs what may not.
func (w *way) failed(at netip.AddrPort, v verdict) {
	w.q.h.Because(w.q.h.Emit(EventUnreachable{Host: v.host, Addr: at, Reason: v.String()}))
	if w.last.Code == 0 || !v.hopeless() || w.last.hopeless() {
		w.last = v
	}
}

// lost notes that the connection is over.
func (w *way) lost(err error) {
	w.failed(w.client.peer, w.wordOn(err))
	w.drop()
}

// reconnect opens the connection to the same address anew. One that can't be opened is the
// next to be tried, as one that was never open.
func (w *way) reconnect() {
	at := w.client.peer
	w.drop()
	c, err := Dial(w.q.h, at, w.q.config.Name)
	if err != nil {
		w.addrs = append([]netip.Addr{at.Addr()}, w.addrs...)
		return
	}
	w.use(c)
}

// drop gives the connection up.
func (w *way) drop() {
	w.client.Close()
	w.forget()
}

// close ends the connection in good order.
func (w *way) close() {
	if w.client == nil {
		return
	}
	w.client.Quit()
	w.forget()
}

func (w *way) forget() {
	w.q.clients = slices.DeleteFunc(w.q.clients, func(c *Client) bool { return c == w.client })
	w.client = nil
}

// wordOn turns an error of a connection into a verdict. A server that greets with 5xx may
// think better of it, unless it says that it never takes mail (521, RFC 7504).
func (w *way) wordOn(err error) verdict {
	v := verdict{host: w.name}
	if errors.As(err, &v.Reply) {
		v.said, v.soft = true, v.Code != 521
		return v
	}
	switch {
	case timedOut(err):
		v.Reply = Reply{451, "4.4.1", "no answer"}
	case errors.Is(err, syscall.ECONNREFUSED):
		v.Reply = Reply{451, "4.4.1", "connection refused"}
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		v.Reply = Reply{451, "4.4.1", "host unreachable"}
	case errors.Is(err, syscall.ECONNRESET):
		v.Reply = Reply{451, "4.4.2", "connection reset"}
	case errors.Is(err, syscall.ETIMEDOUT):
		v.Reply = Reply{451, "4.4.2", "connection timed out"}
	case errors.Is(err, io.EOF):
		v.Reply = Reply{451, "4.4.2", "connection closed"}
	default:
		v.Reply = Reply{451, "4.4.2", oneLine(err.Error())}
	}
	return v
}
