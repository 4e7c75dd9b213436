package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// emptyPage is the page that Playnet's is compared with.
const emptyPage = "./tests/bench/emptypage"

//go:embed empty.html
var emptyShell string

//go:embed busy.lab
var busyLab string

//go:embed long.lab
var longLab string

//go:embed mailbox.lab
var mailboxLab string

//go:embed swarm.lab
var swarmLab string

const (
	// busyQueries is how many look-ups the busy lab starts, one each millisecond.
	busyQueries = 40_000
	// longEvents is how many events a transfer and a look-up of the long lab make, at
	// least.
	longEvents = 300
)

// longRuns are the lengths of the runs that are sought in and scrolled, in events.
var longRuns = []int{5_000, 100_000, 1_000_000}

// pageRow is what page.mjs prints.
type pageRow struct {
	Name, Browser  string
	Way            string  // start: "playnet http"
	Ms             float64 // start
	Wall           float64 // busy, milliseconds
	Frames         int
	LongestFrame   float64
	LongestTask    float64 // Chromium's alone
	LongestTaskCPU float64
	CPU            float64
	RunCPU         float64 // what it took to get that far
	MedianCPU      float64 // seek
	Position       uint64
	Events         int
	Median         float64 // seek, milliseconds
	Longest        float64
	Memory         float64 // the program's, bytes
	Open, Fetched  float64 // mailbox, milliseconds
	Rows           int     // mailbox: lines that are drawn
	Speed          float64 // swarm: seconds of the world a second
}

// page measures how soon the page is there in browsers, and how it bears a busy world.
func (b *bench) page() (*table, error) {
	return b.browsers("page", fmt.Sprintf("How soon the page is there, and how responsive it stays (median of %d loads)", b.loads))
}

// long measures the page with long runs.
func (b *bench) long() (*table, error) { return b.browsers("long", "Going to and fro in long runs") }

// mailbox measures the mail reader with a large mailbox.
func (b *bench) mailbox() (*table, error) {
	return b.browsers("mailbox", "Reading a mailbox of 100,000 messages by IMAP")
}

// swarm measures the page with a hundred peers.
func (b *bench) swarm() (*table, error) {
	return b.browsers("swarm", "A swarm of 100 peers (64 chunks of 64 KiB; 256 kbit/s up, 2 Mbit/s down each), "+
		"played at 10 times the world's speed for 6 s")
}

// addSwarm adds what it costs to play a swarm.
func (t *table) addSwarm(row pageRow) {
	title := row.Browser + ": "
	keepsUp := atLeast(9.5, ">= 9.5") // the clock on the screen lags a little
	if row.LongestTask == 0 {
		keepsUp = target{}
	}
	t.add(title+"seconds of the world a second", fmt.Sprintf("%.1f", row.Speed), "", "", keepsUp.mark(row.Speed))
	t.add(title+"frames/s", rate(float64(row.Frames)/row.Wall*1000))
	if row.LongestTask == 0 {
		t.add(title+"longest time between frames", milliseconds(row.LongestFrame))
		return
	}
	each := row.CPU / float64(max(row.Frames, 1))
	t.add(title+"processor time a frame", fmt.Sprintf("%.1f ms", each), "", "", atMost(12, "<= 12 ms").mark(each))
	t.addTasks(title, row)
}

// browsers prints a part of what page.mjs measures.
func (b *bench) browsers(part, title string) (*table, error) {
	if _, err := os.Stat("tests/browser/node_modules/puppeteer-core"); err != nil {
		return nil, fmt.Errorf("%w (npm ci --prefix tests/browser installs it)", err)
	}
	if err := b.writePages(); err != nil {
		return nil, err
	}
	out, err := output("node", "tests/bench/page.mjs", b.temp, fmt.Sprint(b.loads), part)
	if err != nil {
		return nil, err
	}
	t := &table{
		title: title,
		head:  []string{"", "Playnet", "empty vugu page", "ratio", "target"},
	}
	starts := map[string]float64{}
	for lines := json.NewDecoder(bytes.NewReader(out)); lines.More(); {
		var row pageRow
		if err := lines.Decode(&row); err != nil {
			return nil, fmt.Errorf("what page.mjs printed: %w", err)
		}
		if row.Name == "start" {
			starts[row.Browser+" "+row.Way] = row.Ms
			if way, isEmpty := strings.CutPrefix(row.Way, "empty "); isEmpty {
				full := starts[row.Browser+" playnet "+way]
				t.add(fmt.Sprintf("%s, %s: first interactive", row.Browser, way), milliseconds(full),
					milliseconds(row.Ms), times(full/row.Ms), atMost(3, "<= 3").mark(full/row.Ms))
			}
			continue
		}
		switch row.Name {
		case "busy":
			t.addBusy(row)
		case "seek":
			t.addSeek(row)
		case "scroll":
			t.addScroll(row)
		case "mailbox":
			t.addMailbox(row)
		case "swarm":
			t.addSwarm(row)
		}
	}
	return t, nil
}

// addBusy adds what was seen while a world ran as fast as it could.
func (t *table) addBusy(row pageRow) {
	title := row.Browser + ", a world flat out: "
	frames := float64(max(row.Frames, 1))
	t.add(title+"events/s", rate(float64(row.Position)/row.Wall*1000))
	t.add(title+"frames/s", rate(frames/row.Wall*1000))
	if row.LongestTask == 0 { // only Chromium tells about tasks
		t.add(title+"longest time between frames", milliseconds(row.LongestFrame))
		return
	}
	t.addTasks(title, row)
	t.add(title+"processor time a frame", fmt.Sprintf("%.1f ms", row.CPU/frames))
}

