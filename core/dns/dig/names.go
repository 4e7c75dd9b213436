package dig

import (
	"fmt"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// nameText writes a name as BIND does: it escapes other characters than our codec.
func nameText(name string) string {
	var out strings.Builder
	for i := 0; i < len(name); i++ {
		c, literal := name[i], false
		if c == '\\' && i+1 < len(name) {
			n := escaped(name[i+1:])
			if n == 3 {
				v, _ := strconv.Atoi(name[i+1 : i+4])
				c = byte(v)
			} else {
				c = name[i+1]
			}
			i += max(n, 1)
			literal = true
		}
		switch {
		case c == '.' && !literal:
			out.WriteByte(c)
		case strings.IndexByte(`@$"().;\`, c) >= 0:
			out.WriteByte('\\')
			out.WriteByte(c)
		case c <= ' ' || c >= 0x7f:
			fmt.Fprintf(&out, `\%03d`, c)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func typeText(t uint16) string {
	if s, ok := mdns.TypeToString[t]; ok && t != mdns.TypeNone {
		return s
	}
	return "TYPE" + strconv.Itoa(int(t))
}

func classText(c uint16) string {
	if s, ok := mdns.ClassToString[c]; ok {
		return s
	}
	return "CLASS" + strconv.Itoa(int(c))
}

func opcodeText(op int) string {
	if s, ok := mdns.OpcodeToString[op]; ok {
		return s
	}
	return "RESERVED" + strconv.Itoa(op)
}

func rcodeText(rcode int) string {
	switch rcode {
	case mdns.RcodeBadVers: // which is BADSIG's number, too
		return "BADVERS"
	case mdns.RcodeNotImplemented:
		return "NOTIMP"
	}
	if s, ok := mdns.RcodeToString[rcode]; ok {
		return s
	}
	return "RESERVED" + strconv.Itoa(rcode)
}

func typeNumber(t uint16) string { return strconv.Itoa(int(t)) }
