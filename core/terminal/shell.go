package terminal

import (
	"errors"
	"fmt"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/trace"
	"playnet/core/view"
)

// Kind is the kind of a [Shell].
const Kind = "terminal"

// shellName is what the shell calls itself in messages.
const shellName = "sh"

// Exit statuses, as shells and kernels give them.
const (
	statusUsage       = 2
	statusNotFound    = 127
	statusAborted     = 128 + 6 // SIGABRT
	statusInterrupted = 128 + 2 // SIGINT
)

// Files are the text files that a host's programs can be read from: how they are
// set up. Names are absolute paths.
type Files interface {
	// List returns the names in ascending order.
	List() []string
	// Read returns a file's content.
	Read(name string) (text string, ok bool)
}

// Env is what a shell finds on its host.
type Env struct {
	Files Files
	// Stub returns the host's resolver library, or nil if it knows no name servers.
	Stub func() *dns.Stub
}

// Shell reads lines and runs the commands that they name, one after the other.
type Shell struct {
	env    Env
	screen *Screen
	h      host.Host
	wake   host.Signal // broadcast when a line was typed
	typed  []typedLine // and not yet read by anybody
	front  *Process    // in the foreground
	taken  string      // the command that is being run; "": it waits for one
	status int         // of the last command
}

// typedLine is a line that waits for a reader.
type typedLine struct {
	text      string
	operation trace.ID // the action that typed it
	asInput   bool     // it is on the screen as input of a program
}

// NewShell returns a shell that shows what happens on a screen.
func NewShell(screen *Screen, env Env) *Shell { return &Shell{env: env, screen: screen} }

// Kind returns [Kind].
func (s *Shell) Kind() string { return Kind }

// Line types a line: a command if nothing else is in the foreground, else input for
// the program that is. Lines that nobody has read when a command ends are commands
// in their turn. operation is the event that what follows serves. Line does not
// block, and is called from outside any fiber.
func (s *Shell) Line(text string, operation trace.ID) {
	l := typedLine{text: text, operation: operation, asInput: s.taken != "" || len(s.typed) > 0}
	if l.asInput {
		s.screen.add(view.TypedInput, text)
	} else {
		s.screen.add(view.TypedCommand, text)
	}
	s.typed = append(s.typed, l)
	switch {
	case s.front != nil:
		s.front.wake.Broadcast()
	case s.wake != nil:
		s.wake.Broadcast()
	}
}

// Interrupt presses Ctrl-C: the program in the foreground is ended, and what was
// typed and not yet read is forgotten. It does not block, and is called from outside
// any fiber.
func (s *Shell) Interrupt() {
	s.typed = nil
	program := shellName
	if s.front != nil {
		program = s.front.command.Name
	}
	if s.h != nil {
		s.h.Emit(EventInterrupt{Program: program})
	}
	if s.taken == "" {
		s.screen.add(view.TypedCommand, "^C")
		return
	}
	s.screen.print("^C\n")
	if s.front != nil {
		s.front.interrupted = true
		s.front.job.Kill()
	}
	s.taken = "" // a line that is typed now is for the shell
}

// Run reads lines until the host stops.
func (s *Shell) Run(h host.Host) error {
	spawner, ok := h.(host.Spawner)
	if !ok {
		return errors.New("terminal: the machine can't start programs")
	}
	s.h, s.wake = h, h.NewSignal()
	defer s.switchOff()
	for {
		for len(s.typed) == 0 {
			if err := s.wake.Wait(); err != nil {
				return err
			}
		}
		l := s.typed[0]
		s.typed = s.typed[1:]
		if l.asInput {
			s.screen.add(view.TypedCommand, l.text)
		}
		before := h.Serve(l.operation)
		h.Because(l.operation)
		h.Because(h.Emit(EventCommand{Line: l.text}))
		if err := s.execute(spawner, l.text); err != nil {
			return err
		}
		h.Serve(before)
	}
}

// switchOff marks where the host stopped.
func (s *Shell) switchOff() {
	s.typed, s.taken, s.front = nil, "", nil
	s.screen.add(view.SwitchedOff, "")
}

// execute runs the command of a line. The error says that the host stops.
func (s *Shell) execute(spawner host.Spawner, line string) error {
	words, err := Split(line)
	switch {
	case err != nil:
		s.say("%s: %v\n", shellName, err)
		s.end(shellName, statusUsage)
		return nil
	case len(words) == 0:
		return nil
	}
	c := Find(words[0])
	if c == nil {
		s.say("%s: %s: command not found (help lists the commands)\n", shellName, words[0])
		s.end(words[0], statusNotFound)
		return nil
	}
	p := &Process{Args: words[1:], Env: s.env, command: c, shell: s}
	s.taken, s.front = c.Name, p
	p.job = spawner.Spawn(p)
	err = p.job.Wait()
	s.taken, s.front = "", nil
	var crash *host.CrashError
	switch {
	case errors.As(err, &crash):
		s.say("%s: %s: %s\n", shellName, c.Name, crash.Message)
		p.status = statusAborted
	case err != nil:
		return err
	case p.tooMuch:
		s.say("%s: %s: ended after %d KiB of output\n", shellName, c.Name, maxOutput>>10)
		p.status = statusInterrupted
	case p.interrupted && !p.returned:
		p.status = statusInterrupted
	}
	s.end(c.Name, p.status)
	return nil
}

// end keeps a command's exit status.
func (s *Shell) end(program string, status int) {
	s.status = status
	s.screen.open = false // a prompt begins a line
	s.h.Emit(EventExit{Program: program, Status: status})
}

// say prints a message of the shell's own.
func (s *Shell) say(format string, args ...any) {
	text, _ := clean(fmt.Appendf(nil, format, args...))
	s.screen.open = false
	s.h.Emit(EventOutput{Program: shellName, Printed: text})
	s.screen.print(text)
}

// View describes the shell.
func (s *Shell) View() view.Program {
	state := "waiting for a command"
	if s.taken != "" {
		state = "running " + s.taken
	}
	return view.Program{Kind: Kind, State: state}
}

// Show describes what the terminal of a host of that name shows. A host without a
// shell has an empty one; shell and screen may be nil.
func Show(name string, screen *Screen, s *Shell) view.Terminal {
	t := view.Terminal{Prompt: name + "$ ", Lines: []view.TerminalLine{}}
	if screen != nil {
		t.Lines, t.Total = screen.copy(), screen.total
	}
	if s != nil {
		t.Running, t.Status, t.Waiting = s.taken, s.status, len(s.typed) > 0
	}
	return t
}
