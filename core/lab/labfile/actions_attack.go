package labfile

import (
	"strings"

	"playnet/core/lab/strict"
)

var (
	attackNeeds = strict.Define("attack-needs", `an attack of kind "{kind}" needs "{field}"`)
	attackWire  = strict.Define("attack-wire", `the lab does not let the host "{host}" forge addresses: its "wire" would have to say so`)
	attackTap   = strict.Define("attack-tap", `the lab does not let the host "{host}" listen at "{place}": its "wire" would have to say so`)
)

// AttackKind is what an attack does.
type AttackKind string

// The kinds of attacks.
const (
	AttackFlood         AttackKind = "flood"
	AttackPingFlood     AttackKind = "ping-flood"
	AttackAmplification AttackKind = "amplification"
	AttackOnPath        AttackKind = "on-path"
	AttackOffPath       AttackKind = "off-path"
	AttackKaminsky      AttackKind = "kaminsky"
	AttackLiar          AttackKind = "liar"
)

// Enum lists the kinds.
func (AttackKind) Enum() []string {
	return []string{"flood", "ping-flood", "amplification", "on-path", "off-path", "kaminsky", "liar"}
}

// AttackStart has a host begin an attack.
type AttackStart struct {
	// The attacker's host.
	Host Name `json:"host" strict:"required"`
	// What it does: "flood" (queries), "ping-flood", "amplification" (queries under a victim's address), "on-path" (answering what crosses a link), "off-path" (guessing ids and ports for one name), "kaminsky" (the same for ever new names of a zone), "liar" (its own server says something of another's name).
	Kind AttackKind `json:"kind" strict:"required"`
	// Whom its packets go to: the server that is flooded or abused, or the resolver whose cache is to be poisoned.
	Target HostRef `json:"target,omitempty"`
	// Under whose address: the victim of an amplification, or the name server whose answer is forged.
	As HostRef `json:"as,omitempty"`
	// Whether a flood comes from ever other addresses (of 198.18.0.0/15).
	Spoof bool `json:"spoof,omitempty"`
	// What is asked for: the zone below which a flood, or a run of Kaminsky's, asks for random names; else the name.
	Name DomainName `json:"name,omitempty"`
	// The type of the records that an amplification asks for.
	Type RRType `json:"type,omitempty"`
	// The address that forged answers give.
	Address *IPv4 `json:"address,omitempty"`
	// A zone whose name server runs on the attacker's host: what the resolver asks there tells the attacker how it draws ids and ports.
	Own DomainName `json:"own,omitempty"`
	// The host or site on whose link an attacker on the path listens.
	Place Name `json:"place,omitempty"`
	// Whether the one on the path changes the true answer, instead of answering first.
	Change bool `json:"change,omitempty"`
	// How many packets it sends in a second; 1,000 if absent.
	Rate *QueryRate `json:"rate,omitempty"`
	// How long a flood or an amplification goes on; until it is stopped if absent.
	For *Duration `json:"for,omitempty"`
	// How many forged answers it sends in each race; 100 if absent.
	Forgeries *Entries `json:"forgeries,omitempty"`
	// How many races it runs at most; 100 if absent.
	Races *Entries `json:"races,omitempty"`
	// Whether it goes on after a race that it has won, and so forges nothing but the one address, for the next race to be like the first.
	All bool `json:"all,omitempty"`
}

// AttackStop ends what attacks a host has begun.
type AttackStop struct {
	// The attacker's host.
	Host Name `json:"host" strict:"required"`
}

// Op is the word in the field "op".
func (AttackStart) Op() string { return "attack.start" }

// Op is the word in the field "op".
func (AttackStop) Op() string { return "attack.stop" }

func (a AttackStop) check(c *checker, at *strict.Node) { c.hostName(a.Host, at.Get("host")) }

func (a AttackStart) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	for _, field := range strings.Fields(attackFields[a.Kind]) {
		if !a.has(field) {
			c.fail(at, attackNeeds.With("kind", string(a.Kind), "field", field))
		}
	}
	if a.Target != "" {
		c.ref(a.Target, at.Get("target"))
	}
	if a.As != "" {
		c.ref(a.As, at.Get("as"))
	}
	c.positive(a.For, at.Get("for"))
	if a.Place != "" && !c.place(a.Place, at.Get("place")) {
		return
	}
	if h := c.file.Host(a.Host); h != nil {
		a.checkGrant(c, h, at)
	}
}

// attackFields are the fields that an attack of a kind can't do without.
var attackFields = map[AttackKind]string{
	AttackFlood:         "target name",
	AttackPingFlood:     "target",
	AttackAmplification: "target as name",
	AttackOnPath:        "place name address",
	AttackOffPath:       "target as name address",
	AttackKaminsky:      "target as name address",
	AttackLiar:          "target own name address",
}

func (a *AttackStart) has(field string) bool {
	switch field {
	case "target":
		return a.Target != ""
	case "as":
		return a.As != ""
	case "name":
		return a.Name != ""
	case "address":
		return a.Address != nil
	case "own":
		return a.Own != ""
	}
	return a.Place != ""
}

// checkGrant checks that the lab grants the host what the attack needs.
func (a *AttackStart) checkGrant(c *checker, h *Host, at *strict.Node) {
	needs := a.Kind != AttackFlood || a.Spoof
	if needs && (h.Wire == nil || !h.Wire.Forge && (a.Kind != AttackPingFlood || a.Spoof)) {
		c.fail(at.Get("host"), attackWire.With("host", string(a.Host)))
		return
	}
	if a.Kind == AttackOnPath && a.Place != a.Host && !contains(h.Wire.Taps, a.Place) {
		c.fail(at.Get("place"), attackTap.With("host", string(a.Host), "place", string(a.Place)))
	}
}
