package dissect

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"

	"playnet/core/torrent/bencode"
	"playnet/core/view"
)

// udpTracker is the protocol of trackers over UDP (BEP 15).
type udpTracker struct{}

func (udpTracker) Name() string  { return "bt-tracker" }
func (udpTracker) Title() string { return "BitTorrent Tracker" }

const (
	trackerPort  = 6969          // where trackers usually listen
	trackerMagic = 0x41727101980 // begins a connect request
	trackerBEP   = "BEP 15, UDP tracker protocol"
)

// The actions of the protocol.
const (
	actionConnect = iota
	actionAnnounce
	actionScrape
	actionError
)

// Speaks implements [Datagram]. A connect request tells by its first bytes; the others have
// nothing but their place.
func (udpTracker) Speaks(src, dst uint16, b []byte) bool {
	if len(b) >= 16 && binary.BigEndian.Uint64(b) == trackerMagic {
		return true
	}
	return (src == trackerPort || dst == trackerPort) && trackerMessage(src, b) != nil
}

// trackerLayout is a kind of message: its fields, of which the last ones may come again.
type trackerLayout struct {
	title  string
	reply  bool
	fields []trackerField
	again  []trackerField
}

type trackerField struct {
	name, label string
	size        int // bytes; 0: the rest
}

var (
	connectionField  = trackerField{"connection_id", "Connection Id", 8}
	actionField      = trackerField{"action", "Action", 4}
	transactionField = trackerField{"transaction_id", "Transaction Id", 4}
	hashField        = trackerField{"info_hash", "Info Hash", 20}
	requestFields    = []trackerField{connectionField, actionField, transactionField}
	replyFields      = []trackerField{actionField, transactionField}
)

func with(head []trackerField, more ...trackerField) []trackerField {
	return append(append([]trackerField{}, head...), more...)
}

var trackerRequests = map[uint32]*trackerLayout{
	actionConnect: {title: "Connection Request", fields: []trackerField{{"proto_id", "Protocol", 8}, actionField, transactionField}},
	actionAnnounce: {title: "Announce Request", fields: with(requestFields, hashField, trackerField{"peer_id", "Peer Id", 20},
		trackerField{"downloaded", "Downloaded", 8}, trackerField{"left", "Left", 8}, trackerField{"uploaded", "Uploaded", 8},
		trackerField{"event", "Event", 4}, trackerField{"ip_address", "IP Address", 4}, trackerField{"key", "Key", 4},
		trackerField{"num_want", "Num Want", 4}, trackerField{"port", "Port", 2})},
	actionScrape: {title: "Scrape Request", fields: requestFields, again: []trackerField{hashField}},
}

var trackerReplies = map[uint32]*trackerLayout{
	actionConnect: {title: "Connection Response", reply: true, fields: with(replyFields, connectionField)},
	actionAnnounce: {title: "Announce Response", reply: true, fields: with(replyFields, trackerField{"interval", "Interval", 4},
		trackerField{"leechers", "Leechers", 4}, trackerField{"seeders", "Seeders", 4}),
		again: []trackerField{{"tracker.ip", "IP", 4}, {"tracker.port", "(TCP) Port", 2}}},
	actionScrape: {title: "Scrape Response", reply: true, fields: replyFields,
		again: []trackerField{{"seeders", "Seeders", 4}, {"completed", "Completed", 4}, {"leechers", "Leechers", 4}}},
	actionError: {title: "Error Response", reply: true, fields: with(replyFields, trackerField{"error_msg", "Error message", 0})},
}

// trackerMessage finds the kind of a message; nil if it is none. A tracker sends replies.
func trackerMessage(src uint16, b []byte) *trackerLayout {
	if src != trackerPort && len(b) >= 16 {
		if l := trackerRequests[binary.BigEndian.Uint32(b[8:])]; l != nil && l.fits(b) {
			return l
		}
	}
	if len(b) >= 8 {
		if l := trackerReplies[binary.BigEndian.Uint32(b)]; l != nil && l.fits(b) {
			return l
		}
	}
	return nil
}

func (l *trackerLayout) fits(b []byte) bool {
	n := 0
	for _, f := range l.fields {
		n += f.size
	}
	return len(b) >= n
}

// layoutOf is trackerMessage without the ports: whoever asks knows that it is one.
func layoutOf(b []byte) *trackerLayout {
	if len(b) >= 16 && binary.BigEndian.Uint64(b) == trackerMagic {
		return trackerRequests[actionConnect]
	}
	if len(b) >= 8 && binary.BigEndian.Uint32(b) <= actionError { // a connection ID begins so once in a thousand million
		if l := trackerReplies[binary.BigEndian.Uint32(b)]; l.fits(b) {
			return l
		}
	}
	return trackerMessage(0, b)
}

// Reply implements [Datagram].
func (udpTracker) Reply(b []byte) bool {
	l := layoutOf(b)
	return l != nil && l.reply
}

// Summary implements [Datagram].
func (udpTracker) Summary(b []byte) string {
	l := layoutOf(b)
	switch {
	case l == nil:
		return "Unknown message"
	case l == trackerReplies[actionAnnounce]:
		return l.title + ", " + counted((len(b)-20)/peerSize, "peer")
	case l == trackerRequests[actionAnnounce]:
		if event := binary.BigEndian.Uint32(b[80:]); event > 0 && int(event) < len(trackerEvents) {
			return l.title + ", " + trackerEvents[event]
		}
	case l == trackerReplies[actionError]:
		return l.title + ", " + shown(b[8:])
	}
	return l.title
}

