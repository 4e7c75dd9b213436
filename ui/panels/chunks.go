package panels

import (
	"math"
	"slices"
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// ChunksKey is the key of the matrix's canvas.
const ChunksKey = "chunks"

// chunkView is what the panels remember of the matrix of chunks.
type chunkView struct {
	row, col int  // of the cursor; row -1 is that of the copies
	shown    bool // the cursor is
	pointed  bool // by the pointer, not by keys
	cells    chunkCells
	grid     chunkGrid
	rows     []string // hosts, as they were drawn last
	pieces   int
}

// chunkGrid is where the matrix's cells are on its canvas, in pixels.
type chunkGrid struct {
	w, h         float64
	x, y         float64 // of the first cell
	cw, rh       float64 // of a cell
	rareY, rareH float64
	named        bool // rows have room for the peers' names
}

const (
	chunkText   = 12.0
	chunkHead   = 26.0 // title, and what it says beside
	chunkFoot   = 24.0 // the line that says what the cursor is at
	rareHeight  = 16.0
	rareGap     = 4.0
	mostCell    = 28.0 // width of a cell
	mostRow     = 16.0 // height of a row
	mostRowAll  = 22.0 // likewise, where the plot needs no room
	leastNamed  = 13.0 // height of a row that has room for a name
	chunksPad   = 12.0
	plotInHead  = 30.0 // title and legend of the plot below the matrix
	leastPlotIn = plotInHead + 140
)

// swarmIn is what the panel of chunks shows.
type swarmIn struct {
	swarm    *view.Swarm
	selected string // host
	now      int64
	tables   bool
	charted  bool // the peers' ways are shown in the dock
}

// SwarmPanel draws the matrix of who has which chunk and, where there is room and the dock
// does not show it, below it how the peers have got on.
func SwarmPanel(a *app.App, s *State, m *scene.Metrics, w, h float64) *scene.Node {
	in, ok := swarmOf(a)
	if !ok {
		return box("div", "swarm-side")
	}
	return s.swarmSide(in, m, w, h)
}

// swarmOf is what the page shows of the swarm now; it reports false where there is none.
func swarmOf(a *app.App) (swarmIn, bool) {
	swarm, ok := a.Swarm()
	in := swarmIn{swarm: &swarm, now: int64(a.Now()), tables: a.Look().Tables, charted: a.Look().Shows(app.Charts)}
	if sel := a.Selection(); sel.Kind == app.Host {
		in.selected = sel.Host
	}
	return in, ok
}

// chunksHeading is the matrix's title, and beside it how many chunks there are, where there is
// room for all of that.
func chunksHeading(w *view.Swarm, m *scene.Metrics, width float64) *scene.Node {
	const titleText, beside = 14.0, 20.0
	title, sub := text.T("chunks.title"), chunksSub(w)
	head := box("div", "chunks-head", el("h3", "chunks-title", title))
	if m.Width(title, scene.Bold, titleText)+beside+m.Width(sub, scene.Plain, chunkText) <= width {
		head.Add(el("p", "chunks-sub", sub))
	}
	return head
}

// swarmSide is the panel of a swarm.
func (s *State) swarmSide(in swarmIn, m *scene.Metrics, w, h float64) *scene.Node {
	v := &s.chunks
	v.rows = v.rows[:0]
	for i := range in.swarm.Peers {
		v.rows = append(v.rows, in.swarm.Peers[i].Host)
	}
	v.pieces = in.swarm.Pieces
	root := box("div", "swarm-side")
	if in.tables {
		return root.Add(s.chunkTables(in))
	}
	v.grid = layChunks(in, m, w-2*chunksPad, h-chunkHead-chunkFoot-chunksPad)
	v.keepCursor()
	v.cells.update(in.swarm, v, in.selected)
	root.Add(keyed("head", chunksHeading(in.swarm, m, w-2*chunksPad)))
	root.Add(v.matrix(in, m), keyed("says", v.readout(in)))
	if room := h - chunkHead - chunkFoot - chunksPad - v.grid.h; room >= leastPlotIn && !in.charted {
		root.Add(s.Plot(completionPlot(in, m), w-2*chunksPad, room-plotInHead))
	}
	return root
}

// chunksSub says how many chunks of which size there are.
func chunksSub(w *view.Swarm) string {
	return text.T("chunks.sub", "n", text.Number(w.Pieces), "size", chunkSize(w.PieceLength))
}

// chunkSize writes the length of a piece as it is called: in KiB.
func chunkSize(n int) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return strconv.Itoa(n>>20) + " MiB"
	case n >= 1<<10 && n%(1<<10) == 0:
		return strconv.Itoa(n>>10) + " KiB"
	}
	return text.Number(n) + " B"
}

