package dns

import (
	"strconv"
)

// wirePart is a stretch of a name in a message: a label, the root, or a pointer.
type wirePart struct {
	offset  int
	len     int
	label   string // "" for the root and for a pointer
	pointer bool
	to      int // where a pointer leads
}

// wireName is a domain name as it stands in a message.
type wireName struct {
	text  string     // in presentation format, complete
	end   int        // where what follows the name begins
	parts []wirePart // those that stand here; what a pointer leads to is elsewhere
}

// maxWireName is the length of the longest name (RFC 1035, section 2.3.4: "255
// octets or less").
const maxWireName = 255

// maxHops bounds the pointers of one name: more than one a label make no sense.
const maxHops = maxLabels

// readName reads the name at an offset of a message. It follows pointers only
// backwards, so that no message can make it read for ever: RFC 1035, section
// 4.1.4: "a pointer to a prior occurance of the same name".
func readName(b []byte, at int) (n wireName, ok bool) {
	n.end = -1
	text := make([]byte, 0, 64)
	total, start, hops := 0, at, 0
	for at < len(b) {
		size := int(b[at])
		switch size >> 6 {
		case 0: // a label
			if n.end < 0 {
				n.parts = append(n.parts, wirePart{offset: at, len: 1 + min(size, len(b)-at-1)})
			}
			if size == 0 {
				return n.finish(text, at+1), true
			}
			if total += size + 1; at+1+size > len(b) || total >= maxWireName {
				return n, false
			}
			before := len(text)
			text = appendLabel(text, b[at+1:at+1+size])
			if n.end < 0 {
				n.parts[len(n.parts)-1].label = string(text[before:])
			}
			text = append(text, '.')
			at += 1 + size
		case 3: // a pointer
			if at+2 > len(b) {
				return n, false
			}
			to := (size&0x3f)<<8 | int(b[at+1])
			if n.end < 0 {
				n.parts = append(n.parts, wirePart{offset: at, len: 2, pointer: true, to: to})
				n.end = at + 2
			}
			if hops++; to >= start || hops > maxHops {
				return n, false
			}
			at, start = to, to
		default: // "The 10 and 01 combinations are reserved for future use."
			return n, false
		}
	}
	return n, false
}

func (n *wireName) finish(text []byte, end int) wireName {
	if n.end < 0 {
		n.end = end
	}
	if len(text) == 0 {
		text = append(text, '.')
	}
	n.text = string(text)
	return *n
}

// appendLabel writes a label in presentation format (RFC 1035, section 5.1): dots
// and backslashes escaped, and "\DDD" for what can't be printed.
func appendLabel(text, label []byte) []byte {
	for _, c := range label {
		switch {
		case c == '.' || c == '\\' || c == '"' || c == ';' || c == '(' || c == ')' || c == '@' || c == '$':
			text = append(text, '\\', c)
		case c <= ' ' || c > '~':
			digits := strconv.Itoa(int(c))
			text = append(append(append(text, '\\'), "000"[len(digits):]...), digits...)
		default:
			text = append(text, c)
		}
	}
	return text
}
