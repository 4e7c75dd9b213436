package text

// Bytes writes an amount of data: "412 KB", "1.6 MB". A KB is 1,000 bytes.
func Bytes(n int64) string {
	switch {
	case n < 1000:
		return Number(int(n)) + " B"
	case n < 1_000_000:
		return short(float64(n)/1000) + " KB"
	case n < 1_000_000_000:
		return short(float64(n)/1_000_000) + " MB"
	}
	return short(float64(n)/1_000_000_000) + " GB"
}

// ByteRate writes bytes a second: "412 KB/s".
func ByteRate(n int64) string { return Bytes(n) + "/s" }