// layChunks finds room for all cells in a place of that size: the cells are as large as may
// be, but leave the rest to the plot where that is possible and wanted.
func layChunks(in swarmIn, m *scene.Metrics, width, height float64) chunkGrid {
	w := in.swarm
	rows, cols := max(len(w.Peers), 1), max(w.Pieces, 1)
	g := chunkGrid{w: math.Max(width, 60), rareH: rareHeight, rareY: 0, y: rareHeight + rareGap}
	room := math.Max(height-g.y, 30)
	g.rh = math.Min(mostRow, room/float64(rows))
	switch left := room - leastPlotIn; {
	case in.charted:
		g.rh = math.Min(mostRowAll, room/float64(rows))
	case left >= leastNamed*float64(rows):
		g.rh = math.Min(mostRow, left/float64(rows))
	case leastNamed*float64(rows) > room && left >= room*0.45:
		g.rh = left / float64(rows) // there is no room for names with or without the plot
	}
	if g.rh >= leastNamed {
		g.rh, g.named = math.Floor(g.rh), true
		widest := 0.0
		for i := range w.Peers {
			widest = math.Max(widest, m.Width(w.Peers[i].Host, scene.Bold, chunkText))
		}
		g.x = math.Min(math.Max(widest, m.Width(text.T("chunks.copies"), scene.Plain, chunkText)), g.w*0.3) + 8
	}
	g.cw = math.Min(mostCell, (g.w-g.x-2)/float64(cols))
	g.h = g.y + g.rh*float64(rows) + 3
	return g
}

// matrix draws the canvas and the rows' names beside it.
func (v *chunkView) matrix(in swarmIn, m *scene.Metrics) *scene.Node {
	g := &v.grid
	canvas := scene.New("canvas", "cells").Class("chunks-canvas").Set("data-key", ChunksKey).Set("data-paint", ChunksKey).
		Set("data-track", "").Set("data-arrows", "").Set("tabindex", "0").Set("role", "application").
		Set("aria-label", text.T("chunks.label")).Set("aria-describedby", "chunks-says")
	names := scene.New("svg", "names").Class("chunks-names").Num("width", g.x).Num("height", g.h).Set("aria-hidden", "true")
	if g.named {
		label := func(key, class, words string, y float64, weight scene.Weight) {
			names.Add(scene.Label(key, class, m.Fit(words, weight, chunkText, g.x-6), g.x-6, y).Set("text-anchor", "end").Num("font-size", chunkText).Add())
		}
		label("copies", "chunk-name muted", text.T("chunks.copies"), g.rareY+g.rareH-4, scene.Plain)
		for i := range in.swarm.Peers {
			host, class, weight := in.swarm.Peers[i].Host, "chunk-name", scene.Plain
			if in.swarm.Peers[i].Away() {
				class += " muted"
			}
			if host == in.selected {
				class, weight = class+" chosen", scene.Bold
			}
			label(host, class, host, g.y+float64(i)*g.rh+g.rh/2+chunkText*0.3, weight)
		}
	}
	return scene.New("div", "matrix").Class("chunks-matrix").Set("style:height", scene.Number(g.h)+"px").Add(canvas, names)
}

// ChunkPainting returns what is painted on the matrix's canvas: all of it, or what has
// changed since it was painted last. It is nil while no matrix is shown.
func (s *State) ChunkPainting(all bool) []byte { return s.chunks.paint(all) }

