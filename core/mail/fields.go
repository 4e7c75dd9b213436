package mail

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"

	"playnet/core/view"
)

// lineWidth is what lines of a header should not exceed (RFC 5322 §2.1.1: 78 without CRLF;
// RFC 2047 §2: 76 where there are encoded words).
const lineWidth = 76

// fieldWriter writes fields of a header, folded. Whatever it is given, a field stays one
// field: line ends in a value become spaces.
type fieldWriter struct{ buf []byte }

// Bytes returns what was written.
func (w *fieldWriter) Bytes() []byte { return w.buf }

// words writes a field of words, which lines may be broken between. An empty field is left out.
func (w *fieldWriter) words(name string, words []string) {
	if len(words) == 0 || !isFieldName([]byte(name)) {
		return
	}
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, ':')
	width := len(name) + 1
	for i, word := range words {
		if i > 0 && width+1+len(word) > lineWidth {
			w.buf = append(w.buf, "\r\n"...)
			width = 0
		}
		w.buf = append(w.buf, ' ')
		w.buf = append(w.buf, word...)
		width += 1 + len(word)
	}
	w.buf = append(w.buf, "\r\n"...)
}

// structured writes a field of plain words.
func (w *fieldWriter) structured(name, value string) {
	w.words(name, strings.Fields(oneLine(value)))
}

// text writes an unstructured field such as Subject, encoded where it must be.
func (w *fieldWriter) text(name, value string) {
	w.words(name, encodeText(oneLine(strings.ToValidUTF8(value, "\ufffd"))))
}

func (w *fieldWriter) addresses(name string, list []Address) {
	var words []string
	for i, a := range list {
		some := a.words()
		if len(some) == 0 {
			continue
		}
		if i < len(list)-1 {
			some[len(some)-1] += ","
		}
		words = append(words, some...)
	}
	w.words(name, words)
}

func (w *fieldWriter) messageIDs(name string, ids ...string) {
	var words []string
	for _, id := range ids {
		if id = clean(id, "<>"); id != "" {
			words = append(words, "<"+id+">")
		}
	}
	w.words(name, words)
}

// params writes a field with parameters, each on a line of its own if it must.
func (w *fieldWriter) params(name, first string, params []view.NameValue) {
	words := []string{clean(first, ";")}
	for _, p := range params {
		if !isToken(p.Name) {
			continue
		}
		for _, piece := range encodeParam(p.Name, oneLine(p.Value)) {
			words[len(words)-1] += ";"
			words = append(words, piece)
		}
	}
	w.words(name, words)
}

// clean returns a text without spaces, control characters and the ones that are unwanted.
func clean(s, unwanted string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || strings.ContainsRune(unwanted, r) {
			return -1
		}
		return r
	}, s)
}

// words is an address as words of a field.
func (a Address) words() []string {
	spec := ""
	if a.Local != "" || a.Domain != "" {
		local := oneLine(a.Local)
		spec = Address{Local: local, Domain: clean(a.Domain, "<>,;\"()@")}.Spec()
	}
	name := strings.TrimSpace(oneLine(strings.ToValidUTF8(a.Name, "\ufffd")))
	if name == "" {
		if spec == "" {
			return nil
		}
		return []string{spec}
	}
	words := encodePhrase(name)
	return append(words, "<"+spec+">")
}

// encodePhrase writes a display name: as atoms, else quoted, else as encoded words.
func encodePhrase(name string) []string {
	words := strings.Fields(name)
	atoms := true
	for _, word := range words {
		if needsEncoding(word) {
			return encodeWords(name)
		}
		atoms = atoms && isDotAtom(word) && !strings.Contains(word, ".")
	}
	if atoms {
		return words
	}
	return []string{Quote(strings.Join(words, " "))}
}

// encodeText writes text: the words from the first that needs it to the last as encoded
// words, the rest as it is.
func encodeText(text string) []string {
	words := strings.Fields(text)
	first, last := -1, -1
	for i, word := range words {
		if needsEncoding(word) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return words
	}
	list := append([]string(nil), words[:first]...)
	list = append(list, encodeWords(strings.Join(words[first:last+1], " "))...)
	return append(list, words[last+1:]...)
}

// needsEncoding: a word that is not US-ASCII, too long for a line, or that looks encoded
// though it is not.
func needsEncoding(word string) bool {
	return !isASCII(word) || len(word) > lineWidth-2 || strings.Contains(word, "=?")
}

// encodeWords writes text as encoded words of UTF-8, each of at most 75 characters and of
// whole characters (RFC 2047 §2, §5), in the shorter of the two encodings.
func encodeWords(text string) []string {
	const room = 75 - len("=?utf-8?Q?") - len("?=")
	useQ := qLength(text) <= base64.StdEncoding.EncodedLen(len(text))
	var list []string
	for text != "" {
		n, length := 0, 0
		for n < len(text) {
			_, size := utf8.DecodeRuneInString(text[n:])
			more := length + qLength(text[n:n+size])
			if !useQ {
				more = base64.StdEncoding.EncodedLen(n + size)
			}
			if more > room {
				break
			}
			n, length = n+size, more
		}
		list = append(list, encodeWord(text[:n], useQ))
		text = text[n:]
	}
	return list
}

func encodeWord(text string, useQ bool) string {
	if !useQ {
		return "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?="
	}
	b := []byte("=?utf-8?Q?")
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ':
			b = append(b, '_')
		case isQSafe(c):
			b = append(b, c)
		default:
			b = append(b, '=', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(append(b, "?="...))
}

// qLength is how many characters a text takes in the Q encoding.
func qLength(text string) int {
	n := 0
	for i := 0; i < len(text); i++ {
		if isQSafe(text[i]) || text[i] == ' ' {
			n++
		} else {
			n += 3
		}
	}
	return n
}

// isQSafe: what RFC 2047 §5 (3) lets stand for itself in a display name, too.
func isQSafe(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("!*+-/", c) >= 0
}

// encodeParam writes a parameter: plain, quoted, or as RFC 2231 has it, in pieces if it is
// long.
func encodeParam(name, value string) []string {
	const room = 60
	if isASCII(value) && len(value) <= room {
		if isToken(value) && name != "boundary" && name != "filename" {
			return []string{name + "=" + value}
		}
		return []string{name + "=" + Quote(value)}
	}
	var pieces []string
	piece := "utf-8''"
	for i := 0; i < len(value); i++ {
		if c := value[i]; isQSafe(c) && c != '*' || c == '.' || c == '_' {
			piece += string(c)
		} else {
			piece += "%" + string(hexDigits[c>>4]) + string(hexDigits[c&15])
		}
		if len(piece) > room-3 {
			pieces, piece = append(pieces, piece), ""
		}
	}
	if piece != "" {
		pieces = append(pieces, piece)
	}
	if len(pieces) == 1 {
		return []string{name + "*=" + pieces[0]}
	}
	for i := range pieces {
		pieces[i] = name + "*" + strconv.Itoa(i) + "*=" + pieces[i]
	}
	return pieces
}
