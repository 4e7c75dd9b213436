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

// busyQueries is how many look-ups the busy lab starts, one each millisecond.
const busyQueries = 40_000

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
	Position       uint64
}

// page measures the page in browsers.
func (b *bench) page() (*table, error) {
	if _, err := os.Stat("tests/browser/node_modules/puppeteer-core"); err != nil {
		return nil, fmt.Errorf("%w (npm ci --prefix tests/browser installs it)", err)
	}
	if err := b.writePages(); err != nil {
		return nil, err
	}
	out, err := output("node", "tests/bench/page.mjs", b.temp, fmt.Sprint(b.loads))
	if err != nil {
		return nil, err
	}
	t := &table{
		title: fmt.Sprintf("How soon the page is there, and how responsive it stays (median of %d loads)", b.loads),
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
		t.addBusy(row)
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
	t.add(title+"longest task", milliseconds(row.LongestTask), "", "", atMost(50, "<= 50 ms").mark(row.LongestTask))
	t.add(title+"the same in processor time", milliseconds(row.LongestTaskCPU))
	t.add(title+"processor time a frame", fmt.Sprintf("%.1f ms", row.CPU/frames))
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
	for name, data := range map[string][]byte{
		"empty.wasm.gz": zipped.Bytes(), "empty.html": []byte(hosted), "empty-single.html": []byte(single),
		"busy.lab": []byte(busy()),
	} {
		if err := os.WriteFile(filepath.Join(b.temp, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// busy returns a lab whose name server is asked for one name after the other. None of its
// answers may be kept, so that each look-up goes to the authority.
func busy() string {
	var timeline strings.Builder
	for i := range busyQueries {
		if i > 0 {
			timeline.WriteString(",\n")
		}
		fmt.Fprintf(&timeline, `    {"at": "%dms", "do": {"op": "dns.query", "host": "client%d", "name": "host%d.example.edu", "type": "A"}}`,
			i+1, i%10, i%50)
	}
	return strings.Replace(busyLab, `"timeline here"`, timeline.String(), 1)
}
