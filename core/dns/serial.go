package dns

// newer compares serial numbers of zones. RFC 1982, section 3.2: a number is greater
// than another if it is up to 2^31 - 1 ahead of it, counted round the circle of 2^32.
func newer(a, b uint32) bool { return int32(a-b) > 0 }
