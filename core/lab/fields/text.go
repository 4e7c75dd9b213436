package fields

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/dissect"
	"playnet/core/filter"
	"playnet/core/view"
	"playnet/core/vnet"
)

// The protocols of command lines, and the messages in them: see package dissect.
func init() {
	for _, p := range dissect.Protocols() {
		if p.Name() != "bittorrent" { // which its first bytes may tell, too: see torrent.go
			registerStream(p)
		}
	}
	register("imf", filter.Protocol, layers("imf", func(r *Record) bool { return r.mayHoldMail() && r.holds("imf") }))
	for _, side := range []struct {
		name string
		f    func(p string) func(r *Record) bool
	}{{"req", commands}, {"rsp", replies}} {
		register("smtp."+side.name, filter.Bool, marked(side.f("smtp")))
	}
	register("http.request", filter.Bool, marked(commands("http")))
	register("http.response", filter.Bool, marked(replies("http")))
	register("imap.isrequest", filter.Bool, &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.saysIn("imap") {
			to = append(to, filter.BoolOf(!fromServer(r.sent)))
		}
		return to
	}})
	asText(filter.String, "smtp.command_line", "smtp.req.command", "smtp.req.parameter", "smtp.response", "smtp.response.line", "smtp.rsp.parameter",
		"smtp.auth.username", "smtp.auth.password", "smtp.auth.username_password",
		"pop.request", "pop.request.command", "pop.request.parameter", "pop.request.data",
		"pop.response", "pop.response.indicator", "pop.response.description", "pop.response.data",
		"imap.line", "imap.request_tag", "imap.request.command", "imap.request.username", "imap.request.password",
		"imap.request.folder", "imap.response_tag", "imap.response.command", "imap.response.status",
		"http.start_line", "http.header_end", "http.request.method", "http.request.uri", "http.request.version", "http.request.line", "http.response.version",
		"http.response.phrase", "http.response.line", "http.accept", "http.cache_control", "http.connection",
		"http.content_length_header", "http.content_type", "http.cookie", "http.date", "http.host", "http.last_modified",
		"http.location", "http.referer", "http.server", "http.set_cookie", "http.transfer_encoding", "http.user_agent",
		"imf.bcc", "imf.cc", "imf.content.description", "imf.content.id", "imf.content.transfer_encoding", "imf.content.type",
		"imf.date", "imf.delivered_to", "imf.from", "imf.in_reply_to", "imf.message_id", "imf.mime_version", "imf.received",
		"imf.references", "imf.reply_to", "imf.return_path", "imf.sender", "imf.subject", "imf.to")
	asText(filter.Number, "smtp.response.code", "http.response.code")
	register("http.content_length", filter.Number, textual("http.content_length_header", filter.Number))
	ofBytes(filter.Bytes, "smtp.data.fragment", "pop.data.fragment", "imap.literal", "http.file_data")
}

// registerStream enters a protocol of byte streams.
func registerStream(p dissect.Protocol) {
	name := p.Name()
	register(name, filter.Protocol, layers(name, func(r *Record) bool { return r.saysIn(name) }))
}

// saysIn reports whether a segment says something in a protocol. Ports are looked at
// first: they cost nothing.
func (r *Record) saysIn(protocol string) bool {
	return r.sent != nil && r.sent.TCP != nil && r.sent.Payload.Len > 0 && speaks(r.sent) == protocol && r.holds(protocol)
}

// mayHoldMail reports whether a segment's ports are those of a protocol in which messages
// travel.
func (r *Record) mayHoldMail() bool {
	return r.sent != nil && r.sent.TCP != nil && r.sent.Payload.Len > 0 && slices.Contains([]string{"smtp", "pop", "imap"}, speaks(r.sent))
}

// textPorts are the protocols' ports.
var textPorts = func() map[uint16]string {
	m := map[uint16]string{}
	for _, p := range dissect.Protocols() {
		for _, port := range p.Ports() {
			m[port] = p.Name()
		}
	}
	return m
}()

// speaks names the protocol that a segment's ports tell.
func speaks(sent *vnet.FrameSent) string {
	if p := textPorts[sent.Dst.Port()]; p != "" {
		return p
	}
	return textPorts[sent.Src.Port()]
}

// fromServer reports whether a segment comes from the server.
func fromServer(sent *vnet.FrameSent) bool { return textPorts[sent.Dst.Port()] == "" }

func commands(p string) func(r *Record) bool {
	return func(r *Record) bool { return r.saysIn(p) && !fromServer(r.sent) && r.names(p+".") }
}

func replies(p string) func(r *Record) bool {
	return func(r *Record) bool { return r.saysIn(p) && fromServer(r.sent) && r.names(p+".") }
}

// names reports whether a frame has a field of a command, a reply or a head: content alone
// is neither.
func (r *Record) names(prefix string) bool {
	for _, l := range r.message().Layers {
		for _, f := range l.Fields {
			if strings.HasPrefix(f.Name, prefix) && f.Name != "smtp.data.fragment" && f.Name != "http.file_data" {
				return true
			}
		}
	}
	return false
}

// marked makes the source of a flag that only those frames have for which it is true.
func marked(is func(*Record) bool) *source {
	return &source{has: is, values: func(r *Record, to []filter.Value) []filter.Value {
		if is(r) {
			to = append(to, filter.BoolOf(true))
		}
		return to
	}}
}

// asText enters fields whose bytes are text.
func asText(t filter.Type, names ...string) {
	for _, n := range names {
		register(n, t, textual(n, t))
	}
}

// textual makes the source of a field that stands in the frame as text.
func textual(name string, t filter.Type) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil || r.sent.TCP == nil || r.sent.Payload.Len == 0 || speaks(r.sent) == "" {
			return to
		}
		r.each(name, func(_ []byte, m view.MessageField) {
			if t == filter.String {
				to = append(to, filter.StringOf(m.Value))
			} else if n, err := strconv.ParseInt(m.Value, 10, 64); err == nil {
				to = append(to, filter.NumberOf(n))
			}
		})
		return to
	}}
}
