package peer

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"playnet/core/host"
	"playnet/core/slab"
	"playnet/core/torrent/choker"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/picker"
	"playnet/core/torrent/store"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/view"
)

// Peer is the program.
type Peer struct {
	config Config
	h      host.Host
	disk   host.Disk
	state  State
	// operation is the joining, which everything serves that the peer does for itself.
	operation trace.ID
	hash      metainfo.Hash
	id        [20]byte

	// What is known of the torrent, and had of it.
	info      *metainfo.Info // nil until the metadata is there
	infoBytes []byte
	library   *store.Library
	limits    wire.Limits
	have      wire.Bitfield
	count     int
	copies    []int // of each piece among the neighbours
	begun     []*partial
	partials  map[int]*partial // begun, by piece
	failed    []failure
	left      int // blocks that are neither here nor asked for
	endGame   bool
	metadata  metadata

	// Neighbours.
	listener host.StreamListener
	conns    []*conn // in the order in which they began
	number   int     // of the last connection
	known    []*candidate
	room     slab.Slab[candidate] // of known
	knownAt  map[netip.AddrPort]*candidate
	banned   map[netip.Addr]bool
	open     int // connections that stand
	dialing  int

	// Policies.
	picker     picker.Picker
	choker     choker.Choker
	dicePick   *rand.Rand
	diceChoke  *rand.Rand
	dicePeers  *rand.Rand
	round      int
	roundTimer host.Timer
	nextRound  int64
	ranking    []ranked
	last       []view.Picked
	served     int  // neighbours that are served
	refill     bool // a slot may be free: see at the end of the callback
	spare      spare
	byHand     byHand

	// Rates and times, nanoseconds of the machine's clock.
	up, down   meter
	joined     int64
	completed  int64
	progress   int64 // when a block last came
	capFree    int64 // when the rate cap lets the next block go
	capTimer   host.Timer
	capTurn    int
	lingers    host.Timer
	announcing announcing

	dirty      []*conn  // with something to say
	buffers    [][]byte // spare ones for what connections say
	head       []byte   // scratch of what stands before a block
	choice     picker.Choice
	pieces     []int              // scratch of choices
	candidates []choker.Candidate // scratch of rounds
	made       []choker.Decision
	told       EventRound
}

// New returns a peer.
func New(c Config) *Peer {
	p := &Peer{config: c, hash: c.hash(), library: c.Library, knownAt: map[netip.AddrPort]*candidate{}, banned: map[netip.Addr]bool{}}
	p.setStrategies()
	if c.Torrent != nil {
		p.learn(&c.Torrent.Info, c.Torrent.InfoBytes)
	}
	return p
}

// setStrategies takes the strategies of the configuration. A name that does not exist means
// the usual one.
func (p *Peer) setStrategies() {
	var ok bool
	if p.picker, ok = picker.Named(p.config.Picker, p.config.randomFirst()); !ok {
		p.picker, _ = picker.Named("", p.config.randomFirst())
	}
	if p.choker, ok = choker.Named(p.config.Choker); !ok {
		p.choker, _ = choker.Named("")
	}
}

// UseDisk gives the peer another disk than its host's, before it runs: see [Config.Disk].
func (p *Peer) UseDisk(d host.Disk) { p.config.Disk = d }

// Kind returns [Kind].
func (p *Peer) Kind() string { return Kind }

