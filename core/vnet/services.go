package vnet

import "playnet/core/host"

var _ host.ServiceManager = (*process)(nil)

// Services lists the machine's servers, in the order of installing.
func (p *process) Services() []host.Service {
	var all []host.Service
	for _, s := range p.m.installed {
		if s.server {
			all = append(all, host.Service{Kind: s.kind, Running: p.m.runs(s.kind) != nil})
		}
	}
	return all
}

// StopService ends a server.
func (p *process) StopService(kind string) bool {
	at := p.m.runs(kind)
	if at == nil || at == p {
		return false
	}
	at.finish(stopped, nil)
	return true
}

// StartService starts a server anew, in the place of the one that has ended.
func (p *process) StartService(kind string) bool {
	for _, s := range p.m.installed {
		if s.server && s.kind == kind && p.m.up && p.m.runs(kind) == nil {
			for _, old := range p.m.programs {
				if old.kind == kind {
					p.m.forget(old)
					break
				}
			}
			p.m.start(s, false)
			return true
		}
	}
	return false
}

// runs returns the running server of a kind, or nil.
func (m *Machine) runs(kind string) *process {
	for _, s := range m.installed {
		if !s.server || s.kind != kind {
			continue
		}
		for _, p := range m.programs {
			if p.kind == kind && p.state == running {
				return p
			}
		}
	}
	return nil
}
