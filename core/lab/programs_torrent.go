package lab

import (
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/torrent/choker"
	"playnet/core/torrent/dht"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/store"
	"playnet/core/torrent/tracker"
	"playnet/core/web"
)

// torrents are the files that the peers of a lab exchange, made when somebody first needs
// them: all runs of a world share them.
type torrents struct {
	file *labfile.File
	made map[labfile.ID]*torrent
}

// torrent is a file that peers exchange.
type torrent struct {
	*metainfo.Torrent
	content []byte
	library *store.Library // of all peers of the world
}

func newTorrents(f *labfile.File) *torrents {
	return &torrents{file: f, made: map[labfile.ID]*torrent{}}
}

// of returns the torrent of an id, which the file's checks have found.
func (t *torrents) of(id labfile.ID) *torrent {
	if t.made[id] == nil {
		t.made[id] = t.make(id)
	}
	return t.made[id]
}

func (t *torrents) make(id labfile.ID) *torrent {
	l := t.file.Torrent(id)
	var urls []string
	for _, u := range l.Trackers {
		urls = append(urls, string(u))
	}
	content := contentOf(t.file, l)
	made := &torrent{content: content, Torrent: metainfo.Build(l.FileName(), content, l.PieceSize(), urls...)}
	if l.Private {
		made.Info.Private = true
		made.Torrent = metainfo.FromInfo(made.Info, urls...)
	}
	made.library = store.New(&made.Info)
	for _, s := range t.file.Lab.Services {
		if p, ok := s.(labfile.TorrentPeer); ok && p.Torrent == id && p.Seed {
			made.library.Offer(content)
			break
		}
	}
	return made
}

// contentOf returns what is in a torrent: a member, or bytes drawn by its id, which do not
// depend on the world's seed: the info-hash is the same in each run.
func contentOf(f *labfile.File, l *labfile.Torrent) []byte {
	if l.Member != "" {
		data, _ := f.Member(string(l.Member), nil) // the file's checks found it
		return data
	}
	content := make([]byte, int(*l.Size))
	_, _ = rand.NewChaCha8(sha256.Sum256([]byte("playnet torrent " + string(l.ID)))).Read(content) // it never fails
	return content
}

// TorrentOf returns a torrent of a lab and what is in it; ok is false if there is none of that
// id. Neither may be changed.
func TorrentOf(f *labfile.File, id labfile.ID) (t *metainfo.Torrent, content []byte, ok bool) {
	if f.Torrent(id) == nil {
		return nil, nil, false
	}
	made := newTorrents(f).of(id)
	return made.Torrent, made.content, true
}

// trackerConfig reads how a tracker is set up.
func trackerConfig(f *labfile.File, s labfile.TorrentTracker, all *torrents) tracker.Config {
	c := tracker.Config{NoHTTP: !s.Speaks(labfile.TrackByHTTP), NoUDP: !s.Speaks(labfile.TrackByUDP)}
	if s.HTTP != nil {
		c.HTTP = uint16(*s.HTTP)
	}
	if s.UDP != nil {
		c.UDP = uint16(*s.UDP)
	}
	if s.Interval != nil {
		c.Interval = s.Interval.Std()
	}
	if s.MinInterval != nil {
		c.MinInterval = s.MinInterval.Std()
	}
	if s.NumWant != nil {
		c.NumWant = int(*s.NumWant)
	}
	if s.Choice == labfile.ChooseBySite {
		c.SiteOf = siteFinder(f)
	}
	for _, id := range s.Torrents {
		c.Only = append(c.Only, all.of(id).Torrent)
	}
	for i := range f.Lab.Torrents {
		id := f.Lab.Torrents[i].ID
		if len(s.Torrents) == 0 || c.Only != nil && contains(s.Torrents, id) {
			c.Files = append(c.Files, web.File{Path: "/" + string(id) + ".torrent", Data: all.of(id).Bytes(), Modified: f.Lab.Epoch.Time})
		}
	}
	return c
}

func contains(list []labfile.ID, id labfile.ID) bool {
	for _, have := range list {
		if have == id {
			return true
		}
	}
	return false
}

// siteFinder returns who tells the site of an address; strangers have none.
func siteFinder(f *labfile.File) func(netip.Addr) string {
	sites := make(map[netip.Addr]string, len(f.Lab.Hosts))
	for i := range f.Lab.Hosts {
		h := &f.Lab.Hosts[i]
		sites[h.Address.Addr] = string(h.Site)
	}
	return func(a netip.Addr) string { return sites[a] }
}

