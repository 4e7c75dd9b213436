package terminal

import (
	"slices"

	"playnet/core/host"
)

func init() {
	Register(Command{
		Name: "service", Args: "name start|stop|restart|status | service --status-all",
		Summary: "stop and start the servers of this machine",
		Operand: ServiceName, Words: []string{"start", "stop", "restart", "status"},
		Run: runService,
	})
}

// runService does what the command of System V's init does, for the programs that
// start with the machine.
func runService(p *Process) int {
	m, can := p.Host.(host.ServiceManager)
	if !can {
		return p.Fail(1, "Operation not permitted")
	}
	all := m.Services()
	if len(p.Args) == 1 && p.Args[0] == "--status-all" {
		for _, s := range all {
			p.Printf(" [ %s ]  %s\n", map[bool]string{true: "+", false: "-"}[s.Running], s.Kind)
		}
		return 0
	}
	if len(p.Args) != 2 {
		p.Printf("usage: %s\n", p.command.Usage())
		return 1
	}
	name := p.Args[0]
	at := slices.IndexFunc(all, func(s host.Service) bool { return s.Kind == name })
	if at < 0 {
		return p.Fail(1, "%s: unrecognized service", name)
	}
	switch p.Args[1] {
	case "status":
		if !all[at].Running {
			p.Printf("%s is not running.\n", name)
			return 3 // as an init script says it: "program is not running" (LSB)
		}
		p.Printf("%s is running.\n", name)
	case "stop":
		m.StopService(name)
	case "start":
		m.StartService(name)
	case "restart":
		m.StopService(name)
		m.StartService(name)
	default:
		p.Printf("usage: %s\n", p.command.Usage())
		return 1
	}
	return 0
}
