package dig

import (
	"errors"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// Dig runs dig with its arguments and returns the exit status: 0 for an answer of any
// kind, 9 if no server answered.
func Dig(h host.Host, env Env, args []string) int {
	t := newTool("dig", h, env)
	lookups, err := t.read(args)
	if err != nil {
		return t.fail(err)
	}
	for _, l := range lookups {
		if t.gone {
			break
		}
		if why := illegal(l.text); why != "" {
			return t.fail(fatal(statusFatal, "'%s' is not a legal name (%s)", l.text, why))
		}
		t.status = statusOK
		switch {
		case l.trace:
			err = t.walk(l)
		case l.transfers():
			t.transfer(l)
		default:
			t.single(l)
		}
		if err != nil {
			return t.fail(err)
		}
	}
	return t.status
}

// fail prints why the run ends.
func (t *tool) fail(err error) int {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{statusFatal, err.Error()}
	}
	if f.text != "" {
		t.print(t.name + ": " + f.text + "\n")
	}
	return f.status
}

// single asks a question and prints the answer.
func (t *tool) single(l *lookup) {
	a := t.ask(l)
	switch {
	case a == nil:
		t.status = statusNoReply
	case a.broken != nil:
		t.badPacket(a)
	default:
		t.printAnswer(l, a)
		t.printEnd(l, a)
	}
}

// badPacket shows a message that can't be read.
func (t *tool) badPacket(a *answer) {
	t.printf(";; Got bad packet: %v\n%s", mdns.RcodeToString[mdns.RcodeFormatError], hexDump(a.wire))
}