// chunksEvent moves the cursor over the matrix.
func (s *State) chunksEvent(a *app.App, e Event) {
	v := &s.chunks
	row, col, shown := v.row, v.col, v.shown
	switch {
	case len(v.rows) == 0 || v.pieces == 0:
		return
	case e.Type == "click" && e.X == 0 && e.Y == 0: // by the keyboard
		s.chooseChunk(a)
	case e.Type == "move" || e.Type == "click":
		v.shown, v.pointed = v.find(e.X, e.Y), true
		if e.Type == "click" && v.shown {
			s.chooseChunk(a)
		}
	case e.Type == "hover":
		v.shown = v.shown && (e.Key == ChunksKey || !v.pointed)
	case e.Type == "focus":
		v.shown, v.pointed = true, false
	default:
		v.step(e.Type)
		v.shown, v.pointed = true, false
	}
	s.redraw = s.redraw || row != v.row || col != v.col || shown != v.shown
}

// chooseChunk selects the peer of the cursor's row, whose panel then says why it has that chunk.
func (s *State) chooseChunk(a *app.App) {
	if v := &s.chunks; v.row >= 0 && v.row < len(v.rows) {
		s.torrentChunk.host, s.torrentChunk.piece = v.rows[v.row], v.col
		a.SelectHost(v.rows[v.row])
	}
}

// find puts the cursor onto the cell at a place of the canvas, if there is one.
func (v *chunkView) find(x, y float64) bool {
	g := &v.grid
	col := int(math.Floor((x - g.x) / g.cw))
	row := int(math.Floor((y - g.y) / g.rh))
	if y < g.y {
		row = -1
	}
	if x < g.x || col >= v.pieces || y < g.rareY || row >= len(v.rows) {
		return false
	}
	v.row, v.col = row, col
	return true
}

// step moves the cursor by a key.
func (v *chunkView) step(key string) {
	if !v.shown {
		return // the first key shows where it is
	}
	switch key {
	case "ArrowLeft":
		v.col--
	case "ArrowRight":
		v.col++
	case "ArrowUp":
		v.row--
	case "ArrowDown":
		v.row++
	case "Home":
		v.col = 0
	case "End":
		v.col = v.pieces - 1
	case "PageUp":
		v.row = -1
	case "PageDown":
		v.row = len(v.rows) - 1
	}
	v.keepCursor()
}

func (v *chunkView) keepCursor() {
	v.row = min(max(v.row, -1), len(v.rows)-1)
	v.col = min(max(v.col, 0), max(v.pieces-1, 0))
}

// readout says what the cursor is at; else what the colours mean.
func (v *chunkView) readout(in swarmIn) *scene.Node {
	p := scene.New("p", "").Class("chunks-says").Set("id", "chunks-says").Set("role", "status")
	if v.shown {
		words := scene.New("span", "cell")
		words.Text = cellSays(in.swarm, v.row, v.col)
		if v.row >= 0 {
			words.Text += " · " + text.T("swarm.ask")
		}
		return p.Add(words)
	}
	kinds := []string{"has", "busy", "lacks"}
	if slices.ContainsFunc(in.swarm.Peers, func(p view.SwarmPeer) bool { return p.Count > 0 && p.Away() }) {
		kinds = append(kinds, "gone")
	}
	for _, k := range kinds {
		p.Add(scene.New("span", k).Class("chunk-key "+k).Add(scene.New("span", "").Class("chunk-swatch").Set("aria-hidden", "true"), el("span", "", text.T("chunks."+k))))
	}
	return p
}

// cellSays is a cell in words: peer, chunk, state, copies.
func cellSays(w *view.Swarm, row, col int) string {
	copies := copiesOf(w, col)
	if row < 0 || row >= len(w.Peers) {
		return text.T("chunks.says.copies", "chunk", strconv.Itoa(col), "copies", text.Count("chunks.ncopies", copies))
	}
	state := text.T("chunks.says." + [...]string{chunkLacks: "lacks", chunkBusy: "busy", chunkHas: "has", chunkGone: "gone"}[chunkState(&w.Peers[row], col)])
	return text.T("chunks.says", "peer", w.Peers[row].Host, "chunk", strconv.Itoa(col), "state", state, "copies", text.Count("chunks.ncopies", copies))
}

func copiesOf(w *view.Swarm, piece int) int {
	if piece < len(w.Copies) {
		return w.Copies[piece]
	}
	return 0
}
