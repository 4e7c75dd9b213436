package lab_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/terminal"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/public"
	"playnet/tests/labs"
)

// session is a person at the terminals of a lab.
type session struct {
	t    *testing.T
	w    *lab.World
	seen map[labfile.Name]int // lines of a terminal that were read
}

func openSession(t *testing.T, id string, seed uint64) *session {
	t.Helper()
	text, ok := labs.Lab(id)
	if !ok {
		var err error
		if text, err = public.Files.ReadFile("labs/" + id + ".lab"); err != nil {
			t.Fatal(err)
		}
	}
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, seed, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return &session{t, w, map[labfile.Name]int{}}
}

func (s *session) do(a labfile.Action) trace.ID {
	s.t.Helper()
	id, err := s.w.Do(a)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *session) run(d time.Duration) { s.w.RunUntil(s.w.Now()+sim.Instant(d), nil) }

func (s *session) terminal(host labfile.Name) view.Terminal {
	s.t.Helper()
	t, err := s.w.Terminal(host)
	if err != nil {
		s.t.Fatal(err)
	}
	return t
}

// news returns what has come on the screen since it was last looked at.
func (s *session) news(host labfile.Name) string {
	t := s.terminal(host)
	fresh := min(t.Total-s.seen[host], len(t.Lines))
	s.seen[host] = t.Total
	return script(t, t.Lines[len(t.Lines)-fresh:])
}

// script writes lines as they stand on the screen.
func script(t view.Terminal, lines []view.TerminalLine) string {
	var out strings.Builder
	for _, l := range lines {
		switch l.Kind {
		case view.TypedCommand:
			out.WriteString(t.Prompt + l.Text)
		case view.SwitchedOff:
			out.WriteString("(switched off)")
		default:
			out.WriteString(l.Text)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// The sessions in testdata/terminal read like what a person has on the screen.
// `go test ./core/lab -run TestSessions -rewrite` writes them anew.
func TestSessions(t *testing.T) {
	datadriven.Walk(t, "testdata/terminal", func(t *testing.T, path string) {
		var s *session
		var at labfile.Name
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "open": // open LAB HOST
				s = openSession(t, d.CmdArgs[0].Key, 7)
				at = labfile.Name(d.CmdArgs[1].Key)
				s.run(50 * time.Millisecond)
			case "at": // at HOST
				at = labfile.Name(d.CmdArgs[0].Key)
			case "type": // the lines, then what is seen when the world has come to rest
				for line := range strings.Lines(d.Input) {
					s.do(labfile.TerminalLine{Host: at, Line: labfile.TypedLine(strings.TrimSuffix(line, "\n"))})
					s.w.RunIdle(nil)
				}
			case "begin": // as type, but time stands still
				for line := range strings.Lines(d.Input) {
					s.do(labfile.TerminalLine{Host: at, Line: labfile.TypedLine(strings.TrimSuffix(line, "\n"))})
				}
			case "run": // run DURATION
				span, err := time.ParseDuration(d.CmdArgs[0].Key)
				if err != nil {
					d.Fatalf(t, "%v", err)
				}
				s.run(span)
			case "interrupt":
				s.do(labfile.TerminalInterrupt{Host: at})
				s.run(0)
			case "change": // an action, as in a lab's timeline
				a, err := labfile.ParseAction([]byte(d.Input))
				if err != nil {
					d.Fatalf(t, "%v", err)
				}
				s.do(a)
			case "stop":
				s.do(labfile.HostStop{Host: at})
			case "start":
				s.do(labfile.HostStart{Host: at})
				s.run(0)
			default:
				d.Fatalf(t, "no directive %s", d.Cmd)
			}
			return s.news(at)
		})
	})
}

