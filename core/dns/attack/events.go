package attack

import (
	"net/netip"
	"strconv"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindBegun trace.Kind = 0x1801 + iota
	KindLearned
	KindTry
	KindWon
	KindLost
	KindAnswered
	KindEnded
)

// Begun begins an operation: an attack.
type Begun struct {
	What   string     `json:"what"`   // as [Kind] says
	Target netip.Addr `json:"target"` // whom its packets go to
	As     netip.Addr `json:"as"`     // under whose address
	Name   string     `json:"name"`
}

// Learned: the attacker has found out how a resolver draws ports and ids.
type Learned struct {
	Ports   int  `json:"ports"`  // in its pool; 0: it has none
	IDBits  int  `json:"idBits"` // of its ids
	Counted bool `json:"counted"`
	Mixed   bool `json:"mixed"`
}

// Try: the resolver is made to ask, and forged answers are sent.
type Try struct {
	Name         string `json:"name"`
	Race         int    `json:"race"` // from 1
	Forgeries    int    `json:"forgeries"`
	Combinations uint64 `json:"combinations"` // of which each forgery guesses one
}

// Won: the resolver has believed what was forged.
type Won struct {
	Name string `json:"name"`
	Race int    `json:"race"`
}

// Lost: the true answer came first, or nothing that was forged fitted.
type Lost struct {
	Name string `json:"name"`
	Race int    `json:"race"`
}

// Answered: who stands on the path has answered a query before its server, or has
// changed the server's answer.
type Answered struct {
	Name    string         `json:"name"`
	Server  netip.AddrPort `json:"server"`
	Client  netip.AddrPort `json:"client"`
	Changed bool           `json:"changed"`
}

// Ended: an attack is over.
type Ended struct {
	What    string `json:"what"`
	State   string `json:"state"`
	Packets uint64 `json:"packets"` // sent
	Bytes   uint64 `json:"bytes"`   // of their payloads
	Races   uint64 `json:"races"`
	Won     uint64 `json:"won"`
}

func init() {
	for _, spec := range []trace.Spec{
		{Kind: KindBegun, Name: "attack.begun", Decode: func(d *trace.Decoder) trace.Body {
			return Begun{What: d.String(), Target: d.Addr(), As: d.Addr(), Name: d.String()}
		}},
		{Kind: KindLearned, Name: "attack.learned", Decode: func(d *trace.Decoder) trace.Body {
			return Learned{Ports: int(d.Uint()), IDBits: int(d.Uint()), Counted: d.Bool(), Mixed: d.Bool()}
		}},
		{Kind: KindTry, Name: "attack.try", Decode: func(d *trace.Decoder) trace.Body {
			return Try{Name: d.String(), Race: int(d.Uint()), Forgeries: int(d.Uint()), Combinations: d.Uint()}
		}},
		{Kind: KindWon, Name: "attack.won", Decode: func(d *trace.Decoder) trace.Body {
			return Won{Name: d.String(), Race: int(d.Uint())}
		}},
		{Kind: KindLost, Name: "attack.lost", Decode: func(d *trace.Decoder) trace.Body {
			return Lost{Name: d.String(), Race: int(d.Uint())}
		}},
		{Kind: KindAnswered, Name: "attack.answered", Decode: func(d *trace.Decoder) trace.Body {
			return Answered{Name: d.String(), Server: d.AddrPort(), Client: d.AddrPort(), Changed: d.Bool()}
		}},
		{Kind: KindEnded, Name: "attack.ended", Decode: func(d *trace.Decoder) trace.Body {
			return Ended{What: d.String(), State: d.String(), Packets: d.Uint(), Bytes: d.Uint(), Races: d.Uint(), Won: d.Uint()}
		}},
	} {
		trace.Register(spec)
	}
}

// Kind returns [KindBegun].
func (Begun) Kind() trace.Kind { return KindBegun }

// Kind returns [KindLearned].
func (Learned) Kind() trace.Kind { return KindLearned }

// Kind returns [KindTry].
func (Try) Kind() trace.Kind { return KindTry }

// Kind returns [KindWon].
func (Won) Kind() trace.Kind { return KindWon }

// Kind returns [KindLost].
func (Lost) Kind() trace.Kind { return KindLost }

// Kind returns [KindAnswered].
func (Answered) Kind() trace.Kind { return KindAnswered }

// Kind returns [KindEnded].
func (Ended) Kind() trace.Kind { return KindEnded }

// Text returns the event in one line.
func (e Begun) Text() string {
	s := e.What + " begins"
	if e.Target.IsValid() {
		s += " against " + e.Target.String()
	}
	if e.As.IsValid() {
		s += " as " + e.As.String()
	}
	return s
}

// Text returns the event in one line.
func (e Learned) Text() string {
	s := "it sends from " + strconv.Itoa(e.Ports) + " ports"
	if e.Ports == 0 {
		s = "it sends from any port"
	}
	if e.Counted {
		return s + ", its ids are counted up"
	}
	return s + ", its ids have " + strconv.Itoa(e.IDBits) + " bits"
}

// Text returns the event in one line.
func (e Try) Text() string {
	return "race " + strconv.Itoa(e.Race) + " for " + e.Name + ": " + strconv.Itoa(e.Forgeries) + " of " +
		strconv.FormatUint(e.Combinations, 10) + " combinations"
}

// Text returns the event in one line.
func (e Won) Text() string { return "race " + strconv.Itoa(e.Race) + " for " + e.Name + " is won" }

// Text returns the event in one line.
func (e Lost) Text() string { return "race " + strconv.Itoa(e.Race) + " for " + e.Name + " is lost" }

// Text returns the event in one line.
func (e Answered) Text() string {
	if e.Changed {
		return "changes the answer about " + e.Name
	}
	return "answers " + e.Client.String() + " about " + e.Name + " before " + e.Server.String()
}

// Text returns the event in one line.
func (e Ended) Text() string {
	return e.What + " ends, " + e.State + ": " + strconv.FormatUint(e.Packets, 10) + " packets"
}

// Encode writes the fields.
func (e Begun) Encode(to *trace.Encoder) {
	to.String(e.What)
	to.Addr(e.Target)
	to.Addr(e.As)
	to.String(e.Name)
}

// Encode writes the fields.
func (e Learned) Encode(to *trace.Encoder) {
	to.Uint(uint64(e.Ports))
	to.Uint(uint64(e.IDBits))
	to.Bool(e.Counted)
	to.Bool(e.Mixed)
}

// Encode writes the fields.
func (e Try) Encode(to *trace.Encoder) {
	to.String(e.Name)
	to.Uint(uint64(e.Race))
	to.Uint(uint64(e.Forgeries))
	to.Uint(e.Combinations)
}

// Encode writes the fields.
func (e Won) Encode(to *trace.Encoder) {
	to.String(e.Name)
	to.Uint(uint64(e.Race))
}

// Encode writes the fields.
func (e Lost) Encode(to *trace.Encoder) {
	to.String(e.Name)
	to.Uint(uint64(e.Race))
}

// Encode writes the fields.
func (e Answered) Encode(to *trace.Encoder) {
	to.String(e.Name)
	to.AddrPort(e.Server)
	to.AddrPort(e.Client)
	to.Bool(e.Changed)
}

// Encode writes the fields.
func (e Ended) Encode(to *trace.Encoder) {
	to.String(e.What)
	to.String(e.State)
	to.Uint(e.Packets)
	to.Uint(e.Bytes)
	to.Uint(e.Races)
	to.Uint(e.Won)
}
