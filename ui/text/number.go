package text

import "strconv"

// Number writes a number with a comma between thousands, as the page shows them.
func Number(n int) string {
	s := strconv.Itoa(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Seconds writes an instant as the page's clock does, to the microsecond with thin groups:
// "0.142 318".
func Seconds(ns int64) string {
	sign := ""
	if ns < 0 {
		sign, ns = "−", -ns
	}
	us := ns / 1000
	frac := us % 1_000_000
	return sign + Number(int(us/1_000_000)) + "." + pad(frac/1000, 3) + " " + pad(frac%1000, 3)
}

// Span writes a length of time in the unit that suits it: "312 µs", "14.2 ms", "3.5 s".
func Span(ns int64) string {
	abs := ns
	if abs < 0 {
		abs = -abs
	}
	switch {
	case abs < 1_000:
		return strconv.FormatInt(ns, 10) + " ns"
	case abs < 1_000_000:
		return short(float64(ns)/1e3) + " µs"
	case abs < 1_000_000_000:
		return short(float64(ns)/1e6) + " ms"
	default:
		return short(float64(ns)/1e9) + " s"
	}
}

// short writes three significant digits without zeros at the end.
func short(x float64) string {
	digits := 2
	if x >= 10 || x <= -10 {
		digits = 1
	}
	if x >= 100 || x <= -100 {
		digits = 0
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if digits > 0 {
		for s[len(s)-1] == '0' {
			s = s[:len(s)-1]
		}
		if s[len(s)-1] == '.' {
			s = s[:len(s)-1]
		}
	}
	return s
}

func pad(n int64, width int) string {
	s := strconv.FormatInt(n, 10)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// Rate writes bit/s in the unit that suits it: "100 Mbit/s".
func Rate(bits int64) string {
	switch {
	case bits < 1_000:
		return strconv.FormatInt(bits, 10) + " bit/s"
	case bits < 1_000_000:
		return short(float64(bits)/1e3) + " kbit/s"
	case bits < 1_000_000_000:
		return short(float64(bits)/1e6) + " Mbit/s"
	default:
		return short(float64(bits)/1e9) + " Gbit/s"
	}
}

// Percent writes a share: "0.5 %".
func Percent(share float64) string { return short(share*100) + " %" }
