package dns

import (
	"net/netip"
	"slices"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
	"playnet/core/view"
)

// RegistrarKind is the kind of a [Registrar].
const RegistrarKind = "dns.registrar"

// RegistrarConfig says for which zone a [Registrar] works, and how it changes it.
type RegistrarConfig struct {
	Zone    string // the parent of the domains that it registers
	Primary netip.AddrPort
	Key     *Key // that its updates are signed with; nil: none
	// WithoutGlue: it leaves out the addresses of name servers, as a careless one would.
	WithoutGlue bool
}

// Registration is what a registrant's form says of a domain.
type Registration struct {
	Domain  string
	Servers []NameServer
	DS      []mdns.RR // of the domain's keys, if its zone is signed
}

// NameServer is a name server of a domain, with its address where a resolver could not
// find it otherwise.
type NameServer struct {
	Name string
	Addr netip.Addr // invalid: none is given
}

// Registrar enters domains into their parent zone, by dynamic updates. Its kind is
// "dns.registrar".
type Registrar struct {
	config  RegistrarConfig
	updater Updater
	books   []*registered // by order of registration
}

// registered is a domain in the books.
type registered struct {
	Registration
	glue   []mdns.RR // as entered
	server string    // the state, or response code, of the last update
	at     time.Time
}

// NewRegistrar returns a registrar; the books may be those of one that ran before, or nil.
func NewRegistrar(c RegistrarConfig, before *Registrar) *Registrar {
	r := &Registrar{config: c}
	if before != nil {
		r.books = before.books // on its disk
	}
	return r
}

// Kind returns [RegistrarKind].
func (r *Registrar) Kind() string { return RegistrarKind }

// Configure has the registrar work otherwise from now on.
func (r *Registrar) Configure(c RegistrarConfig) { r.config = c }

// Run lets domains be registered until the host stops.
func (r *Registrar) Run(h host.Host) error { return r.updater.Run(h) }

// Register enters a domain, or what is new about one that it has entered before. It does
// not block and may be called from outside any fiber.
func (r *Registrar) Register(form Registration) {
	r.updater.do(func(h host.Host) {
		h.Because(h.Emit(eventRegistration(form)))
		r.register(h, form)
	})
}

func (r *Registrar) register(h host.Host, form Registration) {
	domain := canonical(form.Domain)
	i := slices.IndexFunc(r.books, func(b *registered) bool { return b.Domain == domain })
	var before *registered
	if i >= 0 {
		before = r.books[i]
	}
	form.Domain = domain
	entry := &registered{Registration: form, glue: r.glue(form), server: "sent", at: h.Now()}
	if before == nil {
		r.books = append(r.books, entry)
	} else {
		r.books[i] = entry
	}
	rcode, err := r.updater.send(h, r.config.Primary, r.update(entry, before), r.config.Key)
	switch {
	case err != nil:
		entry.server = "no answer"
	default:
		entry.server = rcodeName(rcode)
	}
	if err != nil || rcode != mdns.RcodeSuccess {
		r.forget(entry, before)
	}
}

// forget puts what was in the books before in the place of what the zone did not take. A
// domain that is new stays in them with what came of it, so that it can be read there.
func (r *Registrar) forget(entry, before *registered) {
	if i := slices.Index(r.books, entry); i >= 0 && before != nil {
		r.books[i] = before
	}
}

// entered reports whether the parent zone has what the books say.
func (e *registered) entered() bool { return e != nil && e.server == rcodeName(mdns.RcodeSuccess) }

// glue makes the address records of the name servers whose names lie in the zone. RFC
// 1034, section 4.2.1, has a zone hold them where a server's name is below the cut.
func (r *Registrar) glue(form Registration) (list []mdns.RR) {
	for _, s := range form.Servers {
		name := canonical(s.Name)
		if r.config.WithoutGlue || !s.Addr.IsValid() || !within(name, canonical(r.config.Zone)) {
			continue
		}
		hdr := mdns.RR_Header{Name: name, Rrtype: mdns.TypeA, Class: mdns.ClassINET, Ttl: registryTTL}
		if s.Addr.Is4() {
			list = append(list, &mdns.A{Hdr: hdr, A: s.Addr.AsSlice()})
		} else {
			hdr.Rrtype = mdns.TypeAAAA
			list = append(list, &mdns.AAAA{Hdr: hdr, AAAA: s.Addr.AsSlice()})
		}
	}
	return list
}

// registryTTL is the TTL of what is entered, in seconds: two days, as registries have it.
const registryTTL = 172800

// update makes the update that enters a domain in the place of what was there.
func (r *Registrar) update(entry, before *registered) *Update {
	u := &Update{Zone: r.config.Zone}
	if !before.entered() {
		// The name must be free: RFC 2136, section 2.4.3.
		u.Prerequisites = []mdns.RR{NoSet(entry.Domain, mdns.TypeNS)}
	} else {
		u.Changes = append(u.Changes, RemoveSet(entry.Domain, mdns.TypeNS), RemoveSet(entry.Domain, mdns.TypeDS))
		for _, rr := range before.glue {
			u.Changes = append(u.Changes, Remove(rr))
		}
	}
	for _, s := range entry.Servers {
		u.Changes = append(u.Changes, &mdns.NS{Hdr: mdns.RR_Header{Name: entry.Domain, Rrtype: mdns.TypeNS, Class: mdns.ClassINET, Ttl: registryTTL},
			Ns: canonical(s.Name)})
	}
	u.Changes = append(u.Changes, entry.glue...)
	for _, rr := range entry.DS {
		rr = mdns.Copy(rr)
		rr.Header().Name, rr.Header().Ttl = entry.Domain, registryTTL
		u.Changes = append(u.Changes, rr)
	}
	return u
}

// View describes the registrar: its books, and the updates that it has sent.
func (r *Registrar) View() view.Program {
	p := r.updater.View()
	p.Kind = RegistrarKind
	p.Fields = []view.Field{{ID: "registrar.zone", Value: r.config.Zone}, {ID: "registrar.primary", Value: r.config.Primary.Addr().String()}}
	t := table("dns.registrations", "domain", view.Mono, "servers", view.Mono, "glue", view.Mono, "result", view.Text, "at", view.Instant)
	for _, e := range r.books {
		servers, glue := "", ""
		for _, s := range e.Servers {
			servers = listed(servers, plain(s.Name))
		}
		for _, rr := range e.glue {
			glue = listed(glue, value(rr))
		}
		addRow(&t, e.Domain, e.Domain, servers, glue, e.server, instant(e.at))
	}
	p.Tables = append([]view.Table{t}, p.Tables...)
	return p
}

func listed(before, more string) string {
	if before == "" {
		return more
	}
	return before + ", " + more
}
