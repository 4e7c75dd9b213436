package dig

import (
	"encoding/hex"
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"
)

// optText writes what EDNS says: no section of the message, so dig calls it one of its own.
func (l *lookup) optText(m *mdns.Msg) string {
	opt := m.IsEdns0()
	if opt == nil {
		return ""
	}
	flags := ""
	if opt.Do() {
		flags = " do"
	}
	text := fmt.Sprintf(";; OPT PSEUDOSECTION:\n; EDNS: version: %d, flags:%s; udp: %d\n", opt.Version(), flags, opt.UDPSize())
	if rest := opt.Hdr.Ttl & 0x7fff; rest != 0 {
		text = strings.Replace(text, "; udp", fmt.Sprintf("; MBZ: 0x%04x, udp", rest), 1)
	}
	for _, o := range opt.Option {
		text += "; " + l.optionText(o, m.Response) + "\n"
	}
	return text
}

func (l *lookup) optionText(o mdns.EDNS0, came bool) string {
	switch o := o.(type) {
	case *mdns.EDNS0_COOKIE:
		return "COOKIE: " + o.Cookie + l.cookieVerdict(o.Cookie, came)
	case *mdns.EDNS0_EDE:
		text := fmt.Sprintf("EDE: %d", o.InfoCode)
		if name, ok := mdns.ExtendedErrorCodeToString[o.InfoCode]; ok {
			text += " (" + name + ")"
		}
		if o.ExtraText != "" {
			text += ": (" + o.ExtraText + ")"
		}
		return text
	case *mdns.EDNS0_NSID:
		b, _ := hex.DecodeString(o.Nsid)
		return strings.TrimSuffix("NSID: "+bytesText(b), " ")
	case *mdns.EDNS0_SUBNET:
		return fmt.Sprintf("CLIENT-SUBNET: %v/%d/%d", o.Address, o.SourceNetmask, o.SourceScope)
	case *mdns.EDNS0_LOCAL:
		return strings.TrimSuffix(fmt.Sprintf("OPT=%d: %s", o.Code, bytesText(o.Data)), " ")
	}
	return fmt.Sprintf("OPT=%d", o.Option())
}

// bytesText writes bytes as numbers and as characters.
func bytesText(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	text := make([]byte, len(b))
	for i, c := range b {
		if c < 0x20 || c > 0x7e {
			c = '.'
		}
		text[i] = c
	}
	return fmt.Sprintf("% x (\"%s\")", b, text)
}

// cookieVerdict says whether a server's cookie begins with ours. RFC 7873, section 5.3,
// has clients drop answers whose cookie does not.
func (l *lookup) cookieVerdict(cookie string, came bool) string {
	switch {
	case !came:
		return ""
	case cookie == l.edns.sent:
		return " (echoed)"
	case len(l.edns.sent) >= 16 && len(cookie) > 16 && cookie[:16] == l.edns.sent[:16]:
		return " (good)"
	}
	return " (bad)"
}
