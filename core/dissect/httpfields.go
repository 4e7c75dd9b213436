package dissect

import (
	"bytes"
	"strings"

	"playnet/core/view"
)

// headerField is what a header field is called that has a name of its own.
type headerField struct{ name, label, rfc string }

// httpHeaders are the header fields that Wireshark knows by name.
var httpHeaders = map[string]headerField{
	"accept":            {"http.accept", "Accept", "RFC 9110 §12.5.1"},
	"cache-control":     {"http.cache_control", "Cache-Control", "RFC 9111 §5.2"},
	"connection":        {"http.connection", "Connection", "RFC 9110 §7.6.1"},
	"content-length":    {"http.content_length_header", "Content-Length", "RFC 9110 §8.6"},
	"content-type":      {"http.content_type", "Content-Type", "RFC 9110 §8.3"},
	"cookie":            {"http.cookie", "Cookie", "RFC 6265 §4.2"},
	"date":              {"http.date", "Date", "RFC 9110 §6.6.1"},
	"host":              {"http.host", "Host", "RFC 9110 §7.2"},
	"last-modified":     {"http.last_modified", "Last-Modified", "RFC 9110 §8.8.2"},
	"location":          {"http.location", "Location", "RFC 9110 §10.2.2"},
	"referer":           {"http.referer", "Referer", "RFC 9110 §10.1.3"},
	"server":            {"http.server", "Server", "RFC 9110 §10.2.4"},
	"set-cookie":        {"http.set_cookie", "Set-Cookie", "RFC 6265 §4.1"},
	"transfer-encoding": {"http.transfer_encoding", "Transfer-Encoding", "RFC 9112 §6.1"},
	"user-agent":        {"http.user_agent", "User-Agent", "RFC 9110 §10.1.5"},
}

// Fields implements [Protocol].
func (http) Fields(u Unit, b []byte) []view.MessageField {
	line, n := cutLine(b)
	if u.Kind == Unknown {
		return []view.MessageField{field("http.unknown", "Data", shown(line), 0, len(b), "RFC 9112 §2.2")}
	}
	first := field("http.start_line", "Start line", shown(line), 0, n, "RFC 9112 §2.1")
	first.Children = startLine(u, line)
	list := []view.MessageField{first}
	name, label := "http.request.line", "Request line"
	if u.Side == Server {
		name, label = "http.response.line", "Response line"
	}
	for at := n; at < len(b) && len(list) < manyFields; at += n {
		line, n = cutLine(b[at:])
		if len(line) == 0 {
			list = append(list, field("http.header_end", "Empty line", "", at, n, "RFC 9112 §2.1"))
			continue
		}
		colon := bytes.IndexByte(line, ':')
		if colon <= 0 {
			list = append(list, field("http.unknown", "Data", shown(line), at, n, "RFC 9112 §2.2"))
			continue
		}
		f := field(name, label, shown(line), at, n, "RFC 9112 §5")
		if known, ok := httpHeaders[strings.ToLower(string(line[:colon]))]; ok {
			value, from := bytes.TrimSpace(line[colon+1:]), colon+1
			for from < len(line) && (line[from] == ' ' || line[from] == '\t') {
				from++
			}
			f.Children = []view.MessageField{field(known.name, known.label, shown(value), at+from, len(value), known.rfc)}
		}
		list = append(list, f)
	}
	return list
}

// startLine takes a request's or a response's first line apart.
func startLine(u Unit, line []byte) []view.MessageField {
	names := []headerField{
		{"http.request.method", "Request Method", "RFC 9112 §3.1"}, {"http.request.uri", "Request URI", "RFC 9112 §3.2"},
		{"http.request.version", "Request Version", "RFC 9112 §2.3"}}
	if u.Side == Server {
		names = []headerField{{"http.response.version", "Response Version", "RFC 9112 §2.3"},
			{"http.response.code", "Status Code", "RFC 9112 §4"}, {"http.response.phrase", "Response Phrase", "RFC 9112 §4"}}
	}
	var list []view.MessageField
	at := 0
	for i, f := range names {
		part, next := word(line[at:])
		if i == len(names)-1 {
			part = line[at:]
		}
		if len(part) == 0 {
			break
		}
		list = append(list, field(f.name, f.label, shown(part), at, len(part), f.rfc))
		at += next
	}
	return list
}
