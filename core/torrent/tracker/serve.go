package tracker

import (
	"crypto/sha1"
	"encoding/binary"
	"net/netip"

	"playnet/core/host"
	"playnet/core/torrent/metainfo"
	"playnet/core/web"
)

// serveHTTP answers a request by HTTP. A refusal is an answer like others: clients read the
// reason and not the status.
func (s *Server) serveHTTP(r *web.Request) *web.Response {
	switch r.Path() {
	case "/announce":
		req, why := parseQuery(r.Query())
		var a Answer
		if why == "" {
			a, why = s.announce(r.Client.Addr(), &req, "http")
		}
		if why != "" {
			s.because(EventRefused{From: r.Client, Reason: why, By: "http"})
			return plain(failure(why))
		}
		return plain(a.encode(r.Query().Get("compact") != "0"))
	case "/scrape":
		return plain(s.scrapeHTTP(r.Query()["info_hash"]))
	}
	return s.config.Files.Serve(r)
}

func plain(body []byte) *web.Response { return web.NewResponse(web.StatusOK, "text/plain", body) }

// scrapeHTTP counts the peers of the torrents asked for, or of all.
func (s *Server) scrapeHTTP(asked []string) []byte {
	var hashes []metainfo.Hash
	for _, text := range asked[:min(len(asked), maxHashes)] {
		var h metainfo.Hash
		if !fixed(h[:], text) {
			return failure("info_hash is no 20 bytes")
		}
		hashes = append(hashes, h)
	}
	if len(asked) == 0 {
		for _, w := range s.swarms {
			hashes = append(hashes, w.hash)
		}
	}
	return scraped(hashes, s.scrape(hashes))
}

// serveUDP answers datagrams until the host stops.
func (s *Server) serveUDP(conn host.PacketConn) error {
	b := make([]byte, 16+20*maxHashes+1)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(b)
		if err != nil {
			return err
		}
		if out := s.answer(from, b[:n]); out != nil {
			// A datagram that can't be sent is lost like one that was: the client asks again.
			_, _ = conn.WriteToUDPAddrPort(out, from)
		}
	}
}

// answer answers a datagram; nil: nothing is answered. A stranger's answer is no longer than
// what it has sent, so that nobody can flood others under their addresses.
func (s *Server) answer(from netip.AddrPort, b []byte) []byte {
	d, ok := parseDatagram(b)
	if !ok {
		return nil
	}
	if d.action == actionConnect {
		if d.connection != magicProtocol {
			return nil
		}
		return binary.BigEndian.AppendUint64(reply(actionConnect, d.transaction), s.connectionID(from, s.minute()))
	}
	if d.connection != s.connectionID(from, s.minute()) && d.connection != s.connectionID(from, s.minute()-1) {
		return nil
	}
	why := "an action that is none"
	switch d.action {
	case actionAnnounce:
		var r Request
		if r, why = parseAnnounce(d.rest); why != "" {
			break
		}
		var a Answer
		if a, why = s.announce(from.Addr(), &r, "udp"); why == "" {
			return a.appendTo(reply(actionAnnounce, d.transaction))
		}
	case actionScrape:
		var hashes []metainfo.Hash
		for rest := d.rest; len(rest) >= 20 && len(hashes) < maxHashes; rest = rest[20:] {
			hashes = append(hashes, metainfo.Hash(rest[:20]))
		}
		out := reply(actionScrape, d.transaction)
		for _, c := range s.scrape(hashes) {
			for _, n := range []int{c.Seeds, c.Completed, c.Leechers} {
				out = binary.BigEndian.AppendUint32(out, uint32(n))
			}
		}
		return out
	}
	s.because(EventRefused{From: from, Reason: why, By: "udp"})
	return append(reply(actionError, d.transaction), why...)
}

func (s *Server) minute() int64 { return s.h.Now().Unix() / 60 }

// connectionID is a number that only who gets mail at an address can know. It is computed and
// not kept, so that strangers can't fill a table; it holds for a minute or two, as BEP 15 has it.
func (s *Server) connectionID(a netip.AddrPort, minute int64) uint64 {
	b := append([]byte{}, s.secret[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(minute))
	ip := a.Addr().As16()
	b = binary.BigEndian.AppendUint16(append(b, ip[:]...), a.Port())
	sum := sha1.Sum(b)
	return binary.BigEndian.Uint64(sum[:])
}
