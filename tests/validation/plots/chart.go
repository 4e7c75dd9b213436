package main

import (
	"fmt"
	"math"
	"strings"
)

// A chart is a picture of values over two axes.
type chart struct {
	title    string
	x, y     axis
	series   []series
	band     [2]float64 // between these values of y the ground is tinted; 0, 0: nowhere
	bandName string
}

// An axis goes from lo to hi, with a line and a number at each tick.
type axis struct {
	name   string
	lo, hi float64
	log    bool
	ticks  []float64
	names  []string // of the ticks; nil: their values
}

// mark is what a series looks like. Colour is never the only difference.
type mark uint8

const (
	line mark = iota
	dashed
	circles
	squares
	diamonds
	rings
)

type point struct{ x, y float64 }

type series struct {
	name   string // "": not in the legend
	mark   mark
	colour int // 0 to 3
	points []point
}

// The picture's measures, in pixels.
const (
	width, height            = 640, 400
	left, right, top, bottom = 64, 16, 62, 46
	lineOfLegend             = 18
)

// style gives the colours in both themes: the viewer says which it has.
const style = `text{font:12px system-ui,sans-serif;fill:#1b1f27}.title{font-size:14px;font-weight:600}` +
	`.ground{fill:#fff}.grid{stroke:#dde2ea}.band{fill:#e3e9fa}` +
	`.l{fill:none;stroke-width:2}.p{stroke-width:1.5}` +
	`.c0{stroke:#0072b2;--c:#0072b2}.c1{stroke:#b84c00;--c:#b84c00}.c2{stroke:#6a4fc4;--c:#6a4fc4}.c3{stroke:#5d6675;--c:#5d6675}` +
	`.full{fill:var(--c)}.ring{fill:none}` +
	`@media(prefers-color-scheme:dark){text{fill:#e8ebf1}.ground{fill:#1a1e26}.grid{stroke:#2b313d}.band{fill:#26324d}` +
	`.c0{stroke:#56b4e9;--c:#56b4e9}.c1{stroke:#ff9252;--c:#ff9252}.c2{stroke:#b39dff;--c:#b39dff}.c3{stroke:#9aa4b5;--c:#9aa4b5}}`

// at returns where a value lies on an axis, 0 to 1.
func (a *axis) at(v float64) float64 {
	if a.log {
		return math.Log(v/a.lo) / math.Log(a.hi/a.lo)
	}
	return (v - a.lo) / (a.hi - a.lo)
}

func (c *chart) px(v float64) float64 { return left + c.x.at(v)*(width-left-right) }

func (c *chart) py(v float64) float64 { return height - bottom - c.y.at(v)*(height-top-bottom) }

// svg draws the chart.
func (c *chart) svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img"><title>%s</title><style>%s</style>`+"\n",
		width, height, width, height, c.title, style)
	fmt.Fprintf(&b, `<rect class="ground" width="%d" height="%d" rx="8"/><text class="title" x="%d" y="22">%s</text>`+"\n", width, height, left, c.title)
	if c.band != [2]float64{} {
		fmt.Fprintf(&b, `<rect class="band" x="%d" y="%.1f" width="%d" height="%.1f"/><text x="%d" y="%.1f">%s</text>`+"\n", left, c.py(c.band[1]),
			width-left-right, c.py(c.band[0])-c.py(c.band[1]), left+6, c.py(c.band[1])+14, c.bandName)
	}
	c.axes(&b)
	at := float64(left)
	for i := range c.series {
		s := &c.series[i]
		s.draw(&b, c)
		if s.name == "" {
			continue
		}
		key := chart{x: axis{lo: 0, hi: width - left - right}, y: axis{lo: 0, hi: height - top - bottom}}
		y := float64(height-top-bottom) + lineOfLegend
		(&series{mark: s.mark, colour: s.colour, points: []point{{at - left, y}, {at - left + 22, y}}}).draw(&b, &key)
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f">%s</text>`+"\n", at+30, key.py(y)+4, s.name)
		at += 52 + 6.3*float64(len([]rune(s.name)))
	}
	return b.String() + "</svg>\n"
}

func (c *chart) axes(b *strings.Builder) {
	for i, v := range c.x.ticks {
		fmt.Fprintf(b, `<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			c.px(v), top, height-bottom, c.px(v), height-bottom+16, c.x.tick(i))
	}
	for i, v := range c.y.ticks {
		fmt.Fprintf(b, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, c.py(v), width-right, left-6, c.py(v)+4, c.y.tick(i))
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%s</text><text transform="translate(16 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n",
		width-right, height-10, c.x.name, (top+height-bottom)/2, c.y.name)
}

func (a *axis) tick(i int) string {
	if a.names != nil {
		return a.names[i]
	}
	return thousands(a.ticks[i])
}

// thousands writes a number with a comma after each three digits from the right.
func thousands(v float64) string {
	s := fmt.Sprintf("%g", v)
	if v >= 1000 {
		s = fmt.Sprintf("%.0f", v)
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
	}
	return s
}

// draw draws the series onto the chart.
func (s *series) draw(b *strings.Builder, c *chart) {
	if s.mark <= dashed {
		dash := ""
		if s.mark == dashed {
			dash = ` stroke-dasharray="6 4"`
		}
		fmt.Fprintf(b, `<path class="l c%d"%s d="`, s.colour, dash)
		for i, p := range s.points {
			fmt.Fprintf(b, "%c%.1f %.1f", "ML"[min(i, 1)], c.px(p.x), c.py(p.y))
		}
		b.WriteString(`"/>` + "\n")
		return
	}
	points := s.points
	if c.title == "" { // in the legend one is enough
		points = []point{{(points[0].x + points[1].x) / 2, points[0].y}}
	}
	for _, p := range points {
		x, y := c.px(p.x), c.py(p.y)
		switch s.mark {
		case squares:
			fmt.Fprintf(b, `<rect class="p full c%d" x="%.1f" y="%.1f" width="7" height="7"/>`, s.colour, x-3.5, y-3.5)
		case diamonds:
			fmt.Fprintf(b, `<path class="p full c%d" d="M%.1f %.1fl6 6l-6 6l-6 -6z"/>`, s.colour, x, y-6)
		case rings:
			fmt.Fprintf(b, `<circle class="p ring c%d" cx="%.1f" cy="%.1f" r="3.5"/>`, s.colour, x, y)
		default:
			fmt.Fprintf(b, `<circle class="p full c%d" cx="%.1f" cy="%.1f" r="3.5"/>`, s.colour, x, y)
		}
	}
	b.WriteString("\n")
}
