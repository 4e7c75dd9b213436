package terminal

import (
	"strings"

	"playnet/core/host"
)

func init() {
	Register(Command{Name: "help", Args: "[command]", Summary: "say what there is, and how a command is called",
		Operand: CommandName, Run: runHelp})
	Register(Command{Name: "echo", Args: "[text...]", Summary: "print its arguments", Run: runEcho})
	Register(Command{Name: "clear", Summary: "take everything off the screen", Run: runClear})
	Register(Command{Name: "hostname", Summary: "print this machine's name", Run: runHostname})
	Register(Command{Name: "date", Summary: "print this machine's time, in UTC", Run: runDate})
	Register(Command{Name: "sleep", Args: "seconds", Summary: "wait", Run: runSleep})
	Register(Command{Name: "ip", Args: "addr", Summary: "show this machine's interfaces and addresses", Run: runIP})
}

func runHelp(p *Process) int {
	if len(p.Args) > 0 {
		c := Find(p.Args[0])
		if c == nil {
			return p.Fail(1, "there is no command %s", p.Args[0])
		}
		p.Printf("usage: %s\n%s\n", c.Usage(), c.Summary)
		t := &table{right: []bool{false, false}}
		for _, o := range c.Options {
			t.row("  -"+strings.TrimSpace(string(o.Letter)+" "+o.Value), " "+o.Note)
		}
		p.Printf("%s", t.text(nil))
		return 0
	}
	t := &table{right: []bool{false, false}}
	for _, c := range commands {
		t.row(c.Name, " "+c.Summary)
	}
	p.Printf("%s", t.text(nil))
	p.Printf("\"help COMMAND\" says more. Tab completes, the arrows bring back earlier lines, Ctrl-C ends a command.\n")
	return 0
}

func runEcho(p *Process) int {
	p.Printf("%s\n", strings.Join(p.Args, " "))
	return 0
}

func runClear(p *Process) int {
	p.Host.Emit(EventCleared{})
	p.shell.screen.clear()
	return 0
}

func runHostname(p *Process) int {
	p.Printf("%s\n", p.Host.Name())
	return 0
}

func runDate(p *Process) int {
	p.Printf("%s\n", p.Host.Now().UTC().Format("Mon Jan _2 15:04:05 UTC 2006"))
	return 0
}

func runSleep(p *Process) int {
	if len(p.Args) != 1 {
		return p.Usage("one operand is wanted")
	}
	d, ok := seconds(strings.TrimSuffix(p.Args[0], "s"))
	if !ok {
		return p.Fail(1, "invalid time interval '%s'", p.Args[0])
	}
	if p.Host.Sleep(d) != nil {
		return statusInterrupted
	}
	return 0
}

// runIP prints what `ip addr` prints, as far as the machine has it: labs give hosts an
// address without a prefix, which stands as /32.
func runIP(p *Process) int {
	if len(p.Args) == 0 || !strings.HasPrefix("address", p.Args[0]) || len(p.Args) > 2 ||
		len(p.Args) == 2 && !strings.HasPrefix("show", p.Args[1]) {
		p.Printf("usage: %s\n", p.command.Usage())
		return 1
	}
	flags := "BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP"
	if machine, ok := p.Host.(host.Inspector); ok && machine.Link().Cut {
		flags = "NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 state DOWN"
	}
	p.Printf("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN\n    inet 127.0.0.1/8 scope host lo\n")
	p.Printf("2: eth0: <%s\n", flags)
	for _, a := range p.Host.Addrs() {
		p.Printf("    inet %v/32 scope global eth0\n", a)
	}
	return 0
}
