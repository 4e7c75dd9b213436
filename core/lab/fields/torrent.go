package fields

import (
	"strconv"
	"strings"

	"playnet/core/filter"
	"playnet/core/view"
	"playnet/core/vnet"
)

// BitTorrent: peers, trackers, and nodes of the DHT.
func init() {
	peer := func(r *Record) bool { return r.carriesData(vnet.TCP) && mayBeTorrent(r.sent) }
	node := func(r *Record) bool { return r.carriesData(vnet.UDP) }
	tracker := func(r *Record) bool {
		return r.carriesData(vnet.UDP) || r.carriesData(vnet.TCP) && speaks(r.sent) == "http"
	}
	layer := func(name string, may func(*Record) bool) {
		register(name, filter.Protocol, layers(name, func(r *Record) bool { return may(r) && r.holds(name) }))
	}
	layer("bittorrent", peer)
	layer("bt-dht", node)
	layer("bt-tracker", tracker)
	where := func(may func(*Record) bool, t filter.Type, source func(string, filter.Type) *source, names ...string) {
		for _, n := range names {
			register(n, t, within(may, source(n, t)))
		}
	}
	where(peer, filter.Number, dissected, "bittorrent.protocol.name.length", "bittorrent.msg.length", "bittorrent.msg.type", "bittorrent.piece.index",
		"bittorrent.piece.begin", "bittorrent.piece.length", "bittorrent.port", "bittorrent.extended.id")
	where(peer, filter.Bool, dissected, "bittorrent.reserved.extensions", "bittorrent.reserved.fast", "bittorrent.reserved.dht")
	where(peer, filter.Bytes, dissected, "bittorrent.msg", "bittorrent.reserved", "bittorrent.info_hash", "bittorrent.peer_id", "bittorrent.msg.bitfield",
		"bittorrent.piece.data", "bittorrent.extended", "bittorrent.metadata", "bittorrent.continuous_data", "bencode.dict", "bencode.dict.entry", "bencode.list")
	where(peer, filter.String, valued, "bittorrent.protocol.name", "bencode.str")
	where(peer, filter.Number, valued, "bencode.int")
	where(node, filter.String, valued, "bt-dht.bencoded.string", "bt-dht.bencoded.int")
	where(node, filter.Bytes, dissected, "bt-dht.bencoded.dict", "bt-dht.bencoded.dict_entry", "bt-dht.bencoded.list", "bt-dht.node", "bt-dht.nodes", "bt-dht.peer", "bt-dht.peers",
		"bt-dht.error", "bt-dht.id")
	where(node, filter.IPv4, dissected, "bt-dht.ip")
	where(node, filter.Number, dissected, "bt-dht.port")
	where(tracker, filter.Number, valued, "bt-tracker.action", "bt-tracker.transaction_id", "bt-tracker.downloaded", "bt-tracker.left", "bt-tracker.uploaded",
		"bt-tracker.event", "bt-tracker.key", "bt-tracker.num_want", "bt-tracker.port", "bt-tracker.interval", "bt-tracker.min_interval", "bt-tracker.leechers",
		"bt-tracker.seeders", "bt-tracker.completed", "bt-tracker.tracker.port")
	where(tracker, filter.String, valued, "bt-tracker.error_msg", "bt-tracker.warning", "bt-tracker.tracker_id")
	where(tracker, filter.Bytes, dissected, "bt-tracker.proto_id", "bt-tracker.connection_id", "bt-tracker.info_hash", "bt-tracker.peer_id", "bt-tracker.trackers", "bt-tracker.files", "bt-tracker.entry")
	where(tracker, filter.IPv4, dissected, "bt-tracker.ip_address", "bt-tracker.tracker.ip")
}

// carriesData reports whether a frame has data of a protocol. It costs nothing.
func (r *Record) carriesData(p vnet.Protocol) bool {
	return r.sent != nil && r.sent.Proto == p && r.sent.Payload.Len > 0
}

// mayBeTorrent reports whether a segment may belong to peers: its port says so, or no port
// says anything else.
func mayBeTorrent(sent *vnet.FrameSent) bool {
	p := speaks(sent)
	return p == "" || p == "bittorrent"
}

// within makes a source that looks at some frames alone.
func within(may func(*Record) bool, s *source) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if !may(r) {
			return to
		}
		return s.values(r, to)
	}}
}

// valued makes the source of a field of which the value counts that is shown: a number, which
// may be followed by its name, or a text.
func valued(name string, t filter.Type) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		r.each(name, func(_ []byte, m view.MessageField) {
			if t == filter.String {
				to = append(to, filter.StringOf(m.Value))
				return
			}
			text, _, _ := strings.Cut(m.Value, " ")
			if n, err := strconv.ParseInt(text, 10, 64); err == nil {
				to = append(to, filter.NumberOf(n))
			}
		})
		return to
	}}
}
