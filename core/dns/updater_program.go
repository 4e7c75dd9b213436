package dns

import (
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
	"playnet/core/view"
)

// UpdaterKind is the kind of an [Updater].
const UpdaterKind = "dns.updater"

// Updater sends dynamic updates (RFC 2136) to name servers, as nsupdate does. Its kind is
// "dns.updater".
type Updater struct {
	h       host.Host
	store   *askerStore
	waiting []func(host.Host) // begun before the program ran
	sent    []*sentUpdate     // the latest, oldest first
	total   uint64
	open    int
}

// sentUpdate is an update that was sent.
type sentUpdate struct {
	key    uint64
	zone   string
	server netip.AddrPort
	text   string
	result string // a response code, or what came of it else
	began  time.Time
}

const maxSent = 50 // updates in the table

// NewUpdater returns an updater.
func NewUpdater() *Updater { return &Updater{} }

// Kind returns [UpdaterKind].
func (u *Updater) Kind() string { return UpdaterKind }

// Run lets updates be sent until the host stops.
func (u *Updater) Run(h host.Host) error {
	u.h = h
	for _, f := range u.waiting {
		h.Go("update", func() { f(h) })
	}
	u.waiting = nil
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// do runs f in a fiber of the program, once it runs.
func (u *Updater) do(f func(host.Host)) {
	if u.h == nil {
		u.waiting = append(u.waiting, f)
		return
	}
	u.h.Go("update", func() { f(u.h) })
}

// Start sends an update, signed if there is a key; the table of [Updater.View] shows what
// comes of it. It does not block and may be called from outside any fiber.
func (u *Updater) Start(server netip.AddrPort, update *Update, key *Key) {
	u.do(func(h host.Host) { _, _ = u.send(h, server, update, key) }) // an error stands in the table
}

// send sends an update and waits for the answer.
func (u *Updater) send(h host.Host, server netip.AddrPort, update *Update, key *Key) (rcode int, err error) {
	if u.store == nil {
		u.store = newAsker(h, 0).askerStore
	}
	a := (&asker{h: h, askerStore: u.store}).with(key)
	event := EventUpdateSent{Server: server, Zone: canonical(update.Zone)}
	if key != nil {
		event.Key = canonical(key.Name)
	}
	for _, rr := range update.Changes {
		if rr.Header().Class == mdns.ClassINET {
			event.Added = append(event.Added, rr.String())
		} else {
			event.Removed = append(event.Removed, removal(rr))
		}
	}
	operation := h.Emit(event)
	h.Because(operation)
	h.Serve(operation)
	e := &sentUpdate{zone: event.Zone, server: server, text: event.changes(), result: "sent", began: h.Now()}
	u.keep(e)
	u.open++
	rcode, err = a.send(server, update)
	u.open--
	e.result = rcodeName(rcode)
	if err != nil {
		e.result = reasonOf(err)
	}
	h.Emit(EventUpdateAnswered{Server: server, Zone: event.Zone, Result: e.result, Took: h.Now().Sub(e.began)})
	return rcode, err
}

func (u *Updater) keep(e *sentUpdate) {
	u.total++
	e.key = u.total
	u.sent = append(u.sent, e)
	if len(u.sent) > maxSent {
		u.sent = u.sent[1:]
	}
}

// removal writes what a change takes out.
func removal(rr mdns.RR) string {
	h := rr.Header()
	if h.Class == mdns.ClassANY {
		return h.Name + " " + typeName(h.Rrtype)
	}
	return h.Name + " " + typeName(h.Rrtype) + " " + value(rr)
}

// View describes the updater: the updates that it has sent.
func (u *Updater) View() view.Program {
	p := view.Program{Kind: UpdaterKind, State: "idle"}
	if u.open > 0 {
		p.State = "asking"
	}
	t := table("dns.updates", "zone", view.Mono, "server", view.Mono, "changes", view.Mono, "result", view.Text, "at", view.Instant)
	for _, e := range u.sent {
		addRow(&t, number(e.key), e.zone, e.server.Addr().String(), e.text, e.result, instant(e.began))
	}
	p.Tables = []view.Table{t}
	return p
}
