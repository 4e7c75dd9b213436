package dns

import mdns "github.com/miekg/dns"

// ZoneFrom makes a zone of records that were parsed elsewhere; line numbers of a
// [*ZoneError] count records, from 1.
func ZoneFrom(origin string, records []mdns.RR) (*Zone, error) {
	z := newZone(plain(origin))
	for i, rr := range records {
		if err := z.admit(rr, i+1); err != nil {
			return nil, err
		}
	}
	return z.complete(len(records))
}

// HintsFrom makes root hints of records that were parsed elsewhere.
func HintsFrom(records []mdns.RR) (Hints, error) {
	var h hintRecords
	for i, rr := range records {
		if err := h.admit(rr, i+1); err != nil {
			return Hints{}, err
		}
	}
	return h.complete(len(records))
}
