package nameserver

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// genZone is a generated zone, in master-file syntax.
type genZone struct {
	origin string // complete
	text   string
	owners []string // the names in it, complete
}

// The zones hang together: some are delegated to by others of the same server, so
// that chains of aliases run through several.
var genOrigins = []string{
	"alpha.test.", "beta.test.", "gamma.test.", "sub.alpha.test.", "deep.sub.alpha.test.", "a.b.beta.test.",
	"delta.example.", "epsilon.example.", "zeta.example.", "x.zeta.example.", "one.", "two.one.", "c.two.one.", "theta.net.",
}

var genLabels = []string{"a", "b", "c", "d", "www", "mail", "ns", "x", "y", "Mixed", "_sip", "_tcp", `do\.t`, "sub", "deep", "e"}

// zoneMaker makes up one zone.
type zoneMaker struct {
	*rand.Rand
	origin string
	taken  map[string]string // a name of the zone: what stands there
	ttls   map[string]int    // of the sets
	lines  []string
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// name makes up a name below the origin, of up to four labels.
func (m *zoneMaker) name(most int) string {
	n := 1 + m.IntN(most)
	labels := make([]string, n)
	for i := range labels {
		labels[i] = pick(m.Rand, genLabels)
	}
	return strings.Join(labels, ".") + "." + m.origin
}

// somewhere makes up the name of a host: often in this zone, else in another one, or
// where the server has no zone.
func (m *zoneMaker) somewhere() string {
	switch m.IntN(6) {
	case 0:
		return pick(m.Rand, genLabels) + "." + pick(m.Rand, genOrigins)
	case 1:
		return pick(m.Rand, genLabels) + ".elsewhere.invalid."
	}
	return m.name(2)
}

// add writes a record, unless what stands at the name forbids it: a CNAME stands
// alone, nobody else answers for what is delegated.
func (m *zoneMaker) add(owner, kind, rdata string) {
	key := strings.ToLower(owner)
	have := m.taken[key]
	switch {
	case kind == "CNAME" && have != "", have == "CNAME", have == "NS" && kind != "NS" && kind != "DS" && kind != "glue":
		return
	case kind == "DNAME" && (strings.Contains(have, "DNAME") || have == "NS"):
		return
	case kind == "NS" && have != "" && have != "NS" && key != strings.ToLower(m.origin):
		return
	}
	if have == "" || kind == "DNAME" {
		m.taken[key] = kind
	}
	if kind == "glue" {
		kind = "A"
	}
	m.write(owner, kind, rdata)
}

// write writes a record. RFC 2181, section 5.2: "the TTLs of all RRs in an RRSet must
// be the same".
func (m *zoneMaker) write(owner, kind, rdata string) {
	set := strings.ToLower(owner) + " " + kind
	if m.ttls[set] == 0 {
		m.ttls[set] = 60 * (1 + m.IntN(5))
	}
	m.lines = append(m.lines, fmt.Sprintf("%s %d IN %s %s", owner, m.ttls[set], kind, rdata))
}

func (m *zoneMaker) a() string    { return fmt.Sprintf("192.0.2.%d", 1+m.IntN(250)) }
func (m *zoneMaker) aaaa() string { return fmt.Sprintf("2001:db8::%x", 1+m.IntN(60000)) }

// host adds records of one of the usual types.
func (m *zoneMaker) host(owner string) {
	switch m.IntN(9) {
	case 0:
		m.add(owner, "AAAA", m.aaaa())
	case 1:
		m.add(owner, "MX", fmt.Sprintf("%d %s", m.IntN(50), m.somewhere()))
	case 2:
		m.add(owner, "TXT", fmt.Sprintf(`"text %d" "and \"more\" %d"`, m.IntN(100), m.IntN(100)))
	case 3:
		m.add(owner, "SRV", fmt.Sprintf("%d 5 5060 %s", m.IntN(3), m.somewhere()))
	case 4:
		m.add(owner, "CAA", `0 issue "ca.example.net"`)
	case 5:
		m.add(owner, "PTR", m.somewhere())
	default:
		m.add(owner, "A", m.a())
		m.add(owner, "A", m.a())
	}
}

// delegate cuts a subzone off, with glue where its servers lie below.
func (m *zoneMaker) delegate(child string) {
	for i := range 1 + m.IntN(3) {
		server := fmt.Sprintf("ns%d.%s", i, child)
		if m.IntN(3) == 0 {
			server = m.somewhere()
		} else {
			m.add(server, "glue", m.a())
			if m.IntN(2) == 0 {
				m.write(server, "AAAA", m.aaaa())
			}
		}
		m.add(child, "NS", server)
	}
	if m.IntN(3) == 0 {
		m.add(child, "DS", "12345 13 2 49FD46E6C4B45C55D4AC69CBD3CD34AC1AFE51DE6AFE51DE6AFE51DE6AFE51DE")
	}
}

// generate makes up the zones.
func generate(seed uint64) []genZone {
	var zones []genZone
	for i, origin := range genOrigins {
		m := &zoneMaker{Rand: rand.New(rand.NewPCG(seed, uint64(i))), origin: origin, taken: map[string]string{}, ttls: map[string]int{}}
		m.lines = []string{
			fmt.Sprintf("%s 300 IN SOA ns.%s hostmaster.%s %d 7200 900 1209600 120", origin, origin, origin, 1+m.IntN(1000)),
			fmt.Sprintf("%s 300 IN NS ns.%s", origin, origin),
			fmt.Sprintf("ns.%s 300 IN A %s", origin, m.a()),
		}
		m.taken[strings.ToLower(origin)], m.taken["ns."+strings.ToLower(origin)] = "SOA", "A"
		m.ttls[origin+" NS"], m.ttls["ns."+origin+" A"] = 300, 300
		m.fill()
		z := genZone{origin: origin, text: "$TTL 300\n" + strings.Join(m.lines, "\n") + "\n"}
		for _, line := range m.lines {
			owner, _, _ := strings.Cut(line, " ")
			z.owners = append(z.owners, owner)
		}
		zones = append(zones, z)
	}
	return zones
}

func (m *zoneMaker) fill() {
	for _, other := range genOrigins { // zones of the same server below this one
		if strings.HasSuffix(other, "."+m.origin) {
			m.delegate(other)
		}
	}
	for range 2 {
		m.delegate(pick(m.Rand, []string{"cut", "off", "far.away"}) + "." + m.origin)
	}
	for range 25 { // deep ones make empty non-terminals
		m.host(m.name(4))
	}
	for range 3 {
		m.host("*." + m.name(2))
	}
	m.add("*."+m.name(1), "CNAME", m.somewhere())
	for range 8 {
		m.add(m.name(2), "CNAME", m.somewhere())
	}
	for i := range 3 { // a chain, and what ends it
		m.add(fmt.Sprintf("chain%d.%s", i, m.origin), "CNAME", fmt.Sprintf("chain%d.%s", i+1, m.origin))
	}
	m.add("chain3."+m.origin, "CNAME", m.somewhere())
	m.add("loop1."+m.origin, "CNAME", "loop2."+m.origin)
	m.add("loop2."+m.origin, "CNAME", "loop1."+m.origin)
	m.add("moved."+m.origin, "DNAME", pick(m.Rand, genOrigins))
	m.add("inside."+m.origin, "DNAME", m.name(1))
	m.add("inside."+m.origin, "TXT", `"beside"`)
	m.host(m.origin)
	for i := range 40 { // does not fit into 512 bytes; nor, with the others, into 1,232
		m.add("large."+m.origin, "A", fmt.Sprintf("198.51.100.%d", i+1))
		m.add("larger."+m.origin, "AAAA", fmt.Sprintf("2001:db8:1::%x", i+1))
		m.add("larger."+m.origin, "AAAA", fmt.Sprintf("2001:db8:2::%x", i+1))
		m.add("text."+m.origin, "TXT", fmt.Sprintf(`"number %d %s"`, i, strings.Repeat("x", 40)))
	}
}