// Run takes part in the swarm until the host stops.
func (p *Peer) Run(h host.Host) error {
	p.h, p.disk = h, p.config.Disk
	if p.disk == nil {
		p.disk = host.DiskOf(h)
	}
	p.dicePick, p.diceChoke, p.dicePeers = h.Rand("picker"), h.Rand("choker"), h.Rand("peers")
	p.announcing.signal = h.NewSignal()
	copy(p.id[:], "-PN0100-")
	r := h.Rand("peer-id")
	for i := 8; i < len(p.id); i++ {
		p.id[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[r.IntN(36)]
	}
	l, err := h.ListenStream(netip.AddrPortFrom(netip.IPv4Unspecified(), p.config.port()), p.accept)
	if err != nil {
		return err
	}
	p.listener = l
	if p.config.DHT != nil {
		if err := p.config.DHT.Start(h); err != nil {
			return err
		}
	}
	if !p.config.Manual {
		if err := h.Sleep(p.config.Join); err != nil {
			return err
		}
		p.Join()
	}
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// now returns the machine's clock in nanoseconds.
func (p *Peer) now() int64 { return p.h.Now().UnixNano() }

// become changes the state. Nothing else does.
func (p *Peer) become(s State) { p.state = s }

// Join lets the peer take part, for the first time or again. It does not block, and does
// nothing if the peer takes part already. Before the program runs it is in vain.
func (p *Peer) Join() {
	if p.h == nil || p.state.in() {
		return
	}
	now := p.now()
	p.joined, p.progress, p.completed = now, now, 0
	p.up.start(now)
	p.down.start(now)
	p.become(Joining)
	p.recall()
	p.operation = p.h.Emit(&EventJoined{InfoHash: p.hash.String(), Name: p.config.name(), Have: p.count, Pieces: p.total(), Seed: p.complete()})
	before := p.h.Serve(p.operation)
	defer p.h.Serve(before)
	p.h.Because(p.operation)
	if p.complete() {
		p.completed = now
	}
	p.settle()
	for _, a := range p.config.Peers {
		p.learnOf(a)
	}
	p.startAnnouncing()
	p.startRounds()
	p.connect()
	p.flush()
}

// settle takes the state that follows from what is known and had.
func (p *Peer) settle() {
	switch {
	case p.info == nil:
		p.become(Metadata)
	case p.complete():
		p.become(Seeding)
	default:
		p.become(Leeching)
	}
}

// recall looks up which pieces are here: those of the configuration, or those that the disk
// has kept over a stop, of which the bytes are still there.
func (p *Peer) recall() {
	if p.info == nil {
		return
	}
	kept := p.config.Have
	if b, ok := p.disk.Read(p.diskName()); ok {
		kept = b
	}
	for i := range p.info.Pieces {
		if (p.config.Seed || kept.Has(i)) && !p.have.Has(i) && p.library.Piece(i) != nil {
			p.have.Set(i)
			p.count++
			p.left -= blocksOf(p.info.PieceSize(i))
		}
	}
}

func (p *Peer) diskName() string { return "torrent/" + p.hash.String() + "/have" }

// learn takes in which pieces there are.
func (p *Peer) learn(info *metainfo.Info, raw []byte) {
	p.info, p.infoBytes = info, raw
	if p.library == nil {
		p.library = store.New(info)
	}
	n := len(info.Pieces)
	p.limits = wire.Limits{Pieces: n, PieceLength: info.PieceLength, Total: info.TotalLength()}
	p.have = wire.NewBitfield(n)
	p.copies = make([]int, n)
	p.partials = map[int]*partial{}
	p.left = 0
	for i := range n {
		p.left += blocksOf(info.PieceSize(i))
	}
}

// total returns how many pieces there are, as far as is known.
func (p *Peer) total() int {
	if p.info == nil {
		return 0
	}
	return len(p.info.Pieces)
}

// complete reports whether nothing is missing.
func (p *Peer) complete() bool { return p.info != nil && p.count == len(p.info.Pieces) }

// bytesLeft returns how many bytes are missing.
func (p *Peer) bytesLeft() int64 {
	if p.info == nil {
		return 0
	}
	left := p.info.TotalLength() - int64(p.count)*int64(p.info.PieceLength)
	last := p.total() - 1
	if p.have.Has(last) {
		left += int64(p.info.PieceLength - p.info.PieceSize(last))
	}
	return left
}

// Leave ends the taking part: trackers are told, connections closed. The peer may join again;
// what it has it keeps. It does nothing if the peer does not take part.
func (p *Peer) Leave() { p.leave("asked to") }

func (p *Peer) leave(why string) {
	if p.h == nil || !p.state.in() {
		return
	}
	before := p.h.Serve(p.operation)
	defer p.h.Serve(before)
	p.h.Because(p.h.Emit(&EventLeft{Why: why, Have: p.count, Pieces: p.total(), Sent: p.up.total, Received: p.down.total}))
	p.become(Left)
	for _, t := range []host.Timer{p.roundTimer, p.capTimer, p.lingers, p.spare.timer} {
		if t != nil {
			t.Stop()
		}
	}
	p.capTimer = nil
	for len(p.conns) > 0 {
		p.conns[len(p.conns)-1].close("we leave")
	}
	p.announceSoon(Stopped)
	p.ranking, p.nextRound, p.served = nil, 0, 0
	p.flush()
}

// finished does what follows when the last piece is here.
func (p *Peer) finished() {
	now := p.now()
	p.completed = now
	p.become(Seeding)
	p.endGame = false
	id := p.h.Emit(&EventComplete{Took: time.Duration(now - p.joined), Sent: p.up.total, Received: p.down.total})
	p.h.Because(id)
	p.announceSoon(Completed)
	// Two who have everything have nothing to say to each other.
	for i := len(p.conns) - 1; i >= 0; i-- {
		if c := p.conns[i]; c.state == Open && c.count == p.total() {
			c.part()
		}
	}
	p.planLeaving()
	p.refill = true
}

// planLeaving has the peer, which has everything, go when its policy says so.
func (p *Peer) planLeaving() {
	if p.lingers != nil {
		p.lingers.Stop()
	}
	switch p.config.Leave {
	case LeaveAtComplete:
		// The last HAVE still goes out.
		p.lingers = p.h.After(0, func() { p.leave("it has what it wanted") })
	case LeaveAfter:
		left := p.config.Linger - time.Duration(p.now()-p.completed)
		p.lingers = p.h.After(max(left, 0), func() { p.leave("it has seeded for long enough") })
	}
}

// alive reports whether there is reason to keep the world alive: pieces are missing, and not in
// vain so far.
func (p *Peer) alive() bool {
	return p.state.in() && !p.complete() && p.now()-p.progress < int64(Patience)
}

// Settings are what can be changed while a peer runs.
type Settings struct {
	Slots     int    // 0: as many as is usual, see [Config]
	Picker    string // "": rarest first
	Choker    string // "": tit for tat
	Leave     Leave
	Linger    time.Duration
	MaxUp     int64
	Uplink    int64 // bytes a second; 0: not known, see [Config]
	SuperSeed bool
	Poison    bool
	Nearer    func(netip.Addr) bool // see [Config]
}

// Set changes how the peer behaves; it takes effect with the next decision.
func (p *Peer) Set(s Settings) {
	c := &p.config
	goes, hid := s.Leave != c.Leave || s.Linger != c.Linger, p.superSeeds()
	c.Slots, c.Picker, c.Choker, c.Leave, c.Linger = s.Slots, s.Picker, s.Choker, s.Leave, s.Linger
	c.MaxUp, c.SuperSeed, c.Poison, c.Nearer = s.MaxUp, s.SuperSeed, s.Poison, s.Nearer
	p.setStrategies()
	p.setUplink(s.Uplink)
	if p.state != Seeding {
		return
	}
	if goes {
		p.planLeaving()
	}
	if hid && !p.superSeeds() {
		p.own(p.showAll)
	}
}

// Settings returns how the peer behaves.
func (p *Peer) Settings() Settings {
	c := &p.config
	return Settings{Slots: c.Slots, Picker: c.Picker, Choker: c.Choker, Leave: c.Leave, Linger: c.Linger,
		MaxUp: c.MaxUp, Uplink: c.Uplink, SuperSeed: c.SuperSeed, Poison: c.Poison, Nearer: c.Nearer}
}
