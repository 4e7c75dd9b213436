package terminal

import (
	"slices"
	"unicode/utf8"

	"playnet/core/view"
)

// Bounds of a screen: lines that it keeps, and bytes of one, after which it is
// broken.
const (
	maxLines    = 500
	maxLineSize = 2000
)

// Screen holds what a terminal shows. It outlives the shell: what was seen before
// the host stopped can still be read.
type Screen struct {
	lines []view.TerminalLine
	total int
	open  bool // the last line is not ended
}

// add begins a line of its own.
func (s *Screen) add(kind view.TerminalKind, text string) {
	s.open = false
	if len(s.lines) == maxLines {
		s.lines = append(s.lines[:0], s.lines[1:]...)
	}
	s.lines = append(s.lines, view.TerminalLine{Kind: kind, Text: text})
	s.total++
}

// print shows text, which may hold several lines, and may end inside one.
func (s *Screen) print(text string) {
	for len(text) > 0 {
		if !s.open {
			s.add(view.Printed, "")
			s.open = true
		}
		last := &s.lines[len(s.lines)-1]
		n, ended := lineEnd(text, maxLineSize-len(last.Text))
		last.Text += text[:n]
		text = text[n:]
		if ended {
			text = text[1:]
		}
		s.open = !ended && text == "" // what is left of a line that is full begins another
	}
}

// lineEnd returns how much of a text belongs to a line with so much room, and
// whether a line feed follows. Characters are not cut.
func lineEnd(text string, room int) (n int, ended bool) {
	for i, r := range text {
		if r == '\n' {
			return i, true
		}
		if i+utf8.RuneLen(r) > room {
			return i, false
		}
	}
	return len(text), false
}

// clear takes the lines off the screen.
func (s *Screen) clear() { s.lines, s.open = nil, false }

// copy returns the lines.
func (s *Screen) copy() []view.TerminalLine {
	if s.lines == nil {
		return []view.TerminalLine{}
	}
	return slices.Clone(s.lines)
}
