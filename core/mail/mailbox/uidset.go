package mailbox

import (
	"slices"
	"strconv"
	"strings"
)

// sorted returns UIDs in ascending order, each once, without changing the list.
func sorted(uids []uint32) []uint32 {
	if slices.IsSorted(uids) {
		return slices.Compact(slices.Clone(uids))
	}
	uids = slices.Sorted(slices.Values(uids))
	return slices.Compact(uids)
}

// appendUIDs writes ascending UIDs as IMAP does: 3:5,12.
func appendUIDs(b []byte, uids []uint32) []byte {
	for i := 0; i < len(uids); {
		j := i + 1
		for j < len(uids) && uids[j] == uids[j-1]+1 {
			j++
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(uids[i]), 10)
		if j > i+1 {
			b = append(b, ':')
			b = strconv.AppendUint(b, uint64(uids[j-1]), 10)
		}
		i = j
	}
	return b
}

// parseUIDs reads what appendUIDs wrote.
func parseUIDs(s string) (uids []uint32) {
	for part := range strings.SplitSeq(s, ",") {
		from, to, isRange := strings.Cut(part, ":")
		first, last := number(from), number(from)
		if isRange {
			last = number(to)
		}
		for uid := first; uid <= last; uid++ {
			uids = append(uids, uint32(uid))
		}
	}
	return uids
}

// number reads a number of the journal, which this package wrote.
func number(s string) uint64 {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		panic("mailbox: the journal has " + strconv.Quote(s) + " for a number")
	}
	return n
}
