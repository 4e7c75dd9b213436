package scene

import "math"

// Point is a place, in units of the picture: x to the right, y down.
type Point struct{ X, Y float64 }

// Add returns p moved by (dx, dy).
func (p Point) Add(dx, dy float64) Point { return Point{p.X + dx, p.Y + dy} }

// Distance is the length of the straight line from p to q.
func (p Point) Distance(q Point) float64 {
	dx, dy := q.X-p.X, q.Y-p.Y
	return math.Sqrt(dx*dx + dy*dy)
}

// Toward returns the point at the share t of the straight line from p to q.
func (p Point) Toward(q Point, t float64) Point {
	return Point{p.X + (q.X-p.X)*t, p.Y + (q.Y-p.Y)*t}
}

// Box is an upright rectangle: its upper left corner and its size.
type Box struct{ X, Y, W, H float64 }

// BoxAround returns the box of that size around a centre.
func BoxAround(c Point, w, h float64) Box { return Box{c.X - w/2, c.Y - h/2, w, h} }

// Right is the x of the right side.
func (b Box) Right() float64 { return b.X + b.W }

// Bottom is the y of the lower side.
func (b Box) Bottom() float64 { return b.Y + b.H }

// Center is the middle.
func (b Box) Center() Point { return Point{b.X + b.W/2, b.Y + b.H/2} }

// Grow returns the box with d added on every side.
func (b Box) Grow(d float64) Box { return Box{b.X - d, b.Y - d, b.W + 2*d, b.H + 2*d} }

// Overlaps reports whether the two have an area in common; touching is none.
func (b Box) Overlaps(c Box) bool {
	return b.X < c.Right() && c.X < b.Right() && b.Y < c.Bottom() && c.Y < b.Bottom()
}

// Holds reports whether c lies inside b, sides included.
func (b Box) Holds(c Box) bool {
	return c.X >= b.X && c.Y >= b.Y && c.Right() <= b.Right() && c.Bottom() <= b.Bottom()
}

// Has reports whether p lies inside b, sides not included.
func (b Box) Has(p Point) bool {
	return p.X > b.X && p.X < b.Right() && p.Y > b.Y && p.Y < b.Bottom()
}

// Union returns the smallest box that holds both.
func (b Box) Union(c Box) Box {
	x, y := math.Min(b.X, c.X), math.Min(b.Y, c.Y)
	return Box{x, y, math.Max(b.Right(), c.Right()) - x, math.Max(b.Bottom(), c.Bottom()) - y}
}

// Cut reports whether the straight line from p to q passes through the inside of b.
// It does not if one of three lines separates the two: a side of the box, upright or
// level, or the line itself, with all corners on one side of it.
func (b Box) Cut(p, q Point) bool {
	right, bottom := b.X+b.W, b.Y+b.H
	if p.X <= b.X && q.X <= b.X || p.X >= right && q.X >= right ||
		p.Y <= b.Y && q.Y <= b.Y || p.Y >= bottom && q.Y >= bottom {
		return false
	}
	const tiny = 1e-9
	dx, dy := q.X-p.X, q.Y-p.Y
	// On which side of the line each corner lies: the sign of a cross product.
	x0, x1, y0, y1 := dy*(b.X-p.X), dy*(right-p.X), dx*(b.Y-p.Y), dx*(bottom-p.Y)
	least, most := min(x0, x1)-max(y0, y1), max(x0, x1)-min(y0, y1)
	return least < -tiny && most > tiny
}
