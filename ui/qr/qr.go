// Package qr draws a text as a QR code (ISO/IEC 18004): what a phone's camera reads. The
// encoder is rsc.io/qr/coding; this package chooses the size and makes a path of the modules.
package qr

import (
	"strconv"

	"rsc.io/qr/coding"
)

// Quiet is the margin, in modules, that a reader needs around a code.
const Quiet = 4

// largest is the version up to which a code is drawn: 97 modules a side, which is about
// what a phone reads from a screen at arm's length.
const largest = 20

// Code is a QR code as a picture: a path of dark modules on a light square.
type Code struct {
	Size int    // of the side, in modules, the margin included
	Path string // for an SVG's path: each run of dark modules is a rectangle of height 1
}

// Encode returns the code of a text; false when it is too long to be read from a screen.
func Encode(text string) (Code, bool) {
	enc := coding.String(text)
	for v := coding.Version(coding.MinVersion); v <= largest; v++ {
		if enc.Bits(v) > v.DataBytes(coding.L)*8 {
			continue
		}
		plan, err := coding.NewPlan(v, coding.L, 0)
		if err != nil {
			return Code{}, false
		}
		code, err := plan.Encode(enc)
		if err != nil {
			return Code{}, false
		}
		return draw(code), true
	}
	return Code{}, false
}

func draw(code *coding.Code) Code {
	var path []byte
	for y := range code.Size {
		for x := 0; x < code.Size; {
			if !code.Black(x, y) {
				x++
				continue
			}
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			path = append(path, 'M')
			path = strconv.AppendInt(path, int64(from+Quiet), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(y+Quiet), 10)
			path = append(path, 'h')
			path = strconv.AppendInt(path, int64(x-from), 10)
			path = append(path, "v1h-"...)
			path = strconv.AppendInt(path, int64(x-from), 10)
			path = append(path, 'z')
		}
	}
	return Code{Size: code.Size + 2*Quiet, Path: string(path)}
}
