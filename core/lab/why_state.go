package lab

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"playnet/core/dns"
	"playnet/core/program"
	"playnet/core/terminal"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// state returns the plain sentence of an event: what happened, with no cause. Every kind
// of event has one.
func (w *World) state(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *Action:
		return actionKey(b), w.actionArgs(b)
	case *Refused:
		return "refused", args{"op": opOf(string(b.Action)), "reason": b.Reason}
	case *vnet.FrameSent:
		return w.stateSent(e, b)
	case *vnet.FrameDelivered:
		t, _ := w.Transfer(b.Frame)
		return "delivered", args{"number": w.number(b.Frame), "summary": t.Summary, "from": t.From, "host": e.Host,
			"took": time.Duration(int64(e.At) - t.SentAt).String()}
	case *vnet.FrameLost:
		t, _ := w.Transfer(b.Frame)
		return "lost." + strings.ReplaceAll(b.Reason.String(), " ", "."), args{"number": w.number(b.Frame), "summary": t.Summary,
			"from": t.From, "to": t.To, "place": placeOf(b.Where)}
	case *vnet.FrameDuplicated:
		t, _ := w.Transfer(b.Frame)
		return "duplicated", args{"number": w.number(b.Frame), "summary": t.Summary, "from": t.From, "place": placeOf(b.Where)}
	case program.SendBegun, program.SendEnded:
		return w.tell(e)
	}
	for _, of := range []func(trace.Event) (string, args){w.stateHost, w.stateTerminal, w.stateDNS, w.stateSignature, w.statePOP3, w.stateMail, w.stateWebmail, w.stateAgent, w.stateTorrent, w.stateDHT} {
		if key, a := of(e); key != "" {
			return key, a
		}
	}
	if key, a := w.tell(e); key != "" {
		return key, a
	}
	return "event.other", args{"host": given(e.Host), "text": given(e.Body.Text())} // as the trace's text has it
}

func (w *World) stateTerminal(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case terminal.EventCommand:
		return "terminal.command", args{"host": e.Host, "line": excerpt(b.Line)}
	case terminal.EventInput:
		return "terminal.input", args{"host": e.Host, "line": excerpt(b.Line), "program": b.Program}
	case terminal.EventOutput:
		return "terminal.output", args{"host": e.Host, "line": excerpt(b.Printed), "program": b.Program}
	case terminal.EventInterrupt:
		return "terminal.interrupt", args{"host": e.Host, "program": b.Program}
	case terminal.EventExit:
		return "terminal.exit", args{"host": e.Host, "program": b.Program, "status": strconv.Itoa(b.Status)}
	case terminal.EventCleared:
		return "terminal.cleared", args{"host": e.Host}
	}
	return "", nil
}

// excerpt returns the first line of what was typed or printed; a space if it is empty.
func excerpt(text string) string {
	line, _, _ := strings.Cut(strings.TrimRight(text, "\n"), "\n")
	if line == "" {
		return " "
	}
	return line
}

func (w *World) stateHost(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *vnet.HostIsDown, *vnet.HostUp, *vnet.LinkIsCut, *vnet.LinkRestored, *vnet.ProgramCrashed:
		return w.tell(e)
	case *vnet.ProgramStarted:
		return "program.started", args{"host": e.Host, "program": b.Program}
	case *vnet.ProgramEnded:
		if b.Error != "" {
			return "program.failed", args{"host": e.Host, "program": b.Program, "reason": b.Error}
		}
		return "program.ended", args{"host": e.Host, "program": b.Program}
	case *vnet.SocketOpen:
		return "socket.open", args{"host": e.Host, "protocol": strings.ToUpper(b.Proto.String()), "port": port(b.Local.Port())}
	case *vnet.SocketClosed:
		return "socket.closed", args{"host": e.Host, "protocol": strings.ToUpper(b.Proto.String()), "port": port(b.Local.Port())}
	case *vnet.TCPStateChanged:
		return "tcp.state", args{"host": e.Host, "peer": w.hostAt(b.Remote), "state": b.To.String(), "before": b.From.String()}
	case *vnet.TCPPhaseChanged:
		return "tcp.phase", args{"host": e.Host, "peer": w.hostAt(b.Remote), "phase": b.Phase.String(), "cwnd": decimal(int64(b.Cwnd))}
	case *vnet.TCPRetransmit:
		return "tcp.retransmit." + strings.ToLower(b.Reason.String()), args{"host": e.Host, "peer": w.hostAt(b.Remote),
			"first": decimal(int64(b.RelSeq))}
	case *vnet.PingReply, *vnet.PingTimeout, *vnet.PingDone:
		return w.tell(e)
	}
	return "", nil
}

