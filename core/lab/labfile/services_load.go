package labfile

import "playnet/core/lab/strict"

var (
	loadAsksNobody = strict.Define("load-asks-nobody", `the host "{host}" has no "resolvers" that its users could ask`)
	loadBackwards  = strict.Define("load-backwards", `the users would begin at {from} and end at {until}`)
)

// DNSLoad is the users of a host: they look names up at random times, through the
// host's resolvers.
type DNSLoad struct {
	// The host where the users are.
	Host Name `json:"host" strict:"required"`
	// The names whose addresses they look up, the most popular one first.
	Names []DomainName `json:"names" strict:"required,min=1,max=1000"`
	// The time between two look-ups, on average.
	Every *Duration `json:"every" strict:"required" set:"reload"`
	// Whether the names are popular by Zipf's law: the second half as much as the first, the third a third as much, and so on. Otherwise each is as popular as any other.
	Zipf bool `json:"zipf,omitempty" set:"reload"`
	// When they begin, counted from the start of the host; at once if absent.
	From *Duration `json:"from,omitempty"`
	// When the last look-up begins, counted from the start of the host.
	Until *Duration `json:"until" strict:"required" set:"reload"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// Kind is the word in the field "kind".
func (DNSLoad) Kind() string { return "dns.load" }

// On is the host where the users are.
func (s DNSLoad) On() Name { return s.Host }

// Ports: users ask and are not asked.
func (DNSLoad) Ports() []string { return nil }

func (s DNSLoad) check(c *checker, at *strict.Node) {
	if h := c.file.Host(s.Host); h != nil && len(h.Resolvers) == 0 {
		c.fail(at.Get("host"), loadAsksNobody.With("host", string(s.Host)))
	}
	c.positive(s.Every, at.Get("every"))
	if s.From != nil && s.Until != nil && *s.From >= *s.Until {
		c.fail(at.Get("from"), loadBackwards.With("from", s.From.String(), "until", s.Until.String()))
	}
}

// checkSettings checks what can be changed while it runs.
func (s DNSLoad) checkSettings(c *checker, at *strict.Node) { c.positive(s.Every, at) }
