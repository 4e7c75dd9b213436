package panels

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/internal/gallery"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// painted reads a painting of the matrix back: rows by their numbers, and the copies.
func painted(t *testing.T, b []byte, cols int) (rows map[int][]byte, copies []int) {
	t.Helper()
	le := binary.LittleEndian
	if int(le.Uint16(b)) != cols {
		t.Fatalf("%d columns, want %d", le.Uint16(b), cols)
	}
	n := int(le.Uint16(b[44:]))
	rows, at := map[int][]byte{}, 46
	for range n {
		rows[int(le.Uint16(b[at:]))] = b[at+2 : at+2+cols]
		at += 2 + cols
	}
	for range cols {
		copies = append(copies, int(le.Uint16(b[at:])))
		at += 2
	}
	if at != len(b) {
		t.Errorf("%d bytes too many", len(b)-at)
	}
	return rows, copies
}

// The matrix shows each cell's state; afterwards only rows cross that have changed.
func TestOnlyChangedRowsArePainted(t *testing.T) {
	var s State
	w := gallery.Crowd(11, 48, 7)
	s.swarmSide(swarmIn{swarm: w}, scene.DefaultMetrics, 360, 430)
	rows, copies := painted(t, s.ChunkPainting(false), 48)
	if len(rows) != 11 || !slices.Equal(copies, w.Copies) {
		t.Fatalf("%d rows at first, copies %v", len(rows), copies)
	}
	for i, row := range rows {
		for k, state := range row {
			if state != chunkState(&w.Peers[i], k) {
				t.Fatalf("cell %d of %s is painted as %d", k, w.Peers[i].Host, state)
			}
		}
	}
	s.swarmSide(swarmIn{swarm: w}, scene.DefaultMetrics, 360, 430)
	if rows, _ := painted(t, s.ChunkPainting(false), 48); len(rows) != 0 {
		t.Errorf("%d rows cross though nothing has changed", len(rows))
	}
	w.Peers[4].Busy = append(w.Peers[4].Busy, 47)
	w.Peers[9].Have[0] ^= 0x80
	w.Copies[0]++
	s.swarmSide(swarmIn{swarm: w}, scene.DefaultMetrics, 360, 430)
	rows, copies = painted(t, s.ChunkPainting(false), 48)
	if len(rows) != 2 || rows[9] == nil || copies[0] != w.Copies[0] {
		t.Errorf("after two changes: %v", rows)
	}
	w.Peers[4].State = "left"
	s.swarmSide(swarmIn{swarm: w}, scene.DefaultMetrics, 360, 430)
	if rows, _ = painted(t, s.ChunkPainting(false), 48); len(rows) != 1 || !slices.Contains(rows[4], chunkGone) || slices.Contains(rows[4], chunkHas) || slices.Contains(rows[4], chunkBusy) {
		t.Errorf("when it has left, its row is %v", rows[4])
	}
	if rows, _ := painted(t, s.ChunkPainting(true), 48); len(rows) != 11 {
		t.Errorf("%d rows when all are wanted", len(rows))
	}
}

// The pointer and the keys find the same cell, and it is told in words.
func TestTheCursorOfTheMatrix(t *testing.T) {
	var s State
	w := gallery.Crowd(11, 48, 7)
	draw := func() string {
		return words(s.swarmSide(swarmIn{swarm: w}, scene.DefaultMetrics, 360, 430).Find("id", "chunks-says"))
	}
	if got := draw(); !strings.Contains(got, "on its way") {
		t.Errorf("without a cursor: %q", got)
	}
	a := app.New(library{})
	g := s.chunks.grid
	s.chunksEvent(a, Event{Type: "move", Key: ChunksKey, X: g.x + 17.5*g.cw, Y: g.y + 0.5*g.rh})
	if !s.TakeRedraw() || draw() != "seed · chunk 17 · has it · "+copiesWords(w, 17)+" · press: why?" {
		t.Errorf("at the seed's chunk 17: %q", draw())
	}
	s.chunksEvent(a, Event{Type: "hover", Key: ""})
	if got := draw(); !strings.Contains(got, "lacks") || strings.Contains(got, "chunk 17") {
		t.Errorf("the pointer has left: %q", got)
	}
	s.chunksEvent(a, Event{Type: "focus", Key: ChunksKey})
	for _, key := range []string{"ArrowUp", "ArrowUp", "End"} {
		s.chunksEvent(a, Event{Type: key, Key: ChunksKey})
	}
	if got := draw(); got != "chunk 47 · "+copiesWords(w, 47)+" in the swarm" {
		t.Errorf("in the row of the copies: %q", got)
	}
	for range 30 {
		s.chunksEvent(a, Event{Type: "ArrowDown", Key: ChunksKey})
	}
	if got := draw(); !strings.HasPrefix(got, "judy · chunk 47 · lacks it") {
		t.Errorf("in the last row: %q", got)
	}
}

