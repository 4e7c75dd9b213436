package scene

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Weight chooses among the widths of a [Metrics].
type Weight int

// The page's weights of text.
const (
	Plain Weight = iota // sans-serif, 400
	Bold                // sans-serif, 600
	Mono                // monospace, 400
)

// measured lists the characters that a Metrics knows, in order; public/js/scene.js
// measures the same ones.
const measured = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`" +
	"abcdefghijklmnopqrstuvwxyz{|}~…·→×"

// Ellipsis ends a text that had to be shortened.
const Ellipsis = "…"

// Metrics says how wide text is: for each weight, the advance widths of the
// measured characters, in thousandths of the font's size.
type Metrics struct {
	ascii  [3]['~' - ' ' + 1]float64
	others [3]map[rune]float64
}

// wide is Metrics for the widest of the usual system fonts (that of many Linux
// desktops). A text that fits by it fits elsewhere too; where the page can measure
// the real font, it fits exactly.
const wide = `318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838 1000 318 838 838
348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 696 696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716 712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838 1000 380 838 838
602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602 602`

// DefaultMetrics is used where nothing was measured: wide, so that nothing is cut.
var DefaultMetrics = mustParse(wide)

func mustParse(text string) *Metrics {
	m, err := ParseMetrics(text)
	if err != nil {
		panic(err)
	}
	return m
}

// ParseMetrics reads what scene.js measured: three lines (plain, bold, mono) of
// one number a character.
func ParseMetrics(text string) (*Metrics, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 3 {
		return nil, fmt.Errorf("text metrics: %d lines, want 3", len(lines))
	}
	m := new(Metrics)
	for w, line := range lines {
		m.others[w] = make(map[rune]float64)
		numbers := strings.Fields(line)
		if len(numbers) != utf8.RuneCountInString(measured) {
			return nil, fmt.Errorf("text metrics, line %d: %d numbers, want %d", w+1, len(numbers), utf8.RuneCountInString(measured))
		}
		i := 0
		for _, r := range measured {
			v, err := strconv.ParseFloat(numbers[i], 64)
			if err != nil || v < 0 || v > 5000 {
				return nil, fmt.Errorf("text metrics, line %d: width %q", w+1, numbers[i])
			}
			if r <= '~' {
				m.ascii[w][r-' '] = v
			} else {
				m.others[w][r] = v
			}
			i++
		}
	}
	return m, nil
}

// Width is the width of text at a font size, in the size's unit. A nil receiver is
// [DefaultMetrics].
func (m *Metrics) Width(text string, w Weight, size float64) float64 {
	if m == nil {
		m = DefaultMetrics
	}
	sum := 0.0
	for _, r := range text {
		sum += m.rune(r, w)
	}
	return sum * size / 1000
}

func (m *Metrics) rune(r rune, w Weight) float64 {
	if r >= ' ' && r <= '~' {
		return m.ascii[w][r-' ']
	}
	if v, ok := m.others[w][r]; ok {
		return v
	}
	switch {
	case r < ' ' || r >= 0x300 && r < 0x370: // control and combining characters
		return 0
	case r >= 0x1100: // the scripts of East Asia, symbols, emoji: full width
		return 1000
	}
	return m.ascii[w]['M'-' '] // Latin, Greek, Cyrillic and the like: at most that
}

// Fit returns the longest beginning of text that is at most room wide, with an
// ellipsis where something is missing; "" if not even one character fits.
func (m *Metrics) Fit(text string, w Weight, size, room float64) string {
	if m == nil {
		m = DefaultMetrics
	}
	if m.Width(text, w, size) <= room {
		return text
	}
	room -= m.Width(Ellipsis, w, size)
	sum, end := 0.0, 0
	for i, r := range text {
		sum += m.rune(r, w) * size / 1000
		if sum > room {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	head := strings.TrimRight(text[:end], " .·-,")
	if head == "" {
		return ""
	}
	return head + Ellipsis
}

// FitNumbered is [Metrics.Fit] for one of many that are told apart by the number at their
// names' end: it stays.
func (m *Metrics) FitNumbered(text string, w Weight, size, room float64) string {
	if m.Width(text, w, size) <= room {
		return text
	}
	name := strings.TrimRight(text, "0123456789")
	number := text[len(name):]
	if head := m.Fit(name, w, size, room-m.Width(number, w, size)); head != "" {
		return head + number
	}
	return m.Fit(text, w, size, room)
}
