package golden

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/public"
	"playnet/tests/labs"
)

var update = flag.Bool("update", false, "write the golden files anew")

//go:embed testdata
var testdata embed.FS

const seeds = 20

// more are the labs, beside the shipped ones, whose hashes are compared: dice of
// every kind fall in them.
var more = []string{"no-five-levels", "dns-tcp", "transfer"}

func open(t *testing.T, id string, seed uint64) *lab.World {
	t.Helper()
	text, ok := public.Lab(id)
	if !ok {
		if text, ok = labs.Lab(id); !ok {
			t.Fatalf("no lab %s", id)
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
	w.RunIdle(nil)
	return w
}

// Hashes of a lab, seed by seed from 1 on.
func TestHashes(t *testing.T) {
	got := map[string][]string{}
	for _, id := range append(public.Labs(), more...) {
		for seed := uint64(1); seed <= seeds; seed++ {
			w := open(t, id, seed)
			got[id] = append(got[id], w.Hash())
			w.Close()
		}
		distinct := slices.Compact(slices.Sorted(slices.Values(got[id])))
		if len(distinct) != seeds {
			t.Errorf("%s: %d different hashes for %d seeds", id, len(distinct), seeds)
		}
	}
	if *update {
		text, _ := json.MarshalIndent(got, "", "  ")
		write(t, "hashes.json", string(text)+"\n")
		return
	}
	var want map[string][]string
	if err := json.Unmarshal(read(t, "hashes.json"), &want); err != nil {
		t.Fatal(err)
	}
	for id, hashes := range got {
		if !slices.Equal(hashes, want[id]) {
			t.Errorf("%s: the hashes differ from the golden ones; if the change is meant, run with -update\n got %v\nwant %v",
				id, hashes, want[id])
		}
	}
}

// The dialogue of each shipped lab, in the reader's words.
func TestDialogues(t *testing.T) {
	for _, id := range public.Labs() {
		t.Run(id, func(t *testing.T) {
			w := open(t, id, 7)
			defer w.Close()
			got := dialogue(w)
			if *update {
				write(t, id+".txt", got)
				return
			}
			if want := string(read(t, id+".txt")); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// manyTransfers is how many messages a dialogue has of which nobody would read all.
const manyTransfers = 5000

// dialogue lists the messages of a run. Of forged ones in a row, and of answers to
// addresses that nobody has, only the first is there: the others are counted. So are, where
// there are many messages, segments with which none begins, and in swarms what two hosts have
// said to each other before, but for the numbers in it: a peer's hundred HAVEs, a film's
// thousands of segments. (That these are what they were tell the hashes.)
func dialogue(w *lab.World) string {
	var b strings.Builder
	list, _ := w.Transfers(0, 100_000)
	more := 0
	said, swarm := map[string]bool{}, w.File().Lab.Torrents != nil
	for i, tr := range list {
		gist := fmt.Sprint(tr.From, ">", tr.To, tr.Reason, numbers.ReplaceAllString(tr.Summary, "N"))
		if len(list) > manyTransfers && (strings.HasPrefix(tr.Summary, "[") || swarm && said[gist]) {
			more++
			continue
		}
		said[gist] = true
		flood := tr.Forged || tr.To == ""
		if flood && i > 0 && (list[i-1].Forged || list[i-1].To == "") {
			more++
			continue
		}
		if more > 0 {
			fmt.Fprintf(&b, "%12s      and %d more\n", "", more)
			more = 0
		}
		fmt.Fprintf(&b, "%12v  %2d  %-18s > %-18s %s", time.Duration(tr.SentAt), tr.Number, tr.From, tr.To, tr.Summary)
		if tr.Fate == view.Lost {
			fmt.Fprintf(&b, "  (lost: %s)", tr.Reason)
		}
		if tr.Forged {
			b.WriteString("  (forged)")
		}
		b.WriteByte('\n')
	}
	if more > 0 {
		fmt.Fprintf(&b, "%12s      and %d more\n", "", more)
	}
	return b.String()
}

// numbers are the indexes, offsets and lengths in what a message says.
var numbers = regexp.MustCompile(`[0-9]+`)

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := testdata.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile("testdata/"+name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
