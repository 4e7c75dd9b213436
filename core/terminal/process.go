package terminal

import (
	"errors"
	"fmt"
	"net"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// How fast and how much a command prints (see the package's comment).
const (
	outputBurst  = 64 << 10 // bytes
	outputRate   = 8 << 10  // bytes a second
	maxOutput    = 1 << 20  // bytes
	outputAtOnce = 2 << 10  // bytes of one event
)

// errTooMuch is what a command gets that prints without end.
var errTooMuch = errors.New("too much output")

// Process is a running command, with what it needs: its machine, its arguments, the
// terminal to read from and to print to. Its fibers end with it.
type Process struct {
	// Host is the machine, as the command's own program sees it.
	Host host.Host
	// Args are the command's arguments, without its name.
	Args []string
	Env  Env

	command     *Command
	shell       *Shell
	job         host.Job
	wake        host.Signal // broadcast when a line was typed
	interrupted bool
	returned    bool
	status      int
	rest        []byte // printed bytes that are no whole character yet
	printed     int    // bytes so far
	tooMuch     bool
	full        time.Time // when the line will have carried all that was printed
}

// Kind returns the command's name.
func (p *Process) Kind() string { return p.command.Name }

// Run runs the command.
func (p *Process) Run(h host.Host) error {
	p.Host, p.wake = h, h.NewSignal()
	p.status = p.command.Run(p)
	p.returned = true
	return nil
}

// View describes the command as one of the host's programs.
func (p *Process) View() view.Program { return view.Program{Kind: p.command.Name, State: "running"} }

// Name returns the command's name.
func (p *Process) Name() string { return p.command.Name }

// Interrupted reports whether Ctrl-C was pressed: all blocking calls return
// net.ErrClosed then, and the command may say a last word and return.
func (p *Process) Interrupted() bool { return p.interrupted }

// Printf prints to the terminal.
func (p *Process) Printf(format string, args ...any) {
	_, _ = p.Write(fmt.Appendf(nil, format, args...)) // whoever must know calls Write
}

// Fail prints a message with the command's name before it, and returns the status.
func (p *Process) Fail(status int, format string, args ...any) int {
	p.Printf(p.command.Name+": "+format+"\n", args...)
	return status
}

// Write prints to the terminal. It blocks while the terminal has not shown what was
// printed before. The error says that the command is being ended.
func (p *Process) Write(b []byte) (int, error) {
	for n := 0; n < len(b); {
		chunk := b[n:min(n+outputAtOnce, len(b))]
		if err := p.print(chunk); err != nil {
			return n, err
		}
		n += len(chunk)
	}
	return len(b), nil
}

func (p *Process) print(b []byte) error {
	switch {
	case p.tooMuch:
		return errTooMuch
	case p.shell.front != p: // its host stops
		return net.ErrClosed
	case p.printed+len(b) > maxOutput:
		p.tooMuch = true
		p.job.Kill()
		return errTooMuch
	}
	p.printed += len(b)
	text, rest := clean(append(p.rest, b...))
	p.rest = append([]byte(nil), rest...)
	if text != "" {
		p.Host.Emit(EventOutput{Program: p.command.Name, Printed: text})
		p.shell.screen.print(text)
	}
	return p.slow(len(b))
}

// slow waits as long as the terminal's line takes for what goes beyond the burst.
func (p *Process) slow(n int) error {
	now := p.Host.Now()
	if p.full.Before(now) {
		p.full = now
	}
	p.full = p.full.Add(time.Duration(n) * time.Second / outputRate)
	if ahead := p.full.Sub(now) - outputBurst*time.Second/outputRate; ahead > 0 {
		return p.Host.Sleep(ahead)
	}
	return nil
}

// ReadLine blocks until a line is typed, and returns it without its end. The error
// says that the command is being ended. What the command does next is due to the
// typing, and serves it.
func (p *Process) ReadLine() (string, error) {
	s := p.shell
	for len(s.typed) == 0 {
		if err := p.wake.Wait(); err != nil {
			return "", err
		}
	}
	l := s.typed[0]
	s.typed = s.typed[1:]
	p.Host.Serve(l.operation)
	p.Host.Because(l.operation)
	p.Host.Because(p.Host.Emit(EventInput{Program: p.command.Name, Line: l.text}))
	return l.text, nil
}