var (
	trackerEvents  = [...]string{"none", "completed", "started", "stopped"}
	trackerActions = [...]string{"connect", "announce", "scrape", "error"}
)

// Fields implements [Datagram].
func (udpTracker) Fields(b []byte) []view.MessageField {
	l := layoutOf(b)
	if l == nil {
		return nil
	}
	var list []view.MessageField
	at := 0
	take := func(f trackerField) {
		n := f.size
		if n == 0 {
			n = len(b) - at
		}
		list = append(list, field("bt-tracker."+f.name, f.label, trackerValue(f, b[at:at+n]), at, n, trackerBEP))
		at += n
	}
	for _, f := range l.fields {
		take(f)
	}
	size := 0
	for _, f := range l.again {
		size += f.size
	}
	for size > 0 && at+size <= len(b) && len(list) < manyFields {
		for _, f := range l.again {
			take(f)
		}
	}
	return list
}

func trackerValue(f trackerField, b []byte) string {
	switch {
	case f.size == 0:
		return shown(b)
	case f.name == "ip_address" || f.name == "tracker.ip":
		return netip.AddrFrom4([4]byte(b)).String()
	case f.name == "num_want":
		return strconv.Itoa(int(int32(binary.BigEndian.Uint32(b))))
	case f.size == 20 || f.size == 8 && (f.name == "connection_id" || f.name == "proto_id"):
		return hex.EncodeToString(b)
	}
	n := uint64(0)
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	text := strconv.FormatUint(n, 10)
	switch {
	case f.name == "event" && n < uint64(len(trackerEvents)):
		return text + " (" + trackerEvents[n] + ")"
	case f.name == "action" && n < uint64(len(trackerActions)):
		return text + " (" + trackerActions[n] + ")"
	}
	return text
}

// trackerKeys are the entries of a tracker's answer over HTTP, by the names that they have
// where trackers speak UDP.
var trackerKeys = map[string]struct{ name, label, rfc string }{
	"interval":        {"interval", "Interval", "BEP 3, trackers"},
	"min interval":    {"min_interval", "Min interval", "BEP 3, trackers"},
	"complete":        {"seeders", "Seeders", "BEP 48"},
	"incomplete":      {"leechers", "Leechers", "BEP 48"},
	"downloaded":      {"completed", "Completed", "BEP 48"},
	"failure reason":  {"error_msg", "Failure reason", "BEP 3, trackers"},
	"warning message": {"warning", "Warning", "BEP 3, trackers"},
	"tracker id":      {"tracker_id", "Tracker id", "BEP 3, trackers"},
	"peers":           {"trackers", "Peers", "BEP 23"},
	"files":           {"files", "Files", "BEP 48"},
}

// TrackerAnswer takes a tracker's answer over HTTP apart: the content of a response, if it is
// one (BEP 3, trackers; BEP 23; BEP 48).
func TrackerAnswer(b []byte) (l view.Layer, ok bool) {
	if len(b) < 2 || b[0] != 'd' {
		return l, false
	}
	v, err := bencode.Decode(b)
	d, is := v.(bencode.Dict)
	if err != nil || !is {
		return l, false
	}
	known := false
	for _, key := range []string{"interval", "failure reason", "files"} {
		_, has := d.Get(key)
		known = known || has
	}
	if _, torrent := d.Get("info"); !known || torrent {
		return l, false
	}
	return view.Layer{Protocol: "bt-tracker", Title: "BitTorrent Tracker", Len: len(b), Fields: answerFields(d, 0)}, true
}

func answerFields(d bencode.Dict, at int) []view.MessageField {
	var list []view.MessageField
	for at++; len(d) > 0; d = d[1:] {
		e := d[0]
		keySize, size := bencode.Size(e.Key), bencode.Size(e.Value)
		key, ok := trackerKeys[e.Key]
		switch s, isText := e.Value.(string); {
		case !ok:
			key.name, key.label, key.rfc = "entry", shown([]byte(e.Key)), "BEP 3, trackers"
			list = append(list, field("bt-tracker.entry", key.label, briefly(e.Value), at, keySize+size, key.rfc))
		case isText && e.Key == "peers" && len(s)%peerSize == 0:
			f := field("bt-tracker.trackers", key.label, counted(len(s)/peerSize, "peer"), at, keySize+size, key.rfc)
			for from := at + keySize + size - len(s); len(s) > 0 && len(f.Children) < manyFields; s, from = s[peerSize:], from+peerSize {
				f.Children = append(f.Children, contactFields("bt-tracker.tracker", s, from)...)
			}
			list = append(list, f)
		default:
			list = append(list, field("bt-tracker."+key.name, key.label, briefly(e.Value), at, keySize+size, key.rfc))
		}
		at += keySize + size
	}
	return list
}

// TrackerAnswerSummary tells such an answer in one line.
func TrackerAnswerSummary(l view.Layer) string {
	text := "Tracker's answer"
	for _, f := range l.Fields {
		switch f.Name {
		case "bt-tracker.error_msg":
			return text + ", " + f.Value
		case "bt-tracker.trackers":
			text += ", " + f.Value
		}
	}
	return text
}
