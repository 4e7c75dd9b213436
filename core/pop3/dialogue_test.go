package pop3

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"playnet/core/host"
)

// The files in testdata/dialogues are sessions as they read on the wire. What can be
// asked for:
//
//	mail           puts messages, parted by lines with "%", into alice's INBOX
//	session        lines of the client; printed is what both sides say.
//	               "2> " before a line: on a second connection.
//	               {wait 11m}, {break}: the connection is cut off by a reset or left.
//	               {raw "…"}: bytes as they are. {digest PASSWORD}: APOP's proof.
//	inbox          prints what is in alice's INBOX
//	restart        stops and starts the server's host
func TestDialogues(t *testing.T) {
	datadriven.Walk(t, "testdata/dialogues", func(t *testing.T, path string) {
		w := newWorld(t)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "mail":
				for m := range strings.SplitSeq(d.Input, "\n%\n") {
					w.put(strings.ReplaceAll(m, "\n", "\r\n") + "\r\n")
				}
				return ""
			case "session":
				var p play
				w.exec(func(h host.Host) { p.perform(w, h, strings.Split(d.Input, "\n")) })
				return p.String()
			case "inbox":
				return strings.ReplaceAll(strings.Join(append(w.bodies(), fmt.Sprintf("(%d)\n", len(w.bodies()))), "--\n"), "\r\n", "\n")
			case "restart":
				w.server.Stop()
				w.server.Start()
				w.run()
				return ""
			}
			t.Fatalf("%s: no such command: %s", d.Pos, d.Cmd)
			return ""
		})
	})
}

// play writes down a dialogue.
type play struct {
	strings.Builder
	stamp map[string]string
}

func (p *play) perform(w *world, h host.Host, lines []string) {
	conns := map[string]*rawConn{}
	p.stamp = map[string]string{}
	open := func(name string) *rawConn {
		c := w.connect(h)
		conns[name] = c
		greeting := c.hear(time.Second)
		p.stamp[name] = stampOf(greeting)
		p.write(name, "S", greeting)
		return c
	}
	open("")
	for _, line := range lines {
		name := ""
		if rest, ok := strings.CutPrefix(line, "2> "); ok {
			name, line = "2> ", rest
		}
		c := conns[name]
		if c == nil {
			c = open(name)
		}
		p.step(h, c, name, line)
	}
	for _, name := range []string{"", "2> "} {
		if c := conns[name]; c != nil {
			_ = c.Close()
		}
	}
}

func (p *play) step(h host.Host, c *rawConn, name, line string) {
	word, rest, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "{"), "}"), " ")
	switch {
	case !strings.HasPrefix(line, "{"):
		if i := strings.Index(line, "{digest "); i >= 0 {
			line = line[:i] + digest(p.stamp[name], strings.TrimSuffix(line[i+len("{digest "):], "}"))
		}
		p.write(name, "C", line+"\n")
		p.write(name, "S", c.say(line+"\r\n"))
	case word == "wait":
		d, _ := time.ParseDuration(rest)
		p.write(name, "  ", line+"\n")
		_ = h.Sleep(d)
		p.write(name, "S", c.hear(time.Second))
	case word == "break":
		p.write(name, "  ", line+"\n")
		_ = c.Close()
		_ = h.Sleep(time.Second)
	case word == "raw":
		text, err := strconv.Unquote(rest)
		if err != nil {
			panic(line)
		}
		p.write(name, "C", rest+"\n")
		p.write(name, "S", c.say(text))
	default:
		panic("no such line: " + line)
	}
}

func (p *play) write(name, side, text string) {
	for l := range strings.Lines(text) {
		fmt.Fprintf(p, "%s%s: %s\n", name, side, strings.TrimRight(l, "\r\n"))
	}
}
