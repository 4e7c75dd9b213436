package dns_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// The dialogues in testdata/dialogue read like a play: who says what to whom, and
// why. `go test ./core/dns -run Dialogues -rewrite` writes them anew. What must
// hold whatever they say is asserted in the other tests.
func TestDialogues(t *testing.T) {
	datadriven.Walk(t, "testdata/dialogue", func(t *testing.T, path string) {
		var w *world
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			begin := 0
			if w != nil {
				begin = w.t.Len()
			}
			switch d.Cmd {
			case "textbook":
				seed, err := strconv.ParseUint(argument(d, "seed"), 10, 64)
				if err != nil {
					d.Fatalf(t, "seed: %v", err)
				}
				w = textbook(t, seed, d.HasArg("intermediate"), d.HasArg("recursive"))
				return hostTable(w)
			case "lookup": // lookup HOST NAME TYPE
				w.lookup(d.CmdArgs[0].Key, d.CmdArgs[1].Key, d.CmdArgs[2].Key)
				return w.play(begin)
			case "wait":
				d2, err := time.ParseDuration(d.CmdArgs[0].Key)
				if err != nil {
					d.Fatalf(t, "%v", err)
				}
				w.after(d2)
				return clock(w.k.Now())
			case "stop", "start":
				m, ok := w.n.Machine(d.CmdArgs[0].Key)
				if !ok {
					d.Fatalf(t, "no host %s", d.CmdArgs[0].Key)
				}
				if d.Cmd == "stop" {
					m.Stop()
				} else {
					m.Start()
				}
				w.run()
				return fmt.Sprintf("%s up: %v", m.Name(), m.Up())
			case "program": // program HOST: its fields that are not zero, and its tables
				return w.showProgram(d.CmdArgs[0].Key)
			}
			d.Fatalf(t, "unknown command")
			return ""
		})
	})
}

func argument(d *datadriven.TestData, key string) string {
	for _, a := range d.CmdArgs {
		if a.Key == key && len(a.Vals) == 1 {
			return a.Vals[0]
		}
	}
	return ""
}

func hostTable(w *world) string {
	var s strings.Builder
	for _, m := range w.n.Machines() {
		fmt.Fprintf(&s, "%-18s %-15s", m.Name(), m.Addr())
		for _, p := range m.Programs() {
			s.WriteString(" " + p.Kind)
		}
		s.WriteString("\n")
	}
	return s.String()
}

func clock(at sim.Instant) string { return fmt.Sprintf("%12.6f s", float64(at)/1e9) }

// play writes what was said and decided since an event.
func (w *world) play(since int) string {
	var s strings.Builder
	messages := map[trace.ID]message{}
	for _, m := range w.messages(since) {
		messages[m.event.ID] = m
	}
	w.t.Scan(trace.ID(since+1), func(e trace.Event) bool {
		switch b := e.Body.(type) {
		case *vnet.FrameSent:
			if m, ok := messages[e.ID]; ok {
				fmt.Fprintf(&s, "%s  %s → %s: %s %s\n", clock(e.At), m.from, m.to, m.text, flags(m.payload))
			} else {
				fmt.Fprintf(&s, "%s  %s → %s\n", clock(e.At), e.Host, b.Text())
			}
		case *vnet.FrameLost:
			fmt.Fprintf(&s, "%s  lost at %s: %v\n", clock(e.At), e.Host, b.Reason)
		default:
			if e.Body.Kind()>>8 == 0x10 {
				fmt.Fprintf(&s, "%s    [%s: %s]\n", clock(e.At), e.Host, e.Body.Text())
			}
		}
		return true
	})
	return s.String()
}

// flags shows the bits of a header that are set.
func flags(b []byte) string {
	var set []string
	for _, f := range []struct {
		name string
		byte int
		bit  byte
	}{{"qr", 2, 0x80}, {"aa", 2, 4}, {"tc", 2, 2}, {"rd", 2, 1}, {"ra", 3, 0x80}} {
		if b[f.byte]&f.bit != 0 {
			set = append(set, f.name)
		}
	}
	return "[" + strings.Join(set, " ") + "]"
}

func (w *world) showProgram(hostName string) string {
	var s strings.Builder
	m, _ := w.n.Machine(hostName)
	for _, p := range m.Programs() {
		fmt.Fprintf(&s, "%s: %s\n", p.Kind, p.State)
		for _, f := range p.Fields {
			if f.Value != "0" {
				fmt.Fprintf(&s, "  %s = %s\n", f.ID, f.Value)
			}
		}
		for _, t := range p.Tables {
			fmt.Fprintf(&s, "  %s %s\n", t.ID, t.Name)
			for _, r := range t.Rows {
				cells := append([]string(nil), r.Cells...)
				for i, c := range t.Columns {
					if c.Type == "span" {
						_, end, _ := strings.Cut(cells[i], " ")
						at, _ := strconv.ParseInt(end, 10, 64)
						left := time.Unix(0, at).Sub(epoch.Add(time.Duration(w.k.Now())))
						cells[i] = left.Round(time.Millisecond).String()
					}
				}
				fmt.Fprintf(&s, "    %s\n", strings.Join(cells, " | "))
			}
		}
	}
	return s.String()
}
