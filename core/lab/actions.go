package lab

import (
	"fmt"
	"net/netip"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/program"
	"playnet/core/sim"
	"playnet/core/trace"
)

// pingCount is how many echo requests a ping sends unless told otherwise.
const pingCount = 4

// perform does an action at the present instant. Everything that follows from it
// has the action's event as cause and as operation. An action that can't be done
// leaves no trace.
func (r *run) perform(a labfile.Action, by Origin) (trace.ID, error) {
	do, err := r.prepare(a)
	if err != nil {
		return 0, err
	}
	return r.enact(a, by, do), nil
}

// prepare finds out whether an action of whatever origin can be done now, and how.
func (r *run) prepare(a labfile.Action) (do func(), err error) {
	if err := r.file.CheckAction(a); err != nil {
		return nil, err
	}
	return r.plan(a)
}

// enact does what was prepared.
func (r *run) enact(a labfile.Action, by Origin, do func()) trace.ID {
	before := r.kernel.Context()
	id := r.trace.Emit(r.kernel.Now(), 0, sim.Context{}, &Action{By: by, Action: encodeAction(a)})
	r.kernel.SetContext(sim.Context{Cause: uint64(id), For: uint64(id)})
	do()
	r.kernel.SetContext(before)
	return id
}

// plan finds out whether an action can be done now, and how.
func (r *run) plan(a labfile.Action) (do func(), err error) {
	switch a := a.(type) {
	case labfile.DNSQuery:
		return r.planQuery(a)
	case labfile.HostStop:
		m := r.machine(a.Host)
		return m.Stop, unless(!m.Up(), hostDown.With("host", string(a.Host)))
	case labfile.HostStart:
		m := r.machine(a.Host)
		return m.Start, unless(m.Up(), hostUp.With("host", string(a.Host)))
	case labfile.LinkCut:
		return func() { r.net.Cut(string(a.Place)) }, unless(r.link(a.Place).Cut, linkCut.With("place", string(a.Place)))
	case labfile.LinkRestore:
		return func() { r.net.Restore(string(a.Place)) }, unless(!r.link(a.Place).Cut, linkWhole.With("place", string(a.Place)))
	case labfile.FrameDrop:
		return r.planFrame(a.Frame, r.net.Drop)
	case labfile.FrameDelay:
		return r.planFrame(a.Frame, func(frame uint64) error { return r.net.Delay(frame, a.By.Std()) })
	case labfile.FrameDuplicate:
		return r.planFrame(a.Frame, func(frame uint64) error { _, err := r.net.Duplicate(frame); return err })
	case labfile.FrameChange:
		return r.planChange(a)
	case labfile.LinkSet:
		return r.planLink(a)
	case labfile.DNSRecordSet, labfile.DNSRecordAdd, labfile.DNSRecordRemove, labfile.DNSTTLSet, labfile.DNSZoneSet:
		return r.planZone(a)
	case labfile.DNSUpdate:
		return r.planUpdate(a)
	case labfile.Register:
		return r.planRegistration(a)
	case labfile.ServiceSet:
		return r.planSetting(a)
	case labfile.CacheFlush:
		return r.planFlush(a)
	case labfile.AttackStart:
		return r.planAttack(a)
	case labfile.AttackStop:
		return r.planAttackStop(a)
	case labfile.SiteFilterSet:
		return r.planFilter(a)
	case labfile.LabParameter:
		_, value := r.file.Parameter(a.Parameter) // the world was made with it: see World.choose
		return func() {}, unless(value != a.Value, parameterLate.With("parameter", string(a.Parameter)))
	case labfile.LabSwitch:
		return r.planSwitch(a)
	case labfile.TCPSend:
		to := netip.AddrPortFrom(r.addresses([]labfile.HostRef{a.To})[0].Addr(), uint16(a.Port))
		return func() { r.sender(a.Host).Start(to, int64(a.Bytes)) }, unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
	case labfile.Ping:
		m, count := r.machine(a.Host), int(a.Count)
		if count == 0 {
			count = pingCount
		}
		to := r.addresses([]labfile.HostRef{a.To})[0].Addr()
		return func() { m.Ping(to, count) }, unless(!m.Up(), hostDown.With("host", string(a.Host)))
	case labfile.WebGet:
		return r.planGet(a)
	case labfile.WebPost:
		return r.planPost(a)
	case labfile.TerminalLine:
		return r.planTyping(a)
	case labfile.TerminalInterrupt:
		return r.planInterrupt(a)
	}
	for _, plan := range []func(labfile.Action) (func(), error){r.planMail, r.planDHT, r.planTorrent} {
		if do, err := plan(a); do != nil || err != nil {
			return do, err
		}
	}
	return nil, fmt.Errorf("no such action: %s", a.Op())
}

func (r *run) planQuery(a labfile.DNSQuery) (func(), error) {
	if !r.machine(a.Host).Up() {
		return nil, hostDown.With("host", string(a.Host))
	}
	servers := r.resolvers(r.file.Host(a.Host))
	if a.Server != "" {
		servers = r.addresses([]labfile.HostRef{a.Server})
	}
	if len(servers) == 0 {
		return nil, noResolvers.With("host", string(a.Host))
	}
	return func() { r.query(a, servers) }, nil
}

func (r *run) query(a labfile.DNSQuery, servers []netip.AddrPort) {
	if r.stubs[a.Host] == nil {
		r.machine(a.Host).Install(dns.StubKind, func() host.Program { return r.newStub(a.Host, nil) })
	}
	qtype, _ := a.Type.Code() // checked with the action
	r.stubs[a.Host].Start(string(a.Name), qtype, servers...)
}

// sender returns the program of a host that sends, which is installed when the host
// is first told to.
func (r *run) sender(h labfile.Name) *program.Sender {
	if r.senders[h] == nil {
		r.machine(h).Install(program.SenderKind, func() host.Program {
			r.senders[h] = program.NewSender()
			return r.senders[h]
		})
	}
	return r.senders[h]
}

// switchesOn lists the switches that are on, in the order of the lab.
func (r *run) switchesOn() []labfile.ID {
	var on []labfile.ID
	for _, s := range r.file.Lab.Switches {
		if r.on[s.ID] {
			on = append(on, s.ID)
		}
	}
	return on
}
