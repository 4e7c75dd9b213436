package attack

import (
	"math/rand/v2"
	"net/netip"
	"strconv"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// Kind says what an attacker does.
type Kind uint8

// The kinds of attacks.
const (
	Flood Kind = iota
	PingFlood
	Amplification
	OnPath
	OffPath
	Kaminsky
	Liar
)

var kindNames = [...]string{"flood", "ping-flood", "amplification", "on-path", "off-path", "kaminsky", "liar"}

// String returns the kind as a lab writes it.
func (k Kind) String() string { return kindNames[k] }

// Kinds lists the names of all kinds, in the order of the constants.
func Kinds() []string { return kindNames[:] }

// KindNamed returns the kind of a name.
func KindNamed(name string) (Kind, bool) {
	for k, n := range kindNames {
		if n == name {
			return Kind(k), true
		}
	}
	return 0, false
}

// ProgramKind is the kind of an attack as a program: "attack.flood".
func (k Kind) ProgramKind() string { return "attack." + k.String() }

// Config says what an attack does. What a kind does not speak of it does not use.
type Config struct {
	Kind Kind
	// Target is whom packets are sent to: the server that is flooded or abused, or the
	// resolver whose cache is to be poisoned.
	Target netip.Addr
	// As is whose address is forged: the victim of an amplification, or the server whose
	// answer is forged. Invalid: of a flood, nobody's.
	As netip.Addr
	// Spoof has a flood come from ever other addresses.
	Spoof bool
	// Name is what is asked for: of a flood, random names below it; of Kaminsky's run,
	// the zone; of a liar, the zone that its own server has.
	Name string
	Type uint16
	// Address is what forged answers say.
	Address netip.Addr
	// Own is a zone whose server stands on the attacker's host: what the resolver asks
	// there tells how it draws ports and ids. "": the attacker knows nothing.
	Own string
	// Place is the link on which whoever stands on the path listens; Change: he changes
	// the true answer instead of answering first.
	Place  string
	Change bool
	// Rate is how many packets are sent in a second.
	Rate int
	// For is how long a flood or an amplification goes on; 0: until it is stopped.
	For time.Duration
	// Forgeries are sent in each race, of which there are at most Races. With All they go on
	// after the first that is won, and forged answers say nothing of the zone's server, so
	// that each race is like the first: for measurements.
	Forgeries, Races int
	All              bool
}

// State says what an attacker does at the moment.
type State uint8

// The states of an attack.
const (
	Idle      State = iota
	Sending         // packets, at its rate
	Listening       // on a link
	Probing         // it finds out how the resolver draws ports and ids
	Racing          // against the true answer
	Resting         // until the true answer's time in the cache is over
	Succeeded       // the resolver believes it
	GaveUp          // all races are lost
	Over            // its time is over
	Powerless       // the lab does not grant what it needs
)

var stateNames = [...]string{"idle", "sending", "listening", "probing", "racing", "waiting for the TTL to run out",
	"has succeeded", "gave up", "over", "powerless"}

// String returns the state's name.
func (s State) String() string { return stateNames[s] }

// Program is an attack on a host.
type Program struct {
	config Config
	h      host.Host
	wire   host.Wire
	dice   *rand.Rand
	state  State
	ended  bool
	done   Done
	know   knowledge
	seen   []observed
	leave  func() // ends the listening on the host's own link; nil: nobody listens
	waits  host.Signal
}

// Done counts what an attack has done so far.
type Done struct {
	Packets  uint64 // sent
	Bytes    uint64 // of their payloads
	Seen     uint64 // queries that crossed the link
	Races    uint64
	Won      uint64
	Answered uint64 // queries that the one on the path has answered, or whose answers it has changed
}

// New returns an attack.
func New(c Config) *Program { return &Program{config: c} }

// Kind returns the program's kind.
func (p *Program) Kind() string { return p.config.Kind.ProgramKind() }

// Done returns what the attack has done so far.
func (p *Program) Done() Done { return p.done }

// State returns what the attack does at the moment.
func (p *Program) State() State { return p.state }

// Config returns what the attack was told to do.
func (p *Program) Config() Config { return p.config }

// Guessing returns what the attacker has to guess, as far as he knows.
func (p *Program) Guessing() Guessing { return p.know.guessing(p.config.Name) }

// Stop ends the attack; the program stays, to tell what it did.
func (p *Program) Stop() {
	p.ended = true
	if p.waits != nil {
		p.waits.Broadcast()
	}
}

// Run attacks, and then only tells of it until the host stops.
func (p *Program) Run(h host.Host) error {
	p.h, p.dice, p.waits = h, h.Rand("attack"), h.NewSignal()
	p.wire, _ = host.WireOf(h)
	c := &p.config
	begun := h.Emit(Begun{What: c.Kind.String(), Target: c.Target, As: c.As, Name: c.Name})
	h.Because(begun)
	h.Serve(begun)
	if err := p.attack(); err != nil {
		return err
	}
	h.Emit(Ended{What: c.Kind.String(), State: p.state.String(), Packets: p.done.Packets, Bytes: p.done.Bytes,
		Races: p.done.Races, Won: p.done.Won})
	for {
		if err := p.waits.Wait(); err != nil {
			return err
		}
	}
}

func (p *Program) attack() error {
	switch c := &p.config; {
	case p.wire == nil && c.needsWire():
		p.become(Powerless)
		return nil
	case c.Kind == OnPath:
		return p.listen()
	case c.Kind == OffPath || c.Kind == Kaminsky:
		return p.race()
	case c.Kind == Liar:
		return p.lie()
	}
	return p.flood()
}

func (c *Config) needsWire() bool {
	return c.Kind != Flood || c.Spoof
}

// become changes the state.
func (p *Program) become(s State) { p.state = s }

// View describes the attack.
func (p *Program) View() view.Program {
	c := &p.config
	v := view.Program{Kind: p.Kind(), State: p.state.String()}
	add := func(id, value string) { v.Fields = append(v.Fields, view.Field{ID: "attack." + id, Value: value}) }
	number := func(id string, n uint64) { add(id, strconv.FormatUint(n, 10)) }
	if c.Target.IsValid() {
		add("target", c.Target.String())
	}
	if c.As.IsValid() {
		add("as", c.As.String())
	}
	if c.Name != "" {
		add("name", c.Name)
	}
	switch c.Kind {
	case OnPath:
		number("seen", p.done.Seen)
		number("answered", p.done.Answered)
		return v
	case Liar:
		number("races", p.done.Races)
		number("won", p.done.Won)
	case OffPath, Kaminsky:
		if g := p.Guessing(); p.know.probed {
			number("combinations", uint64(g.Combinations()))
			number("ports", uint64(g.Ports))
			number("idbits", uint64(g.IDBits))
		}
		number("forgeries", uint64(c.Forgeries))
		number("races", p.done.Races)
		number("won", p.done.Won)
	}
	number("packets", p.done.Packets)
	number("bytes", p.done.Bytes)
	return v
}