// peerConfig reads how a peer is set up.
func peerConfig(f *labfile.File, s labfile.TorrentPeer, all *torrents) peer.Config {
	t := all.of(s.Torrent)
	c := peer.Config{
		Torrent: t.Torrent, Library: t.library, Seed: s.Seed, Manual: s.Manual, Port: portOf(s.Port),
		Fast: s.Fast, Announce: announcer(finder(f, s.Host)),
	}
	if s.Magnet {
		link := t.Magnet()
		c.Torrent, c.Magnet = nil, &link
	}
	if s.Join != nil {
		c.Join = s.Join.Std()
	}
	if s.NoRandomFirst {
		c.RandomFirst = -1
	}
	if s.Neighbours != nil {
		c.Neighbours = int(*s.Neighbours)
	}
	if s.Connections != nil {
		c.Connections = int(*s.Connections)
	}
	if s.DHT {
		c.DHT = dht.NewNode(dht.Config{Port: portOf(s.Port), Bootstrap: bootstrap(f, s.Host, s.Bootstrap)})
	}
	set := peerSettings(f, s)
	c.Slots, c.Picker, c.Choker, c.Leave, c.Linger = set.Slots, set.Picker, set.Choker, set.Leave, set.Linger
	c.MaxUp, c.Uplink, c.SuperSeed, c.Poison, c.Nearer = set.MaxUp, set.Uplink, set.SuperSeed, set.Poison, set.Nearer
	return c
}

// peerSettings reads what can be changed of a peer while it runs.
func peerSettings(f *labfile.File, s labfile.TorrentPeer) peer.Settings {
	set := peer.Settings{Picker: string(s.Picker), Choker: string(s.Choker), SuperSeed: s.SuperSeed, Poison: s.Poison}
	if s.FreeRider {
		set.Choker = choker.NameFreeRider
	}
	if s.Slots != nil {
		set.Slots = int(*s.Slots)
	}
	if s.MaxUp != nil {
		set.MaxUp = int64(*s.MaxUp) / 8
	}
	if s.KnowsLine {
		set.Uplink = int64(f.Host(s.Host).Spec().Up) / 8
		if set.MaxUp > 0 { // more than that the line never carries
			set.Uplink = min(set.Uplink, set.MaxUp)
		}
	}
	switch s.Leave {
	case labfile.LeaveComplete:
		set.Leave = peer.LeaveAtComplete
	case labfile.LeaveAfter:
		set.Leave = peer.LeaveAfter
	}
	if s.Linger != nil {
		set.Linger = s.Linger.Std()
	}
	if s.PreferSite {
		siteOf := siteFinder(f)
		own := string(f.Host(s.Host).Site)
		set.Nearer = func(a netip.Addr) bool { return siteOf(a) == own }
	}
	return set
}

func portOf(p *labfile.Port) uint16 {
	if p == nil {
		return 0
	}
	return uint16(*p)
}

// finder returns how a host's programs find a tracker by its name: in the host's table of the
// lab's hosts, else by its name servers.
func finder(f *labfile.File, h labfile.Name) func(host.Host, string) (netip.Addr, error) {
	servers := serversOf(f, f.Host(h).Resolvers)
	stub := dns.NewStub(servers)
	return func(m host.Host, name string) (netip.Addr, error) {
		if o := f.Host(labfile.Name(strings.ToLower(name))); o != nil {
			return o.Address.Addr, nil
		}
		if len(servers) > 0 {
			reply := stub.Lookup(m, name, mdns.TypeA)
			if list := reply.Addrs(); reply.State == dns.LookupFound && len(list) > 0 {
				return list[0], nil
			}
		}
		return netip.Addr{}, errNoSuchName
	}
}

// announcer returns how a peer asks trackers.
func announcer(find func(host.Host, string) (netip.Addr, error)) peer.Announcer {
	var client *tracker.Client
	return func(h host.Host, url string, r peer.Announce) (peer.Answer, error) {
		if client == nil {
			client = tracker.NewClient(h, func(name string) (netip.Addr, error) { return find(h, name) })
		}
		events := [...]tracker.Event{peer.Regular: tracker.Regular, peer.Started: tracker.Started, peer.Completed: tracker.Completed, peer.Stopped: tracker.Stopped}
		a, err := client.Announce(url, tracker.Request{Hash: r.Hash, PeerID: r.PeerID, Port: r.Port,
			Uploaded: r.Uploaded, Downloaded: r.Downloaded, Left: r.Left, Event: events[r.Event], NumWant: r.NumWant})
		var refused *tracker.Failure
		if errors.As(err, &refused) {
			err = refused
		}
		return peer.Answer{Interval: a.Interval, Peers: a.Peers}, err
	}
}