func (w *World) stateDNS(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dns.EventCacheStore:
		return "dns.cache.store", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "ttl": decimal(int64(b.TTL))}
	case dns.EventCacheExpire:
		return "dns.cache.expire", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type}
	case dns.EventServed:
		return "dns.served", args{"host": e.Host, "client": w.hostAt(b.Client), "name": zoneName(b.Name), "type": b.Type, "result": b.Result}
	case dns.EventRefused:
		return "dns.refused", args{"host": e.Host, "client": w.hostAt(b.Client), "name": zoneName(b.Name), "type": b.Type, "rcode": b.Rcode}
	case dns.EventMalformed:
		return "dns.malformed", args{"host": e.Host, "client": w.hostAt(b.Client), "reason": b.Reason}
	case dns.EventIgnored:
		return "dns.ignored", args{"host": e.Host, "server": w.hostAt(b.Server), "reason": b.Reason}
	case dns.EventUnreachable:
		return "dns.unreachable", args{"host": e.Host, "server": w.hostAt(b.Server), "name": zoneName(b.Name), "reason": b.Reason}
	case dns.EventFailed:
		return "dns.failed", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "reason": b.Reason}
	}
	return "", nil
}

// stateSent tells what a frame says.
func (w *World) stateSent(e trace.Event, b *vnet.FrameSent) (key string, a args) {
	t, _ := w.Transfer(e.ID)
	a = args{"number": decimal(int64(t.Number)), "host": e.Host, "peer": w.hostAt(b.Dst), "summary": t.Summary,
		"port": port(b.Dst.Port())}
	payload, _ := w.run.trace.Payload(b.Payload)
	_, _, isDNS := dnsIn(b, payload)
	switch {
	case isDNS && !t.Reply:
		return "dns.query", a
	case isDNS:
		return "dns.reply", a
	case b.Proto == vnet.ICMP:
		return "icmp." + [...]string{vnet.Asks: "request", vnet.Replies: "reply", vnet.Fails: "error"}[b.Role(payload)], a
	case b.TCP == nil:
		return "udp", a
	}
	h, n := b.TCP, b.Payload.Len
	if t.Protocol != "tcp" && t.Protocol != "dns" && !t.Retransmission {
		return "mail.line", a
	}
	a["first"], a["last"] = decimal(int64(h.RelSeq)), decimal(int64(h.RelSeq)+int64(n)-1)
	a["ack"], a["n"] = decimal(int64(h.RelAck)), decimal(int64(n))
	return "tcp." + segmentKind(h, n), a
}

// segmentKind tells segments apart by what they are for.
func segmentKind(h *vnet.TCPHeader, n int) string {
	switch {
	case h.Flags&vnet.RST != 0:
		return "rst"
	case h.Flags&vnet.SYN != 0 && h.Flags&vnet.ACK != 0:
		return "synack"
	case h.Flags&vnet.SYN != 0:
		return "syn"
	case h.Retransmission && n > 0:
		return "again"
	case n > 0:
		return "data"
	case h.Flags&vnet.FIN != 0:
		return "fin"
	}
	return "ack"
}

// summary returns what a frame says in one line.
func (w *World) summary(frame trace.ID) string {
	t, _ := w.Transfer(frame)
	return t.Summary
}

// actionKey names the sentence of an action by its operation.
func actionKey(b *Action) string {
	op := opOf(string(b.Action))
	return "action." + chokeKey(mailKey(op, string(b.Action)), string(b.Action))
}

func opOf(action string) string {
	var a struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal([]byte(action), &a); err != nil {
		return "unknown" // it was encoded from an action
	}
	return a.Op
}

// actionArgs returns an action's fields as a sentence's arguments; of a frame also what it
// says and whom it was for.
func (w *World) actionArgs(b *Action) args {
	a := args{}
	dec := json.NewDecoder(strings.NewReader(string(b.Action)))
	_, err := dec.Token() // {
	for err == nil && dec.More() {
		var name json.Token
		var value json.RawMessage
		if name, err = dec.Token(); err == nil {
			err = dec.Decode(&value)
		}
		if err == nil {
			a[name.(string)] = unquoted(value)
		}
	}
	if id, err := strconv.ParseUint(a["frame"], 10, 64); err == nil {
		t, _ := w.Transfer(trace.ID(id))
		a["number"], a["summary"], a["from"], a["to"] = decimal(int64(t.Number)), t.Summary, t.From, t.To
	}
	if line, typed := a["line"]; typed {
		a["line"] = excerpt(line) // an empty one was typed, too
	}
	mailArgs(a)
	return a
}

// unquoted writes a JSON value as people do: a string without its quotes, a list with
// commas.
func unquoted(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	var list []json.RawMessage
	if json.Unmarshal(value, &list) != nil {
		return string(value)
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = unquoted(v)
	}
	return strings.Join(words, ", ")
}
