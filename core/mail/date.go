package mail

import (
	"strconv"
	"strings"
	"time"
)

// FormatDate writes a date as Date has it (RFC 5322 §3.3): "Fri, 21 Nov 1997 09:55:06 -0600".
func FormatDate(t time.Time) string { return t.Format("Mon, 02 Jan 2006 15:04:05 -0700") }

// ParseDate reads the value of Date, in its obsolete forms too (RFC 5322 §4.3): years of two
// digits, names of zones, comments anywhere.
func ParseDate(value string) (time.Time, bool) {
	words := strings.Fields(strings.ReplaceAll(stripComments(value), ",", " "))
	if len(words) > 0 && !startsWithDigit(words[0]) {
		words = words[1:] // the day of the week says nothing new
	}
	if len(words) < 4 {
		return time.Time{}, false
	}
	day, err := strconv.Atoi(words[0])
	month := monthOf(words[1])
	year, ok := yearOf(words[2])
	if err != nil || day < 1 || day > 31 || month == 0 || !ok {
		return time.Time{}, false
	}
	clock, ok := clockOf(words[3])
	if !ok {
		return time.Time{}, false
	}
	zone := "-0000"
	if len(words) > 4 {
		zone = words[4]
	}
	at := time.Date(year, month, day, clock[0], clock[1], clock[2], 0, time.FixedZone("", zoneOf(zone)))
	return at, at.Day() == day // there is no 31 February
}

func startsWithDigit(s string) bool { return s[0] >= '0' && s[0] <= '9' }

func monthOf(s string) time.Month {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(s) < 3 {
		return 0
	}
	i := strings.Index(names, strings.ToLower(s[:3]))
	if i < 0 || i%3 != 0 {
		return 0
	}
	return time.Month(i/3 + 1)
}

// yearOf reads a year. RFC 5322 §4.3 has two digits mean 1950 to 2049, three the years
// since 1900.
func yearOf(s string) (year int, ok bool) {
	year, err := strconv.Atoi(s)
	if err != nil || year < 0 || year > 9999 {
		return 0, false
	}
	switch {
	case len(s) == 2 && year < 50:
		year += 2000
	case len(s) == 2 || len(s) == 3:
		year += 1900
	}
	return year, true
}

// clockOf reads hours, minutes and, where they stand, seconds.
func clockOf(s string) (clock [3]int, ok bool) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return clock, false
	}
	limits := [3]int{23, 59, 60} // 60 for a leap second
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > limits[i] {
			return clock, false
		}
		clock[i] = n
	}
	return clock, true
}

// zoneOf reads a zone as seconds east of Greenwich. Names that nobody knows, and single
// letters, of which the old standard had the sign wrong, are 0 (RFC 5322 §4.3).
func zoneOf(s string) int {
	if len(s) == 5 && (s[0] == '+' || s[0] == '-') {
		n, err := strconv.Atoi(s[1:])
		if err != nil {
			return 0
		}
		seconds := n/100*3600 + n%100*60
		if s[0] == '-' {
			return -seconds
		}
		return seconds
	}
	names := map[string]int{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
	return names[strings.ToUpper(s)] * 3600
}
