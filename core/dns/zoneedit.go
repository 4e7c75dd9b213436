package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// ZoneEdit is a zone's records as its operator's editor has them. Each change gives
// other records and leaves these alone; none raises the serial number but
// [ZoneEdit.Publish].
type ZoneEdit struct {
	Apex    string // complete, in lower case
	Records []mdns.RR
}

// EditProblem says why a zone can't be changed so.
type EditProblem uint8

// The problems.
const (
	NoSuchRecord  EditProblem = iota + 1 // what is to be changed or removed is not there
	RecordExists                         // the same record is there already
	AliasConflict                        // a CNAME stands alone (RFC 1034, section 3.6.2)
	SecondSOA                            // a zone has one SOA record
	NoSOA                                // it can't be without one
	NoApexNS                             // nor without an NS record at its apex
	NothingNew                           // the zone is so already
	SameText                             // no record of it would be another
)

// EditError reports a change of a zone that can't be made.
type EditError struct {
	Problem EditProblem
	Name    string
	Type    string
}

func (e *EditError) Error() string {
	return [...]string{"", "no such record", "the record is there already", "an alias stands alone", "a second SOA record",
		"no SOA record would be left", "no NS record of the apex would be left", "the zone is so already", "no record would be another"}[e.Problem] +
		": " + e.Name + " " + e.Type
}

func (p EditProblem) of(rr mdns.RR) error {
	return &EditError{Problem: p, Name: plain(rr.Header().Name), Type: typeName(rr.Header().Rrtype)}
}

// Add puts a record in, behind those of its name and type. RFC 2181, section 5.2:
// "the TTLs of all RRs in an RRSet must be the same": those have its TTL from now
// on, or it has theirs where it states none.
func (z ZoneEdit) Add(rr mdns.RR, stated bool) (ZoneEdit, error) {
	at := len(z.Records)
	for i, old := range z.Records {
		if mdns.IsDuplicate(old, rr) {
			return z, RecordExists.of(rr)
		}
		if sameSet(old, rr) {
			at = i + 1
		}
	}
	if rr.Header().Rrtype == mdns.TypeSOA {
		return z, SecondSOA.of(rr)
	}
	rr = mdns.Copy(rr)
	out := ZoneEdit{z.Apex, slices.Insert(slices.Clone(z.Records), at, rr)}
	out.settle(rr, stated)
	return out, out.sound(rr)
}

// Set puts a record in the place of another, or with nil of all of its name and type.
func (z ZoneEdit) Set(rr, was mdns.RR, stated bool) (ZoneEdit, error) {
	if was == nil {
		was = rr
	} else if !slices.ContainsFunc(z.Records, func(old mdns.RR) bool { return mdns.IsDuplicate(old, was) }) {
		return z, NoSuchRecord.of(was)
	}
	whole := was == rr
	at, ttl := -1, uint32(0)
	out := ZoneEdit{Apex: z.Apex}
	for _, old := range z.Records {
		if whole && sameSet(old, rr) || !whole && mdns.IsDuplicate(old, was) {
			if at < 0 {
				at, ttl = len(out.Records), old.Header().Ttl
				out.Records = append(out.Records, nil)
			}
			continue
		}
		if mdns.IsDuplicate(old, rr) {
			return z, RecordExists.of(rr)
		}
		out.Records = append(out.Records, old)
	}
	if at < 0 {
		return z, NoSuchRecord.of(was)
	}
	rr = mdns.Copy(rr)
	if !stated {
		rr.Header().Ttl = ttl
	}
	out.Records[at] = rr
	out.settle(rr, true)
	return out, out.sound(rr)
}

// Remove takes a record out; its TTL does not matter.
func (z ZoneEdit) Remove(rr mdns.RR) (ZoneEdit, error) {
	left := slices.DeleteFunc(slices.Clone(z.Records), func(old mdns.RR) bool { return mdns.IsDuplicate(old, rr) })
	if len(left) == len(z.Records) {
		return z, NoSuchRecord.of(rr)
	}
	out := ZoneEdit{z.Apex, left}
	return out, out.sound(rr)
}

// SetTTL gives the records of a name and type another TTL, in seconds.
func (z ZoneEdit) SetTTL(name string, rrtype uint16, ttl uint32) (ZoneEdit, error) {
	blank := &mdns.ANY{Hdr: mdns.RR_Header{Name: plain(name), Rrtype: rrtype, Class: mdns.ClassINET, Ttl: ttl}}
	problem := NoSuchRecord
	for _, old := range z.Records {
		if sameSet(old, blank) {
			if old.Header().Ttl != ttl {
				problem = 0
				break
			}
			problem = NothingNew
		}
	}
	if problem != 0 {
		return z, problem.of(blank)
	}
	out := ZoneEdit{z.Apex, slices.Clone(z.Records)}
	out.settle(blank, true)
	return out, nil
}

