package lab_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"playnet/core/lab"
	"playnet/core/view"
)

// What comes of an intervention reads as a dialogue: every frame of the look-up in order of
// time, what became of it, and what its receiver decided when it did not come.
func TestInterventionsReadAsDialogues(t *testing.T) {
	datadriven.Walk(t, "testdata/interventions", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd != "run" {
				d.Fatalf(t, "there is no command %q", d.Cmd)
			}
			w := open(t, "dns-iterated", 7)
			var f view.Frame
			for _, line := range strings.Split(d.Input, "\n") {
				verb, rest, _ := strings.Cut(line, " ")
				switch verb {
				case "catch":
					from, to, _ := strings.Cut(rest, " > ")
					f = underWay(t, w, from, to)
				case "drop":
					do(t, w, `{"op":"frame.drop","frame":%d}`, f.ID)
				case "change":
					fields := ""
					for _, pair := range strings.Fields(rest) {
						name, value, _ := strings.Cut(pair, "=")
						if name != "offset" {
							value = `"` + value + `"`
						}
						fields += fmt.Sprintf(`,"%s":%s`, name, value)
					}
					do(t, w, `{"op":"frame.change","frame":%d`+fields+`}`, f.ID)
				default:
					d.Fatalf(t, "there is no step %q", verb)
				}
			}
			w.RunIdle(nil)
			return story(w)
		})
	})
}

// story writes the frames of a run, and the time-outs and answers between them.
func story(w *lab.World) string {
	var s strings.Builder
	for _, e := range w.Events(1, w.EventCount()) {
		at := fmt.Sprintf("%.6f ", float64(e.At)*1e-9)
		if tr, ok := w.Transfer(e.ID); ok {
			fate := "arrives"
			if tr.Fate == view.Lost {
				fate = "is lost at " + tr.Where + ": " + tr.Reason
			}
			fmt.Fprintf(&s, "%s%s > %s: %s, %s\n", at, tr.From, tr.To, tr.Summary, fate)
			continue
		}
		switch kind := e.Body.Kind().String(); kind {
		case "dns.timeout", "dns.answer", "action":
			fmt.Fprintf(&s, "%s%s %s\n", at, kind, e.Body.Text())
		}
	}
	return s.String()
}
