package tracker

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"playnet/core/torrent/bencode"
	"playnet/core/torrent/metainfo"
)

// query writes a request as the parameters of a GET (BEP 3). Bytes that are no letters or
// digits are escaped, those of the hash included.
func (r *Request) query() string {
	var b strings.Builder
	add := func(key, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(key + "=" + url.QueryEscape(value))
	}
	add("info_hash", string(r.Hash[:]))
	add("peer_id", string(r.PeerID[:]))
	add("port", strconv.Itoa(int(r.Port)))
	add("uploaded", strconv.FormatInt(r.Uploaded, 10))
	add("downloaded", strconv.FormatInt(r.Downloaded, 10))
	add("left", strconv.FormatInt(r.Left, 10))
	add("compact", "1") // BEP 23
	if r.Event != Regular {
		add("event", r.Event.String())
	}
	if r.NumWant > 0 {
		add("numwant", strconv.Itoa(r.NumWant))
	}
	add("key", strconv.FormatUint(uint64(r.Key), 16))
	return strings.ReplaceAll(b.String(), "+", "%20") // QueryEscape's blank is a form's, not a URI's
}

// parseQuery reads a request; why says what is missing.
func parseQuery(q url.Values) (r Request, why string) {
	if !fixed(r.Hash[:], q.Get("info_hash")) {
		return r, "info_hash is no 20 bytes"
	}
	if !fixed(r.PeerID[:], q.Get("peer_id")) {
		return r, "peer_id is no 20 bytes"
	}
	port, err := strconv.ParseUint(q.Get("port"), 10, 16)
	if err != nil {
		return r, "port is no port"
	}
	r.Port = uint16(port)
	for _, n := range []struct {
		name string
		into *int64
	}{{"uploaded", &r.Uploaded}, {"downloaded", &r.Downloaded}, {"left", &r.Left}} {
		// A client that does not know yet says nothing, or something negative: BEP 9's magnet
		// links begin without a length.
		*n.into, _ = strconv.ParseInt(q.Get(n.name), 10, 64)
	}
	if r.Left < 0 || q.Get("left") == "" {
		r.Left = 1
	}
	var ok bool
	if r.Event, ok = parseEvent(q.Get("event")); !ok {
		return r, "event is none of started, completed and stopped"
	}
	if n, err := strconv.Atoi(q.Get("numwant")); err == nil && n >= 0 {
		r.NumWant = n
		if n == 0 {
			r.NumWant = none
		}
	}
	if key, err := strconv.ParseUint(q.Get("key"), 16, 32); err == nil {
		r.Key = uint32(key)
	}
	return r, ""
}

// none is the NumWant of who wants no addresses.
const none = -1

func fixed(into []byte, s string) bool { return len(s) == len(into) && copy(into, s) == len(into) }

// encode writes an answer: compact (BEP 23), or as a list of dictionaries (BEP 3).
func (a *Answer) encode(compact bool) []byte {
	d := bencode.Make(
		bencode.Entry{Key: "interval", Value: int64(a.Interval / time.Second)},
		bencode.Entry{Key: "complete", Value: int64(a.Seeds)},
		bencode.Entry{Key: "incomplete", Value: int64(a.Leechers)},
	)
	d.Put("min interval", int64(a.MinInterval/time.Second))
	d.Put("warning message", a.Warning)
	if compact {
		var b []byte
		for _, p := range a.Peers {
			b = appendAddr(b, p)
		}
		d.Set("peers", string(b))
		return bencode.Append(nil, d)
	}
	list := []bencode.Value{}
	for i, p := range a.Peers {
		peer := bencode.Make(
			bencode.Entry{Key: "ip", Value: p.Addr().String()},
			bencode.Entry{Key: "port", Value: int64(p.Port())},
		)
		if i < len(a.ids) {
			peer.Set("peer id", string(a.ids[i][:]))
		}
		list = append(list, peer)
	}
	d.Set("peers", list)
	return bencode.Append(nil, d)
}

// failure writes a refusal, "a human readable string which explains why the query failed, and
// no other keys are required" (BEP 3).
func failure(reason string) []byte {
	return bencode.Append(nil, bencode.Make(bencode.Entry{Key: "failure reason", Value: reason}))
}

