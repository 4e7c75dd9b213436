package imap

import "time"

// The two forms of dates in commands (RFC 3501, section 9: date-time and date).
const (
	dateTime = "02-Jan-2006 15:04:05 -0700"
	dateOnly = "2-Jan-2006"
)

// appendDate appends an internal date. The day has two characters (date-day-fixed).
func appendDate(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), dateTime), '"')
}

// dateTime reads date-time, in quotes.
func (s *scanner) dateTime() time.Time {
	from := s.at
	text := s.quoted()
	if len(text) > 0 && text[0] == ' ' {
		text = "0" + text[1:]
	}
	t, err := time.Parse(dateTime, text)
	if err != nil && s.err == nil {
		s.at = from
		s.fail("a date as in \" 7-Feb-1994 21:52:25 -0800\"")
	}
	return t
}

// date reads date, in quotes or not: the beginning of a day.
func (s *scanner) date() time.Time {
	from := s.at
	var text string
	if s.peek() == '"' {
		text = s.quoted()
	} else {
		text = s.atom()
	}
	t, err := time.Parse(dateOnly, text)
	if err != nil && s.err == nil {
		s.at = from
		s.fail("a date as in 1-Feb-1994")
	}
	return t
}
