package lab

import (
	"net/netip"

	"playnet/core/dns/attack"
	"playnet/core/lab/labfile"
)

// What an attack does of which the lab says nothing.
const (
	attackRate      = 1000
	attackForgeries = 100
	attackRaces     = 100
)

func (r *run) planAttack(a labfile.AttackStart) (func(), error) {
	m := r.machine(a.Host)
	return func() {
		p := attack.New(attackConfig(r.file, a))
		r.attacks[a.Host] = append(r.attacks[a.Host], p)
		m.Run(p)
	}, unless(!m.Up(), hostDown.With("host", string(a.Host)))
}

func (r *run) planAttackStop(a labfile.AttackStop) (func(), error) {
	return func() {
		for _, p := range r.attacks[a.Host] {
			p.Stop()
		}
		r.attacks[a.Host] = nil
	}, unless(len(r.attacks[a.Host]) == 0, noAttack.With("host", string(a.Host)))
}

// attackConfig reads what an attack does.
func attackConfig(f *labfile.File, a labfile.AttackStart) attack.Config {
	kind, _ := attack.KindNamed(string(a.Kind)) // the decoder knows the kinds
	c := attack.Config{
		Kind: kind, Spoof: a.Spoof, Name: string(a.Name), Own: string(a.Own), Place: string(a.Place), Change: a.Change,
		Rate: attackRate, Forgeries: attackForgeries, Races: attackRaces, All: a.All,
	}
	address := func(ref labfile.HostRef) netip.Addr {
		addr, _ := f.Resolve(ref) // checked with the action
		return addr
	}
	if a.Target != "" {
		c.Target = address(a.Target)
	}
	if a.As != "" {
		c.As = address(a.As)
	}
	c.Type, _ = a.Type.Code()
	if a.Address != nil {
		c.Address = a.Address.Addr
	}
	if a.Rate != nil {
		c.Rate = int(*a.Rate)
	}
	if a.For != nil {
		c.For = a.For.Std()
	}
	if a.Forgeries != nil {
		c.Forgeries = int(*a.Forgeries)
	}
	if a.Races != nil {
		c.Races = int(*a.Races)
	}
	return c
}