// What a terminal shows is a part of the world: going back takes it back, going on
// brings it again, and another world of the same log has the same hash.
func TestTerminalTravels(t *testing.T) {
	s := openSession(t, "dns-iterated", 3)
	s.run(time.Second)
	before := s.w.Position()
	action := s.do(labfile.TerminalLine{Host: "engineering", Line: "ping -c 3 dns.cs.umass.edu"})
	s.run(2500 * time.Millisecond)
	s.do(labfile.TerminalInterrupt{Host: "engineering"})
	s.do(labfile.TerminalLine{Host: "engineering", Line: "cat /etc/resolv.conf"})
	s.w.RunIdle(nil)
	end, screen, hash := s.w.Position(), s.terminal("engineering"), s.w.Hash()
	if got := script(screen, screen.Lines); !strings.Contains(got, "icmp_seq=2") || !strings.Contains(got, "nameserver 128.122.0.53") {
		t.Fatalf("the screen:\n%s", got)
	}
	s.w.Seek(before - 1)
	if back := s.terminal("engineering"); back.Total != 0 {
		t.Errorf("before the first line the terminal shows %+v", back)
	}
	s.w.Seek(end)
	if again := s.terminal("engineering"); script(again, again.Lines) != script(screen, screen.Lines) || s.w.Hash() != hash {
		t.Errorf("after going back and on:\n%s\nhash %s, want\n%s\nhash %s", script(again, again.Lines), s.w.Hash(), script(screen, screen.Lines), hash)
	}
	other := twin(t, s.w)
	defer other.Close()
	if other.Hash() != hash {
		t.Errorf("another world of the same log has the hash %s, want %s", other.Hash(), hash)
	}
	frames, outputs := 0, 0
	for _, e := range s.w.Events(action, s.w.EventCount()) {
		if e.For != action {
			continue
		}
		switch e.Body.Kind().String() {
		case "frame.sent":
			frames++
		case "terminal.output":
			outputs++
		}
	}
	if frames < 6 || outputs < 3 {
		t.Errorf("%d frames and %d outputs serve the line that was typed", frames, outputs)
	}
}

// A command that panics is a crashed program; the shell goes on.
func TestCommandCrashes(t *testing.T) {
	s := openSession(t, "dns-iterated", 3)
	s.do(labfile.TerminalLine{Host: "engineering", Line: "panic now"})
	s.do(labfile.TerminalLine{Host: "engineering", Line: "hostname"})
	s.w.RunIdle(nil)
	if got, want := s.news("engineering"), "engineering$ panic now\nhostname\nsh: panic: now\nengineering$ hostname\nengineering\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if c := s.w.Snapshot().Crashes; len(c) != 1 || c[0].What != "panic: now" {
		t.Errorf("crashes: %+v", c)
	}
	if now := s.terminal("engineering"); now.Status != 0 || now.Running != "" {
		t.Errorf("%+v", now)
	}
}

func init() {
	terminal.Register(terminal.Command{Name: "panic", Summary: "a test's", Run: func(p *terminal.Process) int { panic(p.Args[0]) }})
}

// A peer that sends without end meets a terminal that is as slow as its line, and
// that takes no more than so much: the world comes to rest.
func TestEndlessOutput(t *testing.T) {
	s := openSession(t, "sockets-raw", 3)
	s.do(labfile.TerminalLine{Host: "student", Line: "nc near chargen"})
	s.run(20 * time.Second)
	if total, bytes := s.printed("student"); bytes < 64<<10 || bytes > 64<<10+21*8<<10 || total.Running != "nc" || len(total.Lines) > 500 {
		t.Errorf("after 20 s: %d bytes printed, %d lines kept, running %q", bytes, len(total.Lines), total.Running)
	}
	s.w.RunIdle(nil)
	now, bytes := s.printed("student")
	if bytes > 1<<20 || bytes < 1<<20-32<<10 || now.Running != "" || now.Status == 0 {
		t.Errorf("%d bytes printed, %+v", bytes, now.Running)
	}
	if last := now.Lines[len(now.Lines)-1].Text; last != "sh: nc: ended after 1024 KiB of output" {
		t.Errorf("the last line is %q", last)
	}
	for _, h := range s.w.Snapshot().Hosts {
		if h.Name == "student" && len(h.Sockets) > 0 {
			t.Errorf("sockets are left: %+v", h.Sockets)
		}
	}
}

func (s *session) printed(host labfile.Name) (view.Terminal, int) {
	bytes := 0
	for _, e := range s.w.Events(1, s.w.EventCount()) {
		if out, ok := e.Body.(terminal.EventOutput); ok && out.Program == "nc" {
			bytes += len(out.Printed)
		}
	}
	return s.terminal(host), bytes
}

// A line for a host that is off is refused, and so is what no keyboard types.
func TestLinesRefused(t *testing.T) {
	s := openSession(t, "dns-iterated", 3)
	for _, line := range []string{"a\nb", "a\x1b[2J", "\u0085", strings.Repeat("x", 1001)} {
		if _, err := s.w.Do(labfile.TerminalLine{Host: "engineering", Line: labfile.TypedLine(line)}); err == nil {
			t.Errorf("%.10q is taken", line)
		}
	}
	s.do(labfile.HostStop{Host: "engineering"})
	for _, a := range []labfile.Action{labfile.TerminalLine{Host: "engineering", Line: "ls"}, labfile.TerminalInterrupt{Host: "engineering"}} {
		if _, err := s.w.Do(a); err == nil || !refusedAs(err, "host-is-down") {
			t.Errorf("%s: %v", a.Op(), err)
		}
	}
	if len(s.w.Log()) != 1 {
		t.Errorf("the log: %v", s.w.Log())
	}
}
