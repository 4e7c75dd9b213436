package attack

// Guessing is what somebody has to guess who forges an answer to a query that he does not
// see.
//
// RFC 5452, section 7.2, puts the chance of one attempt at D·F/(N·P·I): D identical
// queries outstanding (here 1, as the resolver asks a question once at a time), F forged
// packets that arrive in time, N authoritative servers that may have been asked, P ports
// and I ids. That is the first term of [Guessing.Race], which is exact where each packet
// is guessed for itself. The letters of "0x20" multiply the combinations by two each.
type Guessing struct {
	IDBits  int // bits of the id that are random
	Ports   int // from which the query may have been sent
	Servers int // which may have been asked; 0: 1
	Letters int // of the name whose case is random, one bit each
}

// Combinations returns how many combinations there are, all equally likely.
func (g Guessing) Combinations() float64 {
	n := float64(max(g.Ports, 1)) * float64(max(g.Servers, 1))
	for range g.IDBits + g.Letters {
		n *= 2
	}
	return n
}

// Race returns the chance, 0 to 1, that one of so many forged packets fits, each guessed
// for itself: 1 - (1 - 1/combinations)^forgeries.
func (g Guessing) Race(forgeries int) float64 {
	return AtLeastOnce(1/g.Combinations(), forgeries)
}

// AtLeastOnce returns the chance that something of a chance p happens in n independent
// tries: 1 - (1-p)^n, with the power by squaring, which gives the same on all machines.
func AtLeastOnce(p float64, n int) float64 {
	never, factor := 1.0, 1-p
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			never *= factor
		}
		factor *= factor
	}
	return 1 - never
}

// RacesFor returns how many races it takes until one is won with a chance of share, or
// limit if it takes more.
func RacesFor(race, share float64, limit int) int {
	most := 1
	for most < limit && AtLeastOnce(race, most) < share {
		most *= 2
	}
	least := most / 2 // too few
	for most-least > 1 {
		if middle := (least + most) / 2; AtLeastOnce(race, middle) < share {
			least = middle
		} else {
			most = middle
		}
	}
	return min(most, limit)
}