func copiesWords(w *view.Swarm, k int) string {
	if w.Copies[k] == 1 {
		return "1 copy"
	}
	return scene.Number(float64(w.Copies[k])) + " copies"
}

// All cells are within the canvas, whatever there is to show.
func TestTheMatrixHasRoom(t *testing.T) {
	for _, c := range []struct{ peers, pieces int }{{2, 4}, {11, 48}, {20, 100}, {100, 256}, {200, 2000}} {
		for i, size := range [][2]float64{{360, 430}, {309, 290}, {360, 250}, {390, 500}, {360, 430}} {
			charted := i%2 == 0
			g := layChunks(swarmIn{swarm: gallery.Crowd(c.peers, c.pieces, 1), charted: charted}, scene.DefaultMetrics, size[0]-24, size[1]-chunkHead-chunkFoot-chunksPad)
			if right := g.x + g.cw*float64(c.pieces); right > g.w || g.h > size[1] {
				t.Errorf("%d × %d in %v: %v wide, %v high", c.peers, c.pieces, size, right, g.h)
			}
			if g.named && g.rh < leastNamed {
				t.Errorf("%d × %d in %v: names in rows of %v", c.peers, c.pieces, size, g.rh)
			}
		}
	}
}

func TestRanges(t *testing.T) {
	for want, list := range map[string][]int{"": nil, "3": {3}, "0–2, 5, 6, 9": {0, 1, 2, 5, 6, 9}} {
		if got := text.Ranges(list); got != want {
			t.Errorf("%v: %q", list, got)
		}
	}
}

// The tables tell what the matrix shows.
func TestChunkTables(t *testing.T) {
	var s State
	w := gallery.Crowd(11, 48, 7)
	got := words(s.swarmSide(swarmIn{swarm: w, tables: true}, scene.DefaultMetrics, 360, 430))
	for _, want := range []string{"seed", "all", "judy", "Copies in the swarm"} {
		if !strings.Contains(got, want) {
			t.Errorf("the tables lack %q", want)
		}
	}
}

// Of the completion plot the selected peer's line can be pointed at, the others are one.
func TestCompletionPlot(t *testing.T) {
	var s State
	p := completionPlot(swarmIn{swarm: gallery.Crowd(11, 48, 7), selected: "alice", now: 300e9}, scene.DefaultMetrics)
	n := s.Plot(p, 340, 140)
	if n.Find("class", "plot-now") != nil {
		t.Error("the present is marked though it is the end")
	}
	p.Now = 5 // gone back: the axis keeps its end
	for i := range p.Series {
		p.Series[i].Points = p.Series[i].Points[:3]
	}
	n = s.Plot(p, 340, 140)
	faint, points := 0, 0
	n.Walk(func(n *scene.Node) {
		if n.Attr("class") == "plot-faint" {
			faint++
		}
		if n.Attr("class") == "plot-point" {
			points++
		}
	})
	if faint != 2 || points == 0 { // the lines, and their sign in the legend
		t.Errorf("%d faint lines, %d points", faint, points)
	}
	if n.Find("class", "plot-now") == nil {
		t.Error("the present is not marked")
	}
}
