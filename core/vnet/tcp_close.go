package vnet

import (
	"net"
)

// CloseWrite says that nothing more will be written: FIN goes behind what was. The
// peer's bytes can still be read.
func (c *TCPConn) CloseWrite() error {
	switch {
	case c.closed:
		return c.opError("close", net.ErrClosed)
	case c.broken || c.state == StateClosed:
		return c.opError("close", sysError("shutdown", errNoConn))
	}
	c.shut()
	return nil
}

// Close closes the connection, and does not wait for that to be done: what was
// written is still sent. Whoever waits for the connection gets net.ErrClosed.
func (c *TCPConn) Close() error {
	if c.closed {
		return c.opError("close", net.ErrClosed)
	}
	c.close()
	return nil
}

func (c *TCPConn) close() {
	// RFC 9293 §3.6.1: "If such a host issues a CLOSE call while received data is still
	// pending in the TCP connection [...] its TCP implementation SHOULD send a RST to
	// show that data was lost."
	if c.rcv.unread > 0 || c.reset {
		c.abort()
		return
	}
	c.leave()
	switch c.state {
	case StateClosed:
	case StateSynSent: // "Delete the TCB and return "error: closing" responses"
		c.end()
	case StateFinWait2:
		c.set(forFinWait2, finWait2Timeout, true)
	default:
		c.shut()
	}
}

// abort ends the connection with a reset (RFC 9293 §3.10.5).
func (c *TCPConn) abort() {
	switch c.state {
	case StateClosed, StateListen, StateSynSent, StateTimeWait: // nobody needs to be told
	default:
		c.sendReset()
	}
	if !c.closed {
		c.leave()
	}
	c.end()
}

// leave takes the connection away from its program. The machine keeps it until it
// is gone.
func (c *TCPConn) leave() {
	c.closed = true
	c.handler = nil
	c.list.remove(c)
	if c.p != nil {
		c.p = nil
		m := c.m
		m.net.emit(m.id, m.net.k.Context(), &SocketClosed{Proto: TCP, Local: c.local.addrPort(), Remote: c.remote.addrPort()})
	}
	c.forgetReceived()
	if c.state != StateClosed {
		c.m.tcp.orphans.add(c)
	}
	c.opening.WakeAll()
	c.readers.WakeAll()
	c.writers.WakeAll()
	c.turn.WakeAll()
}

// shut lets FIN follow what was written, once (RFC 9293 §3.10.4: "queue this request
// until all preceding SENDs have been segmentized, then send a FIN segment").
func (c *TCPConn) shut() {
	if c.snd.closing {
		return
	}
	c.snd.closing = true
	c.snd.finOp = c.m.net.k.Context().For
	switch c.state {
	case StateEstablished, StateSynReceived:
		c.become(StateFinWait1)
	case StateCloseWait:
		c.become(StateLastAck)
	}
	c.output()
}

// closeConns closes the sockets of a program that has ended, as an operating
// system does.
func (p *process) closeConns() {
	for len(p.listeners) > 0 {
		p.listeners[len(p.listeners)-1].close()
	}
	for c := p.conns.First(); c != nil; c = p.conns.First() {
		c.close()
	}
}

// abortConns resets the connections of a program that has crashed.
func (p *process) abortConns() {
	for c := p.conns.First(); c != nil; c = p.conns.First() {
		c.abort()
	}
}