// addSeek adds how long it takes to go to places all over a run.
func (t *table) addSeek(row pageRow) {
	title := fmt.Sprintf("%s, 20 random places of %d events: ", row.Browser, row.Events)
	limit, text := 100.0, "<= 100 ms"
	if row.Events > 50_000 {
		limit, text = 1000, "<= 1 s"
	}
	t.add(title+"median", milliseconds(row.Median), "", "", atMost(limit, text).mark(row.Median))
	t.add(title+"longest", milliseconds(row.Longest))
	if row.LongestTask == 0 { // only Chromium tells about tasks
		return
	}
	t.add(title+"median in processor time", milliseconds(row.MedianCPU))
	t.addTasks(title, row)
}

// addTasks adds what held the main thread up longest.
func (t *table) addTasks(title string, row pageRow) {
	t.add(title+"longest task", milliseconds(row.LongestTask), "", "", atMost(50, "<= 50 ms").mark(row.LongestTask))
	t.add(title+"the same in processor time", milliseconds(row.LongestTaskCPU))
}

// addScroll adds what it costs to scroll through the packets of a very long run.
func (t *table) addScroll(row pageRow) {
	title := fmt.Sprintf("%s, %d events: ", row.Browser, row.Events)
	t.add(title+"to run them", milliseconds(row.Wall))
	if row.RunCPU > 0 {
		t.add(title+"the same in processor time", milliseconds(row.RunCPU))
	}
	t.add(title+"the program's memory", fmt.Sprintf("%.0f MB", row.Memory/1e6))
	if row.LongestTask == 0 {
		t.add(title+"longest time between frames, scrolling", milliseconds(row.LongestFrame))
		return
	}
	each := row.CPU / float64(row.Frames)
	t.add(title+"processor time a frame, scrolling", fmt.Sprintf("%.1f ms", each), "", "", atMost(10, "<= 10 ms").mark(each))
	t.addTasks(title+"scrolling, ", row)
}

// addMailbox adds what a large mailbox costs its reader.
func (t *table) addMailbox(row pageRow) {
	title := row.Browser + ": "
	t.add(title+"to open the lab", milliseconds(row.Open))
	t.add(title+"until the newest messages are listed", milliseconds(row.Fetched))
	t.add(title+"lines drawn", fmt.Sprint(row.Rows))
	if row.LongestTask == 0 {
		t.add(title+"longest time between frames, scrolling", milliseconds(row.LongestFrame))
		return
	}
	each := row.CPU / float64(row.Frames)
	t.add(title+"processor time a frame, scrolling", fmt.Sprintf("%.1f ms", each))
	t.addTasks(title+"scrolling, ", row)
}

// writePages makes the empty page, as a site and as one file, and the busy lab.
func (b *bench) writePages() error {
	wasm := filepath.Join(b.temp, "empty.wasm")
	if err := goBuild(forWasm, wasm, emptyPage); err != nil {
		return err
	}
	raw, err := os.ReadFile(wasm)
	if err != nil {
		return err
	}
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return err
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	hosted := strings.Replace(emptyShell, "/* wasm_exec.js */", string(loader), 1)
	single := strings.Replace(hosted, "<!-- program -->", base64.StdEncoding.EncodeToString(zipped.Bytes()), 1)
	files := map[string][]byte{
		"empty.wasm.gz": zipped.Bytes(), "empty.html": []byte(hosted), "empty-single.html": []byte(single),
		"busy.lab": []byte(busy(busyQueries)), "mailbox.lab": []byte(mailboxLab), "swarm.lab": []byte(swarmLab),
	}
	for _, n := range longRuns {
		files[fmt.Sprintf("long-%d.lab", n)] = []byte(long(n))
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(b.temp, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// busy returns a lab whose name server is asked for one name after the other. None of its
// answers may be kept, so that each look-up goes to the authority.
func busy(queries int) string {
	var timeline strings.Builder
	for i := range queries {
		if i > 0 {
			timeline.WriteString(",\n")
		}
		fmt.Fprintf(&timeline, `    {"at": "%dms", "do": {"op": "dns.query", "host": "client%d", "name": "host%d.example.edu", "type": "A"}}`,
			i+1, i%10, i%50)
	}
	return strings.Replace(busyLab, `"timeline here"`, timeline.String(), 1)
}

// long returns a lab that makes at least so many events: transfers of 100,000 bytes by
// TCP and look-ups, in turns. (Look-ups alone, as in the busy lab, take ten times as long
// for as many events.)
func long(events int) string {
	var timeline strings.Builder
	for i := range events/longEvents + 1 {
		if i > 0 {
			timeline.WriteString(",\n")
		}
		fmt.Fprintf(&timeline, `    {"at": "%dms", "do": {"op": "tcp.send", "host": "client%d", "to": "server", "port": 9, "bytes": 100000}},
    {"at": "%dms", "do": {"op": "dns.query", "host": "client%d", "name": "host%d.example.edu", "type": "A"}}`,
			40*i+1, i%10, 40*i+21, (i+5)%10, i%50)
	}
	return strings.Replace(longLab, `"timeline here"`, timeline.String(), 1)
}
