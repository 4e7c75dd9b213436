package dissect

import (
	"bytes"
	"mime"
	"strings"

	"playnet/core/view"
)

// MessageHead is how many bytes of a message's beginning are read for its header.
const MessageHead = 16 << 10

// imfFields are the header fields that Wireshark knows by name.
var imfFields = map[string]headerField{
	"bcc":                       {"imf.bcc", "Bcc", "RFC 5322 §3.6.3"},
	"cc":                        {"imf.cc", "Cc", "RFC 5322 §3.6.3"},
	"content-description":       {"imf.content.description", "Content-Description", "RFC 2045 §8"},
	"content-id":                {"imf.content.id", "Content-ID", "RFC 2045 §7"},
	"content-transfer-encoding": {"imf.content.transfer_encoding", "Content-Transfer-Encoding", "RFC 2045 §6"},
	"content-type":              {"imf.content.type", "Content-Type", "RFC 2045 §5"},
	"date":                      {"imf.date", "Date", "RFC 5322 §3.6.1"},
	"delivered-to":              {"imf.delivered_to", "Delivered-To", "RFC 9228"},
	"from":                      {"imf.from", "From", "RFC 5322 §3.6.2"},
	"in-reply-to":               {"imf.in_reply_to", "In-Reply-To", "RFC 5322 §3.6.4"},
	"message-id":                {"imf.message_id", "Message-ID", "RFC 5322 §3.6.4"},
	"mime-version":              {"imf.mime_version", "MIME-Version", "RFC 2045 §4"},
	"received":                  {"imf.received", "Received", "RFC 5321 §4.4"},
	"references":                {"imf.references", "References", "RFC 5322 §3.6.4"},
	"reply-to":                  {"imf.reply_to", "Reply-To", "RFC 5322 §3.6.2"},
	"return-path":               {"imf.return_path", "Return-Path", "RFC 5321 §4.4"},
	"sender":                    {"imf.sender", "Sender", "RFC 5322 §3.6.2"},
	"subject":                   {"imf.subject", "Subject", "RFC 5322 §3.6.5"},
	"to":                        {"imf.to", "To", "RFC 5322 §3.6.3"},
}

// IMF takes the header of an Internet message apart, of which b is the beginning. It
// reports false if it doesn't begin with one. Offsets count from b's first byte.
func IMF(b []byte) (view.Layer, bool) {
	l := view.Layer{Protocol: "imf", Title: "Internet Message Format"}
	for at := 0; at < len(b) && len(l.Fields) < manyFields; {
		line, n := cutLine(b[at:])
		if len(line) == 0 { // the header's end, which goes with the last field
			at += n
			l.Len = at
			if last := len(l.Fields) - 1; last >= 0 {
				l.Fields[last].Len += n
			}
			break
		}
		colon := bytes.IndexByte(line, ':')
		if colon <= 0 || bytes.ContainsAny(line[:colon], " \t") {
			break
		}
		for at+n < len(b) && (b[at+n] == ' ' || b[at+n] == '\t') { // folded: RFC 5322 §2.2.3
			_, more := cutLine(b[at+n:])
			n += more
		}
		name := headerField{"imf.extension", string(line[:colon]), "RFC 5322 §3.6.8"}
		if known, ok := imfFields[strings.ToLower(string(line[:colon]))]; ok {
			name = known
		}
		value := bytes.TrimRight(bytes.TrimLeft(b[at+colon+1:at+n], " \t"), "\r\n")
		l.Fields = append(l.Fields, field(name.name, shown([]byte(name.label)), unfolded(value), at, n, name.rfc))
		at += n
		l.Len = at
	}
	return l, len(l.Fields) > 0
}

// unfolded returns the value of a header field in one line.
func unfolded(b []byte) string {
	return shown(bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r"), nil), []byte("\n"), nil))
}

// IMFSummary tells a message in one line, as a capture's list shows it: "from: Alice
// <alice@crepes.fr>, subject: Crêpes".
func IMFSummary(l view.Layer) string {
	var parts []string
	var decoder mime.WordDecoder
	for _, want := range []string{"imf.from", "imf.subject"} {
		for _, f := range l.Fields {
			if f.Name != want {
				continue
			}
			value := f.Value
			if plain, err := decoder.DecodeHeader(value); err == nil {
				value = shown([]byte(plain))
			}
			parts = append(parts, strings.TrimPrefix(want, "imf.")+": "+value)
			break
		}
	}
	return strings.Join(parts, ", ")
}
