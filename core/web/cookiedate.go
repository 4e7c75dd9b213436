package web

import (
	"strings"
	"time"
)

// parseCookieDate reads a date as RFC 6265 §5.1.1 has it read: the pieces of a time, a
// day, a month and a year, in any order, between whatever delimits them. Servers write
// dates in many ways.
func parseCookieDate(s string) (time.Time, bool) {
	var hour, minute, second, day, year int
	month := time.Month(0)
	clock, hasDay, hasYear := false, false, false
	for _, word := range strings.FieldsFunc(s, isCookieDelimiter) {
		if !clock {
			if h, m, sec, ok := cookieClock(word); ok {
				hour, minute, second, clock = h, m, sec, true
				continue
			}
		}
		if n, digits := leadingNumber(word); !hasDay && (digits == 1 || digits == 2) {
			day, hasDay = n, true
			continue
		}
		if month == 0 {
			if m := monthOf(word); m != 0 {
				month = m
				continue
			}
		}
		if n, digits := leadingNumber(word); !hasYear && digits >= 2 && digits <= 4 {
			year, hasYear = n, true
		}
	}
	switch {
	case hasYear && year >= 70 && year <= 99:
		year += 1900
	case hasYear && year < 70:
		year += 2000
	}
	if !clock || !hasDay || month == 0 || !hasYear || day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day // no 30th of February
}

// isCookieDelimiter: delimiter = %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E.
func isCookieDelimiter(r rune) bool {
	return r == 9 || r >= 0x20 && r <= 0x2f || r >= 0x3b && r <= 0x40 || r >= 0x5b && r <= 0x60 || r >= 0x7b && r <= 0x7e
}

// cookieClock reads hms-time = time-field ":" time-field ":" time-field.
func cookieClock(word string) (hour, minute, second int, ok bool) {
	parts := strings.SplitN(word, ":", 3)
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, part := range parts {
		value, digits := leadingNumber(part)
		if digits < 1 || digits > 2 || i < 2 && len(part) != digits {
			return 0, 0, 0, false
		}
		n[i] = value
	}
	return n[0], n[1], n[2], true
}

// leadingNumber returns the number with which a word begins, and of how many digits it
// is; at most five are looked at.
func leadingNumber(word string) (n, digits int) {
	for digits < len(word) && digits < 5 && isDigit(word[digits]) {
		n = n*10 + int(word[digits]-'0')
		digits++
	}
	return n, digits
}

func monthOf(word string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if len(word) >= 3 && strings.EqualFold(word[:3], m.String()[:3]) {
			return m
		}
	}
	return 0
}
