package metainfo

import (
	"encoding/base32"
	"encoding/hex"
	"net/url"
	"strings"
)

// Magnet is a magnet link: the torrent's name and where to ask for peers, who then send the
// rest (BEP 9).
type Magnet struct {
	Hash     Hash
	Name     string   // dn, for the screen until the metadata is there
	Trackers []string // tr
	Peers    []string // x.pe, "host:port"
}

// String writes the link.
func (m Magnet) String() string {
	var b strings.Builder
	b.WriteString("magnet:?xt=urn:btih:" + m.Hash.String())
	if m.Name != "" {
		b.WriteString("&dn=" + url.QueryEscape(m.Name))
	}
	for _, tracker := range m.Trackers {
		b.WriteString("&tr=" + url.QueryEscape(tracker))
	}
	for _, peer := range m.Peers {
		b.WriteString("&x.pe=" + url.QueryEscape(peer))
	}
	return b.String()
}

// ParseMagnet reads a link. Parameters that it does not know are passed over. The error is an
// [*Error].
func ParseMagnet(link string) (Magnet, error) {
	var m Magnet
	scheme, query, ok := strings.Cut(link, ":?")
	if !ok || !strings.EqualFold(scheme, "magnet") || len(link) > 64<<10 {
		return m, &Error{"magnet", "not a magnet link"}
	}
	found := false
	for _, param := range strings.Split(query, "&") {
		key, value, _ := strings.Cut(param, "=")
		value, err := url.QueryUnescape(value)
		if err != nil || len(value) > maxText {
			return m, &Error{key, "not written as in an URL"}
		}
		// Several of a kind may be numbered: xt.1=, tr.2=.
		if base, number, ok := strings.Cut(key, "."); ok && key != "x.pe" && number != "" {
			key = base
		}
		switch key {
		case "xt":
			if text, ok := cutFold(value, "urn:btih:"); ok && !found {
				if m.Hash, found = parseHash(text); !found {
					return m, &Error{"xt", "not an info-hash"}
				}
			}
		case "dn":
			m.Name = value
		case "tr":
			if len(m.Trackers) < maxTrackers && value != "" {
				m.Trackers = append(m.Trackers, value)
			}
		case "x.pe":
			if len(m.Peers) < maxNodes && value != "" {
				m.Peers = append(m.Peers, value)
			}
		}
	}
	if !found {
		return m, &Error{"xt", "there is no info-hash"}
	}
	return m, nil
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// parseHash reads 40 characters of hex, or 32 of base32 as older links have.
func parseHash(s string) (h Hash, ok bool) {
	var b []byte
	var err error
	switch len(s) {
	case 40:
		b, err = hex.DecodeString(s)
	case 32:
		b, err = base32.StdEncoding.DecodeString(strings.ToUpper(s))
	default:
		return h, false
	}
	copy(h[:], b)
	return h, err == nil
}
