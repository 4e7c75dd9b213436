package dig

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// data writes what a record holds, as BIND does.
func (st style) data(rr mdns.RR) string {
	switch rr := rr.(type) {
	case *mdns.NS:
		return nameText(rr.Ns)
	case *mdns.CNAME:
		return nameText(rr.Target)
	case *mdns.DNAME:
		return nameText(rr.Target)
	case *mdns.PTR:
		return nameText(rr.Ptr)
	case *mdns.MX:
		return fmt.Sprintf("%d %s", rr.Preference, nameText(rr.Mx))
	case *mdns.SRV:
		return fmt.Sprintf("%d %d %d %s", rr.Priority, rr.Weight, rr.Port, nameText(rr.Target))
	case *mdns.SOA:
		return st.soa(rr)
	case *mdns.DNSKEY:
		return st.key(rr)
	case *mdns.CDNSKEY:
		return st.key(&rr.DNSKEY)
	case *mdns.RRSIG:
		return st.signature(rr)
	case *mdns.DS:
		return st.digest(rr)
	case *mdns.CDS:
		return st.digest(&rr.DS)
	case *mdns.NSEC:
		return strings.TrimSuffix(nameText(rr.NextDomain)+" "+bitmap(rr.TypeBitMap), " ")
	case *mdns.NSEC3:
		return st.hashed(rr)
	case *mdns.RFC3597:
		return st.unknown(rr)
	}
	return strings.TrimPrefix(rr.String(), rr.Header().String())
}

// indent is where the further lines of a record begin.
const indent = "\n\t\t\t\t"

// over writes data over several lines if that is wanted.
func (st style) over(first, last string, lines ...string) string {
	if !st.multiline {
		return first + strings.Join(lines, " ")
	}
	return first + "(" + indent + strings.Join(lines, indent) + last
}

func (st style) soa(rr *mdns.SOA) string {
	names := nameText(rr.Ns) + " " + nameText(rr.Mbox) + " "
	values := []struct {
		n    uint32
		note string
	}{{rr.Serial, "serial"}, {rr.Refresh, "refresh"}, {rr.Retry, "retry"}, {rr.Expire, "expire"}, {rr.Minttl, "minimum"}}
	var lines []string
	for _, v := range values {
		text := strconv.FormatUint(uint64(v.n), 10)
		if st.multiline {
			text = fmt.Sprintf("%-10s ; %s", text, v.note)
			if v.note != "serial" {
				text += " (" + period(v.n, true) + ")"
			}
		}
		lines = append(lines, text)
	}
	return st.over(names, indent+")", lines...)
}

func (st style) key(rr *mdns.DNSKEY) string {
	first := fmt.Sprintf("%d %d %d ", rr.Flags, rr.Protocol, rr.Algorithm)
	if st.noCrypto {
		return first + fmt.Sprintf("[key id = %d]", rr.KeyTag())
	}
	kind := "ZSK"
	if rr.Flags&mdns.SEP != 0 {
		kind = "KSK"
	}
	end := fmt.Sprintf("%s) ; %s; alg = %s ; key id = %d", indent, kind, algorithm(rr.Algorithm), rr.KeyTag())
	return st.over(first, end, st.words(rr.PublicKey)...)
}

// algorithm returns the name of an algorithm of signatures.
func algorithm(n uint8) string {
	if s, ok := mdns.AlgorithmToString[n]; ok {
		return s
	}
	return strconv.Itoa(int(n))
}

func (st style) signature(rr *mdns.RRSIG) string {
	first := fmt.Sprintf("%s %d %d %d ", typeText(rr.TypeCovered), rr.Algorithm, rr.Labels, rr.OrigTtl)
	second := fmt.Sprintf("%s %s %d %s", mdns.TimeToString(rr.Expiration), mdns.TimeToString(rr.Inception), rr.KeyTag, nameText(rr.SignerName))
	words := st.words(rr.Signature)
	if st.noCrypto {
		words = []string{"[omitted]"}
	}
	return st.over(first, " )", append([]string{second}, words...)...)
}

func (st style) digest(rr *mdns.DS) string {
	first := fmt.Sprintf("%d %d %d ", rr.KeyTag, rr.Algorithm, rr.DigestType)
	words := st.words(strings.ToUpper(rr.Digest))
	if st.noCrypto {
		words = []string{"[omitted]"}
	}
	if st.multiline {
		return st.over(first, " )", words...)
	}
	return first + strings.Join(words, " ")
}

// bitmap writes the types of a name.
func bitmap(types []uint16) string {
	list := make([]string, len(types))
	for i, t := range types {
		list[i] = typeText(t)
	}
	return strings.Join(list, " ")
}

func (st style) hashed(rr *mdns.NSEC3) string {
	salt := strings.ToUpper(rr.Salt)
	if salt == "" {
		salt = "-"
	}
	first := fmt.Sprintf("%d %d %d %s ", rr.Hash, rr.Flags, rr.Iterations, salt)
	lines := []string{rr.NextDomain}
	if len(rr.TypeBitMap) > 0 {
		lines = append(lines, bitmap(rr.TypeBitMap))
	}
	return st.over(first, " )", lines...)
}

// unknown writes the data of a type that this program does not know (RFC 3597).
func (st style) unknown(rr *mdns.RFC3597) string {
	b, err := hex.DecodeString(rr.Rdata)
	if err != nil || len(b) == 0 {
		return `\# 0`
	}
	return fmt.Sprintf(`\# %d %s`, len(b), strings.Join(st.words(strings.ToUpper(rr.Rdata)), " "))
}

// words cuts long data into pieces.
func (st style) words(data string) []string {
	size := st.split
	switch {
	case size == noSplit:
		return []string{data}
	case st.multiline && size == 0:
		size = 44 // what is left of 80 columns behind the indent, in whole groups of base64
	case size == 0:
		size = usualSplit
	}
	var list []string
	for len(data) > size {
		list, data = append(list, data[:size]), data[size:]
	}
	return append(list, data)
}

// ttl writes a time to live.
func (st style) ttl(n uint32) string {
	if st.ttlUnits {
		return period(n, false)
	}
	return strconv.FormatUint(uint64(n), 10)
}

// period writes a number of seconds in weeks, days, hours, minutes and seconds: "1d2h",
// or "1 day 2 hours".
func period(n uint32, long bool) string {
	var parts []string
	for _, u := range []struct {
		seconds uint32
		name    string
	}{{604800, "week"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}} {
		count := n / u.seconds
		n %= u.seconds
		if count == 0 && (u.seconds > 1 || len(parts) > 0) {
			continue
		}
		if long {
			parts = append(parts, fmt.Sprintf("%d %s%s", count, u.name, plural(int(count))))
		} else {
			parts = append(parts, fmt.Sprintf("%d%c", count, u.name[0]))
		}
	}
	if long {
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, "")
}
