package peer

import (
	"net/netip"
	"slices"
)

// byHand says whom the user has the peer choke, whatever the strategy thinks of it: nobody but
// a few, or everybody but a few. It goes by addresses, so that it holds for a neighbour that
// comes back as well.
type byHand struct {
	everybody bool
	but       []netip.Addr // each once
}

// chokes reports whether an address is choked by hand.
func (b *byHand) chokes(a netip.Addr) bool { return b.everybody != slices.Contains(b.but, a) }

// all reports whether everybody is choked by hand (on), or nobody.
func (b *byHand) all(on bool) bool { return b.everybody == on && len(b.but) == 0 }

// ChokesByHand reports whether the user has an address choked (on), or has not; of the zero Addr
// whether that holds of everybody.
func (p *Peer) ChokesByHand(of netip.Addr, on bool) bool {
	if !of.IsValid() {
		return p.byHand.all(on)
	}
	return p.byHand.chokes(of) == on
}

// ChokeByHand has the peer choke an address, or everybody (the zero Addr), until that is taken
// back: the choker gives the slot to somebody else at once. It lasts as long as the program. As
// with any choke, pieces that the fast extension has allowed may still be asked for (BEP 6).
func (p *Peer) ChokeByHand(of netip.Addr, on bool) {
	if p.ChokesByHand(of, on) {
		return
	}
	b := &p.byHand
	if i := slices.Index(b.but, of); !of.IsValid() {
		*b = byHand{everybody: on}
	} else if i >= 0 {
		b.but = slices.Delete(b.but, i, i+1)
	} else {
		b.but = append(b.but, of)
	}
	if p.h == nil { // the program does not run yet
		return
	}
	before := p.h.Serve(p.operation)
	defer p.h.Serve(before)
	p.h.Because(p.h.Emit(&EventByHand{Addr: of, On: on}))
	p.refill = true
	p.flush()
}
