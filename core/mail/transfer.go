package mail

import (
	"encoding/base64"
	"strings"

	"playnet/core/view"
)

// DecodeBody returns the body of a part with its transfer encoding undone (RFC 2045 §6): the
// bytes of the file or text. source is what [Parse] made the part of.
func DecodeBody(source []byte, part view.MailPart) []byte {
	body, _ := decodeTransfer(part.Encoding, bodyOf(source, part))
	return body
}

// bodyOf returns a part's body as it stands in the source. A part of another source must not
// bring the program down.
func bodyOf(source []byte, part view.MailPart) []byte {
	from, to := part.BodyAt, part.Offset+part.Len
	if from < 0 || to > len(source) || from > to {
		return nil
	}
	return source[from:to]
}

// decodeTransfer undoes a transfer encoding; problem is "" or what is wrong with the body.
func decodeTransfer(encoding string, body []byte) (decoded []byte, problem string) {
	switch encoding {
	case "base64":
		return decodeBase64(body)
	case "quoted-printable":
		return decodeQuoted(body)
	case "", "7bit", "8bit", "binary":
		return body, ""
	}
	return body, ProblemEncoding
}

// decodeBase64 decodes what there is. RFC 2045 §6.8: "All line breaks or other characters not
// found in Table 1 must be ignored by decoding software." Padding in the middle (bodies that were
// put one after the other) ends a group, not the body.
func decodeBase64(body []byte) (decoded []byte, problem string) {
	decoded = make([]byte, 0, base64.StdEncoding.DecodedLen(len(body)))
	var group uint32
	n := 0
	flush := func() {
		switch n {
		case 1:
			problem = ProblemBase64 // six bits make no byte
		case 2:
			decoded = append(decoded, byte(group>>4))
		case 3:
			decoded = append(decoded, byte(group>>10), byte(group>>2))
		}
		group, n = 0, 0
	}
	for _, c := range body {
		v := base64Value[c]
		switch {
		case v < 64:
			group = group<<6 | uint32(v)
			if n++; n == 4 {
				decoded = append(decoded, byte(group>>16), byte(group>>8), byte(group))
				group, n = 0, 0
			}
		case c == '=':
			flush()
		case c != '\r' && c != '\n' && c != ' ' && c != '\t':
			problem = ProblemBase64
		}
	}
	if n != 0 {
		problem = ProblemBase64
		flush()
	}
	return decoded, problem
}

// base64Value is what a character stands for, 255 if for nothing.
var base64Value = func() (table [256]byte) {
	for i := range table {
		table[i] = 255
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range alphabet {
		table[alphabet[i]] = byte(i)
	}
	return table
}()

// decodeQuoted decodes quoted-printable as RFC 2045 §6.7 has it: "=3D" is a byte, "=" at the
// end of a line joins it to the next, and white space at the end of a line is not the
// writer's. A "=" that starts neither stays what it is (note 1 there).
func decodeQuoted(body []byte) (decoded []byte, problem string) {
	decoded = make([]byte, 0, len(body))
	for at := 0; at < len(body); {
		end, next := lineAt(body, at)
		line := body[at:end]
		for len(line) > 0 && (line[len(line)-1] == ' ' || line[len(line)-1] == '\t') {
			line = line[:len(line)-1]
		}
		soft := len(line) > 0 && line[len(line)-1] == '='
		if soft {
			line = line[:len(line)-1]
		}
		var bad bool
		if decoded, bad = appendQuoted(decoded, line); bad {
			problem = ProblemQuoted
		}
		if !soft {
			decoded = append(decoded, body[end:next]...)
		}
		at = next
	}
	return decoded, problem
}

// appendQuoted decodes a line without soft break. bad: it holds a "=" without its digits.
func appendQuoted(to, line []byte) (decoded []byte, bad bool) {
	for i := 0; i < len(line); i++ {
		if line[i] != '=' {
			to = append(to, line[i])
			continue
		}
		if i+2 < len(line) && hexValue(line[i+1]) < 16 && hexValue(line[i+2]) < 16 {
			to = append(to, hexValue(line[i+1])<<4|hexValue(line[i+2]))
			i += 2
			continue
		}
		to, bad = append(to, '='), true
	}
	return to, bad
}

// hexValue is what a hexadecimal digit stands for, 16 if it is none. Small letters are not
// what RFC 2045 has, but what some write.
func hexValue(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 16
}

// encodingOf reads the value of Content-Transfer-Encoding; without one it is 7bit (RFC 2045
// §6.1).
func encodingOf(value string) string {
	value = strings.ToLower(strings.TrimSpace(stripComments(value)))
	if cut := strings.IndexAny(value, "; \t"); cut >= 0 {
		value = value[:cut]
	}
	if value == "" {
		return "7bit"
	}
	return value
}
