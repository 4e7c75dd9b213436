package panels

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	"playnet/core/view"
)

// The states of a cell of the matrix.
const (
	chunkLacks byte = iota
	chunkBusy       // some of its blocks are there, or asked for
	chunkHas
	chunkGone // the peer has it, but takes no part
)

// chunkCells are the cells of the matrix as they were painted: only rows that have changed
// cross to the browser again.
type chunkCells struct {
	rows, cols int
	states     []byte
	have       [][]byte // of each row, as it was when its states were made
	busy       [][]int
	away       []bool
	changed    []bool
	copies     []int
	most       int
	chosen     int // row of the selected peer; -1
	out        []byte
	ready      bool
}

// chunkState is the state of one cell. Who takes no part has nothing on its way.
func chunkState(p *view.SwarmPeer, piece int) byte {
	away := p.Away()
	if p.Has(piece) {
		if away {
			return chunkGone
		}
		return chunkHas
	}
	if !away && slices.Contains(p.Busy, piece) {
		return chunkBusy
	}
	return chunkLacks
}

// update takes over what the swarm is now.
func (c *chunkCells) update(w *view.Swarm, v *chunkView, selected string) {
	rows, cols := len(w.Peers), w.Pieces
	if c.rows != rows || c.cols != cols {
		*c = chunkCells{rows: rows, cols: cols, states: make([]byte, rows*cols),
			have: make([][]byte, rows), busy: make([][]int, rows), away: make([]bool, rows), changed: make([]bool, rows), out: c.out}
		for i := range c.changed {
			c.changed[i] = true
		}
	}
	c.ready, c.chosen, c.most = true, -1, rows
	c.copies = append(c.copies[:0], w.Copies...)
	for i := range w.Peers {
		p := &w.Peers[i]
		if p.Host == selected {
			c.chosen = i
		}
		away := p.Away()
		if bytes.Equal(c.have[i], p.Have) && slices.Equal(c.busy[i], p.Busy) && c.away[i] == away {
			continue
		}
		c.away[i] = away
		c.have[i] = append(c.have[i][:0], p.Have...)
		c.busy[i] = append(c.busy[i][:0], p.Busy...)
		c.changed[i] = true
		has := chunkHas
		if away {
			has = chunkGone
		}
		line := c.states[i*cols : (i+1)*cols]
		for k := range line {
			line[k] = chunkLacks
			if p.Has(k) {
				line[k] = has
			}
		}
		for _, k := range p.Busy {
			if !away && k >= 0 && k < cols && line[k] == chunkLacks {
				line[k] = chunkBusy
			}
		}
	}
}

// paint writes what public/js/brushes.js paints: where the cells are, the cursor, the rows
// that have changed (or all), and the copies of each piece.
func (v *chunkView) paint(all bool) []byte {
	c, g := &v.cells, &v.grid
	if !c.ready || c.rows == 0 || c.cols == 0 {
		return nil
	}
	le := binary.LittleEndian
	out := le.AppendUint16(c.out[:0], uint16(c.cols))
	out = le.AppendUint16(out, uint16(c.rows))
	for _, f := range []float64{g.w, g.h, g.x, g.y, g.cw, g.rh, g.rareY, g.rareH} {
		out = le.AppendUint32(out, math.Float32bits(float32(f)))
	}
	row, col := -2, -1
	if v.shown {
		row, col = v.row, v.col
	}
	for _, n := range []int{row, col, c.chosen, c.most} {
		out = le.AppendUint16(out, uint16(int16(n)))
	}
	at := len(out)
	out = le.AppendUint16(out, 0)
	changed := 0
	for i := range c.rows {
		if all || c.changed[i] {
			changed++
			out = le.AppendUint16(out, uint16(i))
			out = append(out, c.states[i*c.cols:(i+1)*c.cols]...)
			c.changed[i] = false
		}
	}
	le.PutUint16(out[at:], uint16(changed))
	for k := range c.cols {
		n := 0
		if k < len(c.copies) {
			n = c.copies[k]
		}
		out = le.AppendUint16(out, uint16(n))
	}
	c.out = out
	return out
}