// Replace puts other records into the place of all.
func (z ZoneEdit) Replace(records []mdns.RR) (ZoneEdit, error) {
	out := ZoneEdit{z.Apex, records}
	if len(z.without(out, true)) == 0 && len(out.without(z, true)) == 0 {
		return z, &EditError{Problem: SameText, Name: z.Apex}
	}
	return out, nil
}

// settle gives the records of one set the same TTL: that of rr, or, if it states
// none, rr that of the others, or of the SOA record.
func (z *ZoneEdit) settle(rr mdns.RR, stated bool) {
	if !stated {
		rr.Header().Ttl = z.usual(rr)
	}
	for i, old := range z.Records {
		if old != rr && sameSet(old, rr) && old.Header().Ttl != rr.Header().Ttl {
			z.Records[i] = mdns.Copy(old) // it may be shared with other worlds
			z.Records[i].Header().Ttl = rr.Header().Ttl
		}
	}
}

// usual returns the TTL of a record that states none.
func (z *ZoneEdit) usual(rr mdns.RR) uint32 {
	ttl := uint32(0)
	for _, old := range z.Records {
		if old != rr && sameSet(old, rr) {
			return old.Header().Ttl
		}
		if old.Header().Rrtype == mdns.TypeSOA {
			ttl = old.Header().Ttl
		}
	}
	return ttl
}

// sound finds what can't be, after a change that had to do with a record.
func (z *ZoneEdit) sound(rr mdns.RR) error {
	name := plain(rr.Header().Name)
	soas, servers, aliases, others := 0, 0, 0, 0
	for _, old := range z.Records {
		t, owner := old.Header().Rrtype, plain(old.Header().Name)
		if owner == z.Apex && t == mdns.TypeSOA {
			soas++
		}
		if owner == z.Apex && t == mdns.TypeNS {
			servers++
		}
		switch {
		case owner != name:
		case t == mdns.TypeCNAME:
			aliases++
		case !besideCNAME(t):
			others++
		}
	}
	switch {
	case aliases > 1 || aliases == 1 && others > 0:
		return AliasConflict.of(rr)
	case soas == 0:
		return NoSOA.of(rr)
	case soas > 1:
		return SecondSOA.of(rr)
	case servers == 0:
		return NoApexNS.of(rr)
	}
	return nil
}

// Publish raises the serial number, as an operator does with every change, unless
// the change from before has done so, and makes the zone. It also tells which
// records of before are gone and which are new, the SOA record left out where
// nothing but its serial has changed.
func (z ZoneEdit) Publish(before ZoneEdit) (after ZoneEdit, made *Zone, removed, added []string, err error) {
	after = ZoneEdit{z.Apex, slices.Clone(z.Records)}
	old, new := before.soa(), after.soa()
	i := slices.Index(after.Records, mdns.RR(new))
	raised := mdns.Copy(new).(*mdns.SOA)
	// RFC 1982, section 3.2: in serial number arithmetic a number is greater than
	// another if it is up to 2^31 - 1 ahead of it.
	if int32(raised.Serial-old.Serial) <= 0 {
		raised.Serial = old.Serial + 1
	}
	same := mdns.Copy(raised).(*mdns.SOA)
	same.Serial = old.Serial
	soaChanged := !mdns.IsDuplicate(same, old) || same.Hdr.Ttl != old.Hdr.Ttl
	after.Records[i] = raised
	if made, err = ZoneFrom(after.Apex, after.Records); err != nil {
		return before, nil, nil, nil, err
	}
	removed, added = before.without(after, soaChanged), after.without(before, soaChanged)
	return after, made, removed, added, nil
}

func (z *ZoneEdit) soa() *mdns.SOA {
	for _, rr := range z.Records {
		if soa, ok := rr.(*mdns.SOA); ok {
			return soa
		}
	}
	panic("dns: a zone without SOA record is edited") // sound has seen one
}

// without lists the records that another version does not have, as text.
func (z *ZoneEdit) without(other ZoneEdit, soaToo bool) []string {
	var list []string
	theirs := other.own(*z)
	for _, rr := range z.own(other) {
		kept := slices.ContainsFunc(theirs, func(o mdns.RR) bool {
			return mdns.IsDuplicate(o, rr) && o.Header().Ttl == rr.Header().Ttl
		})
		if !kept && (soaToo || rr.Header().Rrtype != mdns.TypeSOA) {
			list = append(list, rr.String())
		}
	}
	return list
}

// own returns the records that two versions do not share.
func (z *ZoneEdit) own(other ZoneEdit) []mdns.RR {
	shared := make(map[mdns.RR]bool, len(other.Records))
	for _, rr := range other.Records {
		shared[rr] = true
	}
	return slices.DeleteFunc(slices.Clone(z.Records), func(rr mdns.RR) bool { return shared[rr] })
}

// sameSet reports whether two records have the same name and type.
func sameSet(a, b mdns.RR) bool {
	x, y := a.Header(), b.Header()
	return x.Rrtype == y.Rrtype && plain(x.Name) == plain(y.Name)
}
