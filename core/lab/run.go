package lab

import (
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"playnet/core/dns"
	"playnet/core/dns/attack"
	"playnet/core/lab/fields"
	"playnet/core/lab/labfile"
	"playnet/core/program"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
	"playnet/core/web"
)

// run is one pass through a world, from its beginning on. Going back throws the
// run away and makes another.
type run struct {
	file   *labfile.File
	kernel *sim.Kernel
	trace  *trace.Trace
	net    *vnet.Network
	on     map[labfile.ID]bool // switches

	signs    *signer
	torrents *torrents
	services []*service
	edited   map[zoneFile]*labfile.Zone // zone files that their operators have changed
	changes  map[trace.ID]trace.ID      // frame → event of the last change of its bytes
	stubs    map[labfile.Name]*dns.Stub
	senders  map[labfile.Name]*program.Sender
	browsers map[labfile.Name]*web.Browser
	updaters map[labfile.Name]*dns.Updater
	consoles map[labfile.Name]*console
	attacks  map[labfile.Name][]*attack.Program // that nobody has stopped

	framesMoved bool   // a frame was sent, arrived or was lost (see StepMessage)
	watched     string // a host (see StepHost)
	hostActed   bool   // something has happened there
	stop        stop
	index       *index
	flows       flows
	talks       talks
	tally       tally
	loads       loads
	swarms      swarms
	names       map[netip.Addr]string // of the hosts, by their addresses
	streams     streams
	dialogues   [2]*dialogue // that were asked for, the last one first
	history     fields.History
}

// stop is the last place at which something happened: a queue event, actions.
type stop struct {
	place  Place
	before trace.ID // the last event before it
}

func newRun(f *labfile.File, seed uint64, o Options) (*run, error) {
	r := &run{
		file:     f,
		kernel:   sim.New(seed),
		trace:    trace.New(trace.Options{Off: o.Untraced, PayloadLimit: o.PayloadLimit}),
		on:       map[labfile.ID]bool{},
		index:    newIndex(),
		streams:  newStreams(),
		stubs:    map[labfile.Name]*dns.Stub{},
		senders:  map[labfile.Name]*program.Sender{},
		browsers: map[labfile.Name]*web.Browser{},
		updaters: map[labfile.Name]*dns.Updater{},
		consoles: map[labfile.Name]*console{},
		attacks:  map[labfile.Name][]*attack.Program{},

		names:  map[netip.Addr]string{},
		edited: map[zoneFile]*labfile.Zone{}, changes: map[trace.ID]trace.ID{},
	}
	r.signs = &signer{file: f, keyring: o.keyring,
		Surroundings: Surroundings{SwitchesOn: r.switchesOn, Seed: seed, Begins: f.Lab.Epoch.Time}}
	r.torrents = o.torrents
	r.net = vnet.New(r.kernel, r.trace, f.Lab.Epoch.Time)
	r.trace.Subscribe(r.hear)
	r.trace.Subscribe(func(e trace.Event) { r.changes[e.Body.(*vnet.FrameChanged).Frame] = e.ID }, vnet.KindFrameChanged)
	for _, id := range f.SwitchesOn() {
		r.on[id] = true
	}
	if err := r.build(); err != nil {
		r.net.Stop()
		return nil, err
	}
	return r, nil
}

// hear takes in what happens.
func (r *run) hear(e trace.Event) {
	var f *flow
	switch e.Body.Kind() {
	case vnet.KindFrameSent:
		r.framesMoved = true
		if sent, ok := e.Body.(*vnet.FrameSent); ok {
			f = r.flows.of(sent.Conn)
			r.talks.take(e, sent, f)
			r.tally.take(e, sent, f)
		}
	case vnet.KindFrameDelivered, vnet.KindFrameLost:
		r.framesMoved = true
	}
	r.loads.take(e)
	r.swarms.take(e)
	if r.watched != "" && e.Host == r.watched {
		r.hostActed = true
	}
	if r.trace.Recording() {
		r.index.take(r.trace, e, f)
	}
}

// build makes the lab's network and arms its timeline.
func (r *run) build() error {
	l := &r.file.Lab
	for i := range l.Sites {
		s := &l.Sites[i]
		_, err := r.net.AddSite(vnet.SiteConfig{Name: string(s.Name), Link: linkConfig(s.Spec()), Filters: r.filtersOf(s.Name)})
		if err != nil {
			return fmt.Errorf("site %s: %w", s.Name, err)
		}
	}
	for i := range l.Hosts {
		if err := r.addHost(&l.Hosts[i]); err != nil {
			return fmt.Errorf("host %s: %w", l.Hosts[i].Name, err)
		}
	}
	if err := r.grantWire(); err != nil {
		return err
	}
	for _, o := range l.Links {
		err := r.net.SetPair(string(o.Between[0]), string(o.Between[1]), pairConfig(o))
		if err != nil {
			return fmt.Errorf("link between %s and %s: %w", o.Between[0], o.Between[1], err)
		}
	}
	for _, s := range l.Services {
		if err := r.addService(s); err != nil {
			return fmt.Errorf("service %s on %s: %w", s.Kind(), s.On(), err)
		}
	}
	for i, e := range l.Timeline {
		r.schedule(i, e)
	}
	return nil
}

// schedule arms the i-th entry of the timeline. Each entry has dice of its own, if any: what
// they say of one disturbs no other.
func (r *run) schedule(i int, e labfile.TimelineEntry) {
	at, action := time.Duration(e.At), e.Do
	if e.Within != nil || len(e.Or) > 0 {
		dice := r.kernel.Rand("timeline/" + strconv.Itoa(i))
		if e.Within != nil {
			at += time.Duration(dice.Int64N(int64(*e.Within) + 1))
		}
		if n := dice.IntN(len(e.Or) + 1); n > 0 {
			action = e.Or[n-1]
		}
	}
	r.kernel.After(at, func() {
		if e.When != "" && !r.on[e.When] || e.Unless != "" && r.on[e.Unless] {
			return
		}
		do, err := r.plan(action) // it was checked with the lab
		if err != nil {
			r.trace.Emit(r.kernel.Now(), 0, sim.Context{},
				&Refused{Action: encodeAction(action), Reason: err.Error()})
			return
		}
		r.enact(action, byTimeline, do)
	})
}

func linkConfig(s labfile.LinkSpec) vnet.LinkConfig {
	return vnet.LinkConfig{
		Up: int64(s.Up), Down: int64(s.Down), Delay: time.Duration(s.Delay),
		Loss: float64(s.Loss), Duplicate: float64(s.Duplicate), Reorder: float64(s.Reorder),
		ReorderDelay: time.Duration(s.ReorderDelay), Queue: int64(s.Queue), FIFO: s.FIFO,
	}
}

func pairConfig(o labfile.Override) vnet.PairConfig {
	return vnet.PairConfig{
		Delay: (*time.Duration)(o.Delay), Loss: (*float64)(o.Loss), Duplicate: (*float64)(o.Duplicate),
		Reorder: (*float64)(o.Reorder), ReorderDelay: (*time.Duration)(o.ReorderDelay),
	}
}
