package labfile

import (
	"errors"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
	"playnet/core/zonefile"
)

// Zone is a member zones/NAME.zone that has been parsed: RFC 1035, section 5,
// master-file syntax. The file begins without an origin: names are written in
// full, or follow an $ORIGIN. $INCLUDE and $GENERATE are refused.
type Zone struct {
	// Member is the name of the member.
	Member string
	// Apex is the name that owns the SOA record, in lower case with its final
	// dot; "" in a hints file, which has none.
	Apex string
	// Records are the records in the order of the file. They must not be changed.
	Records []dns.RR

	// Text is the file's text where its operator wrote it anew; "" for that of the member,
	// or none, where single records were changed.
	Text string

	lines []int // of the lab file, for each record
}

// maxRecords is how many records a zone may hold.
const maxRecords = 200_000

var (
	zoneSyntax   = strict.Define("zone-syntax", `{why} (at "{token}")`)
	zoneTooLong  = strict.Define("zone-too-long", `the zone holds more than {most} records`)
	noInclude    = strict.Define("no-include", `$INCLUDE is not possible: a lab is one file`)
	noGenerate   = strict.Define("no-generate", `$GENERATE is not possible: write the records out`)
	noRData      = strict.Define("no-rdata", `the record has no data behind its type`)
	notInternet  = strict.Define("not-class-in", `only the class IN is known`)
	noOrigin     = strict.Define("no-origin", `"{token}" has no dot at its end, and no $ORIGIN says what it is relative to`)
	noSOA        = strict.Define("no-soa", `the zone has no SOA record at its apex`)
	twoSOA       = strict.Define("two-soa", `a zone has one SOA record; the first is in line {line}`)
	noApexNS     = strict.Define("no-apex-ns", `the zone has no NS record at its apex "{apex}"`)
	outOfZone    = strict.Define("out-of-zone", `"{name}" does not belong to the zone "{apex}"`)
	twiceInZone  = strict.Define("duplicate-record", `the same record stands in line {line}`)
	cnameOther   = strict.Define("cname-and-other", `"{name}" has a CNAME record and another one in line {line}; a CNAME stands alone`)
	hintsType    = strict.Define("hints-type", `root hints hold NS records of "." and the addresses of its servers, not this {type} record of "{name}"`)
	hintsAddress = strict.Define("hints-address", `the root server "{name}" has no A record here`)
	noHints      = strict.Define("no-hints", `the hints name no root server: there is no NS record of "."`)
)

// parseZone parses the records of a zone member. What they have to do with
// each other depends on their use: see zone and hints. Names without a dot at their end
// are relative to origin, unless it is "".
func (c *checker) parseZone(m *Member, origin string) *Zone {
	z := &Zone{Member: m.Name}
	// Lines of what was base64 are lines of nothing a teacher sees.
	line := func(n int) int {
		if m.Base64 {
			return m.Line
		}
		return m.Line + n - 1
	}
	if n := zonefile.Generates(string(m.Data)); n > 0 {
		c.member(m.written, line(n), noGenerate.With())
		return nil
	}
	err := zonefile.Read(string(m.Data), origin, func(rr dns.RR, at int) error {
		why := checkRecord(rr)
		if why == nil && len(z.Records) >= maxRecords {
			why = zoneTooLong.With("most", strconv.Itoa(maxRecords))
		}
		if why != nil {
			c.member(m.written, line(at), why)
			return why
		}
		z.Records = append(z.Records, rr)
		z.lines = append(z.lines, line(at))
		return nil
	})
	if err != nil {
		var wrong *zonefile.Error
		if errors.As(err, &wrong) {
			c.member(m.written, line(wrong.Line), zoneReason(wrong))
		}
		return nil
	}
	return z
}

// checkRecord finds what can be in no zone.
func checkRecord(rr dns.RR) *strict.Reason {
	if rr.Header().Class != dns.ClassINET {
		return notInternet.With()
	}
	return nil
}

// zoneReason says what is wrong with a text.
func zoneReason(e *zonefile.Error) *strict.Reason {
	switch {
	case strings.HasPrefix(e.Why, "$INCLUDE directive not allowed"):
		return noInclude.With()
	case e.Why == zonefile.NoData:
		return noRData.With()
	case (e.Why == "bad owner name" || e.Why == "bad origin name") && !dns.IsFqdn(e.Token):
		return noOrigin.With("token", e.Token)
	}
	return zoneSyntax.With("why", e.Why, "token", e.Token)
}