// dictionary reads an answer's dictionary, or its refusal.
func dictionary(body []byte) (bencode.Dict, error) {
	v, err := bencode.Decode(body)
	if err != nil {
		return nil, wrong("%v", err)
	}
	d, ok := v.(bencode.Dict)
	if !ok {
		return nil, wrong("no dictionary")
	}
	if reason, refused := d.Str("failure reason"); refused {
		return nil, &Failure{shortened(reason)}
	}
	return d, nil
}

// parseAnswer reads what a tracker has answered by HTTP.
func parseAnswer(body []byte) (a Answer, err error) {
	d, err := dictionary(body)
	if err != nil {
		return a, err
	}
	seconds, ok := d.Int("interval")
	if !ok {
		return a, wrong("no interval")
	}
	a.Interval = clamp(seconds)
	if least, ok := d.Int("min interval"); ok {
		a.MinInterval = clamp(least)
	}
	a.Seeds, a.Leechers = count(d, "complete"), count(d, "incomplete")
	a.Warning, _ = d.Str("warning message")
	a.Warning = shortened(a.Warning)
	v, _ := d.Get("peers")
	switch peers := v.(type) {
	case nil:
	case string:
		if a.Peers, ok = compactAddrs([]byte(peers)); !ok {
			return a, wrong("compact peers of %d bytes", len(peers))
		}
	case []bencode.Value:
		a.Peers = listedAddrs(peers)
	default:
		return a, wrong("peers are neither a list nor a string")
	}
	return a, nil
}

// listedAddrs reads the dictionaries of BEP 3. Those without an IPv4 address are left out: a
// name would have to be looked up.
func listedAddrs(list []bencode.Value) (addrs []netip.AddrPort) {
	for _, v := range list {
		d, _ := v.(bencode.Dict)
		ip, _ := d.Str("ip")
		port, _ := d.Int("port")
		addr, err := netip.ParseAddr(ip)
		if err != nil || port < 1 || port > 65535 || len(addrs) == maxPeers {
			continue
		}
		if a := netip.AddrPortFrom(addr.Unmap(), uint16(port)); callable(a) {
			addrs = append(addrs, a)
		}
	}
	return addrs
}

// count reads a number of peers.
func count(d bencode.Dict, key string) int {
	n, _ := d.Int(key)
	return int(min(max(n, 0), 1<<31-1))
}

// scraped writes what BEP 48 asks for.
func scraped(hashes []metainfo.Hash, counts []Counts) []byte {
	files := bencode.Dict{}
	for i, h := range hashes {
		files.Set(string(h[:]), bencode.Make(
			bencode.Entry{Key: "complete", Value: int64(counts[i].Seeds)},
			bencode.Entry{Key: "downloaded", Value: int64(counts[i].Completed)},
			bencode.Entry{Key: "incomplete", Value: int64(counts[i].Leechers)},
		))
	}
	return bencode.Append(nil, bencode.Make(bencode.Entry{Key: "files", Value: files}))
}

// parseScrape reads it. A torrent that the tracker does not know has zeros.
func parseScrape(body []byte, hashes []metainfo.Hash) ([]Counts, error) {
	d, err := dictionary(body)
	if err != nil {
		return nil, err
	}
	files, ok := d.Dict("files")
	if !ok {
		return nil, wrong("no files")
	}
	counts := make([]Counts, len(hashes))
	for i, h := range hashes {
		f, _ := files.Dict(string(h[:]))
		counts[i] = Counts{Seeds: count(f, "complete"), Completed: count(f, "downloaded"), Leechers: count(f, "incomplete")}
	}
	return counts, nil
}

// scrapeURL turns a tracker's URL into that of its scrapes: "announce" behind the last slash
// becomes "scrape" (BEP 48). It is not ok where the convention is not supported.
func scrapeURL(announce string) (url string, ok bool) {
	path, query, asked := strings.Cut(announce, "?")
	i := strings.LastIndexByte(path, '/')
	if i < 0 || !strings.HasPrefix(path[i+1:], "announce") {
		return "", false
	}
	path = path[:i+1] + "scrape" + path[i+1+len("announce"):]
	if asked {
		path += "?" + query
	}
	return path, true
}
