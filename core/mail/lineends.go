package mail

import "bytes"

// CRLF returns a message whose lines end with CRLF, as they do on the wire, whatever the ends of
// its lines are where it lies.
func CRLF(source []byte) []byte {
	if bytes.Count(source, []byte("\n")) == bytes.Count(source, []byte("\r\n")) {
		return source
	}
	lf := bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n"))
}
