package dns

import (
	"math/rand/v2"

	mdns "github.com/miekg/dns"
)

// maxRotations bounds what a server remembers of the sets that it has turned.
const maxRotations = 4096

// rotation turns the records of a set by one from answer to answer. RFC 1034, section
// 3.6: "the order of RRs in a set is not significant, and need not be preserved by
// name servers": it serves to spread load, as most clients take the first.
type rotation struct {
	turns map[setName]int
	// dice draw with which record a set begins the first time; nil: with its first.
	dice *rand.Rand
}

// setName names a set of records.
type setName struct {
	owner  string
	rrtype uint16
}

// turn returns an answer section with its sets turned; it leaves the given one alone.
func (r *rotation) turn(answer []mdns.RR) []mdns.RR {
	var out []mdns.RR
	for from := 0; from < len(answer); {
		to := from + 1
		for to < len(answer) && sameSet(answer[from], answer[to]) {
			to++
		}
		set := answer[from:to]
		by := 0
		if len(set) > 1 {
			by = r.next(setName{canonical(set[0].Header().Name), set[0].Header().Rrtype}, len(set)) % len(set)
		}
		out = append(append(out, set[by:]...), set[:by]...)
		from = to
	}
	return out
}

// next returns how far a set of so many records is turned this time.
func (r *rotation) next(name setName, records int) int {
	if len(r.turns) >= maxRotations || r.turns == nil {
		r.turns = make(map[setName]int) // names made up by a wildcard have no end
	}
	n, known := r.turns[name]
	if !known && r.dice != nil {
		n = r.dice.IntN(records)
	}
	r.turns[name] = n + 1
	return n
}
