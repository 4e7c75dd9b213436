package tracker

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/metainfo"
	"playnet/core/web"
)

// Finder finds the address of a tracker's name; it blocks.
type Finder func(name string) (netip.Addr, error)

// Client is what a peer asks trackers with. Its methods block: call them from a fiber of their
// own.
type Client struct {
	h    host.Host
	find Finder
	dice *rand.Rand // transaction ids, which nobody should guess

	connections map[netip.AddrPort]connection // BEP 15
}

// connection is the number by which a tracker has confirmed that it reaches the client.
type connection struct {
	id    uint64
	until time.Time
}

// NewClient returns a client of a program. Without a finder trackers are asked by address only.
func NewClient(h host.Host, find Finder) *Client {
	if find == nil {
		find = func(string) (netip.Addr, error) { return netip.Addr{}, ErrURL }
	}
	return &Client{h: h, find: find, dice: h.Rand("torrent.tracker.client"), connections: map[netip.AddrPort]connection{}}
}

// How long a client waits. BEP 15 has it ask again after 15 s, 30 s, 60 s and so on, up to
// 3840 s. That is patient to the point of never finding another tracker, so clients give up
// before: here after the third try.
const (
	udpTimeout   = 15 * time.Second
	udpTries     = 3
	httpPatience = 30 * time.Second
)

// Announce tells the tracker at a URL of a peer. The errors are [ErrURL], [ErrSilent],
// [ErrAnswer], a [*Failure], or what the connection has failed of; each may be wrapped.
func (c *Client) Announce(at string, r Request) (Answer, error) {
	a, err := c.announce(at, r)
	if err != nil {
		if !errors.Is(err, net.ErrClosed) {
			c.h.Because(c.h.Emit(EventFailed{URL: at, Event: r.Event.String(), Reason: reason(err)}))
		}
		return a, err
	}
	c.h.Because(c.h.Emit(EventAnswer{URL: at, Event: r.Event.String(), Peers: len(a.Peers), Seeds: a.Seeds, Leechers: a.Leechers, Interval: a.Interval}))
	return a, nil
}

// reason says an error in words that do not depend on the machine.
func reason(err error) string {
	var failure *Failure
	switch {
	case errors.As(err, &failure):
		return failure.Reason
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, ErrSilent):
		return "no answer"
	}
	return shortened(err.Error())
}

func (c *Client) announce(at string, r Request) (Answer, error) {
	u, err := parseTracker(at)
	switch {
	case err != nil:
		return Answer{}, err
	case u.Scheme == "http":
		body, err := c.get(at, r.query())
		if err != nil {
			return Answer{}, err
		}
		return parseAnswer(body)
	}
	rest, err := c.exchange(u, actionAnnounce, r.appendAnnounce(nil))
	if err != nil {
		return Answer{}, err
	}
	return parseAnnounceReply(rest)
}

// Scrape asks the tracker at an announce URL how many peers some torrents have (BEP 48).
func (c *Client) Scrape(at string, hashes ...metainfo.Hash) ([]Counts, error) {
	u, err := parseTracker(at)
	if err != nil {
		return nil, err
	}
	hashes = hashes[:min(len(hashes), maxHashes)]
	var rest []byte
	for _, h := range hashes {
		rest = append(rest, h[:]...)
	}
	if u.Scheme == "udp" {
		if rest, err = c.exchange(u, actionScrape, rest); err != nil {
			return nil, err
		}
		return parseScrapeReply(rest, len(hashes))
	}
	scrape, ok := scrapeURL(at)
	if !ok {
		return nil, ErrURL
	}
	var query []string
	for _, h := range hashes {
		query = append(query, "info_hash="+strings.ReplaceAll(url.QueryEscape(string(h[:])), "+", "%20"))
	}
	body, err := c.get(scrape, strings.Join(query, "&"))
	if err != nil {
		return nil, err
	}
	return parseScrape(body, hashes)
}

// parseTracker reads a tracker's URL.
func parseTracker(at string) (*url.URL, error) {
	u, err := url.Parse(at)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && (u.Scheme != "udp" || u.Port() == "") {
		return nil, ErrURL
	}
	return u, nil
}

// get asks by HTTP, on a connection of its own.
func (c *Client) get(at, query string) ([]byte, error) {
	mark := "?"
	if strings.Contains(at, "?") {
		mark = "&"
	}
	client := web.NewClient(c.h, web.ClientConfig{Resolve: c.find, Agent: "Playnet", Patience: httpPatience, Alone: true,
		Limits: web.Limits{Body: maxAnswer}})
	defer client.Close()
	answer, err := client.Do(web.Ask{URL: at + mark + query})
	if err != nil {
		return nil, err
	}
	if answer.Status != web.StatusOK && len(answer.Body) == 0 {
		return nil, wrong("%s", answer.Status)
	}
	return answer.Body, nil
}

// exchange asks by UDP: it connects first, unless the tracker's word still holds (BEP 15).
func (c *Client) exchange(u *url.URL, action uint32, rest []byte) ([]byte, error) {
	to, err := c.resolve(u)
	if err != nil {
		return nil, err
	}
	conn, err := c.h.Dial("udp", to)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	for try := range udpTries {
		deadline := c.h.Now().Add(udpTimeout << try)
		known, ok := c.connections[to]
		if !ok || !c.h.Now().Before(known.until) {
			got, err := c.ask(conn, datagram{connection: magicProtocol, action: actionConnect}, deadline)
			if errors.Is(err, ErrSilent) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if len(got) < connectSize-8 {
				return nil, wrong("a connect answer of %d bytes", len(got)+8)
			}
			id, _ := parseDatagram(append(append([]byte{}, got[:8]...), make([]byte, 8)...))
			known = connection{id.connection, c.h.Now().Add(connectionID)}
			c.connections[to] = known
		}
		got, err := c.ask(conn, datagram{connection: known.id, action: action, rest: rest}, deadline)
		if !errors.Is(err, ErrSilent) {
			return got, err
		}
		delete(c.connections, to) // it may be the connection that the tracker does not know any more
	}
	return nil, ErrSilent
}

// ask sends a datagram and waits for the answer to it; what else comes is none.
func (c *Client) ask(conn net.Conn, d datagram, deadline time.Time) ([]byte, error) {
	d.transaction = c.dice.Uint32()
	if _, err := conn.Write(d.append(nil)); err != nil {
		return nil, err
	}
	if err := conn.SetReadDeadline(deadline); err != nil {
		return nil, err
	}
	b := make([]byte, maxDatagram)
	for {
		n, err := conn.Read(b)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil, ErrSilent
		}
		if err != nil {
			return nil, err
		}
		if rest, ours, err := parseReply(b[:n], d.action, d.transaction); ours {
			return rest, err
		}
	}
}

func (c *Client) resolve(u *url.URL) (netip.AddrPort, error) {
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return netip.AddrPort{}, ErrURL
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		if addr, err = c.find(u.Hostname()); err != nil {
			return netip.AddrPort{}, err
		}
	}
	return netip.AddrPortFrom(addr, uint16(port)), nil
}
