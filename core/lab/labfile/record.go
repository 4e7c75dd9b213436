package labfile

import (
	"errors"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
	"playnet/core/zonefile"
)

var (
	recordSyntax = strict.Define("record-syntax", `{why} (column {column}, at "{token}")`)
	oneRecord    = strict.Define("one-record", `one record is wanted, on one line, such as "www.umass.edu. 300 IN A 128.119.8.148"`)
)

// noTTL stands for a TTL that a record does not state; no TTL is so large.
const noTTL = 1<<32 - 1

// ParseRecord reads one record in master-file syntax, as a zone member is read.
// Names without a dot at their end are relative to origin. stated says whether the
// record states its TTL, which is 0 otherwise.
func ParseRecord(text, origin string) (rr dns.RR, stated bool, why *strict.Reason) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || trimmed[0] == '$' || trimmed[0] == ';' || strings.ContainsAny(trimmed, "\r\n") {
		return nil, false, oneRecord.With()
	}
	// Without blanks before it: a blank there would mean the name of the line above.
	rr, more, err := zonefile.Record(trimmed, origin, noTTL)
	var wrong *zonefile.Error
	switch {
	case errors.As(err, &wrong):
		return nil, false, recordReason(wrong)
	case more || rr == nil:
		return nil, false, oneRecord.With()
	}
	h := rr.Header()
	if stated = h.Ttl != noTTL; !stated {
		h.Ttl = 0
	}
	if why := checkRecord(rr); why != nil {
		return nil, false, why
	}
	if h.Ttl > maxTTL {
		return nil, false, outOfRange.With("value", strconv.FormatUint(uint64(h.Ttl), 10), "least", "0", "most", strconv.Itoa(maxTTL))
	}
	return rr, stated, nil
}

// recordReason is zoneReason with the column, which is what matters in one line.
func recordReason(e *zonefile.Error) *strict.Reason {
	why := zoneReason(e)
	if why.ID != zoneSyntax.ID {
		return why
	}
	return recordSyntax.With("why", e.Why, "token", e.Token, "column", strconv.Itoa(max(e.Column, 1)))
}
