package mail

import (
	"strings"
)

// encodedWord is an encoded word of a header: =?charset?encoding?text?= (RFC 2047 §2).
type encodedWord struct {
	charset string // lower case, without the language that RFC 2231 §5 adds
	base64  bool   // encoding B; else Q
	text    string // still encoded
	raw     string // all of it
}

// DecodeWords returns the value of a field as people read it: its encoded words decoded,
// wherever they stand (many mailers put them into quoted strings, where RFC 2047 §5 does not want them).
// Words in unknown charsets stay as they are. Undeclared bytes beyond US-ASCII are taken for
// UTF-8, or else for Windows-1252.
func DecodeWords(value string) string {
	if !strings.Contains(value, "=?") {
		return undeclared(value)
	}
	var b strings.Builder
	for at := 0; at < len(value); {
		start := strings.Index(value[at:], "=?")
		if start < 0 {
			b.WriteString(undeclared(value[at:]))
			break
		}
		start += at
		words, end := wordsAt(value, start)
		if len(words) == 0 {
			b.WriteString(undeclared(value[at : start+2]))
			at = start + 2
			continue
		}
		b.WriteString(undeclared(value[at:start]))
		b.WriteString(decodeRun(words))
		at = end
	}
	return b.String()
}

// wordsAt reads the encoded words from an offset on that have only white space between
// them: RFC 2047 §6.2 has such space ignored when they are shown.
func wordsAt(value string, at int) (words []encodedWord, end int) {
	end = at
	for {
		next := at
		if len(words) > 0 {
			for next < len(value) && strings.IndexByte(" \t\r\n", value[next]) >= 0 {
				next++
			}
		}
		w, after, ok := wordAt(value, next)
		if !ok {
			return words, end
		}
		words = append(words, w)
		at, end = after, after
	}
}

// wordAt reads one encoded word. Spaces in its text are let pass: some mailers forget to
// encode them.
func wordAt(value string, at int) (w encodedWord, end int, ok bool) {
	if !strings.HasPrefix(value[at:], "=?") {
		return w, 0, false
	}
	rest := value[at+2:]
	charset := strings.IndexByte(rest, '?')
	if charset <= 0 || charset > 60 || len(rest) < charset+3 || rest[charset+2] != '?' || !isToken(rest[:charset]) {
		return w, 0, false
	}
	switch rest[charset+1] {
	case 'B', 'b':
		w.base64 = true
	case 'Q', 'q':
	default:
		return w, 0, false
	}
	text := rest[charset+3:]
	// RFC 2047 §2 allows 75 characters a word; more is common, but without any limit each
	// "=?" of a long text would be looked at up to its end.
	stop := strings.Index(text[:min(len(text), maxWord)], "?=")
	if stop < 0 {
		return w, 0, false
	}
	w.text = text[:stop]
	name, _, _ := strings.Cut(rest[:charset], "*")
	w.charset = strings.ToLower(name)
	end = at + 2 + charset + 3 + stop + 2
	w.raw = value[at:end]
	return w, end, true
}

// maxWord bounds an encoded word's text, in bytes.
const maxWord = 1000

// decodeRun decodes neighbouring words. Those of one charset are put together before their
// bytes become characters: many mailers split in the middle of one, though RFC 2047 §5 says
// that each word must hold whole characters. Some split even base64 in the middle of a group.
func decodeRun(words []encodedWord) string {
	var b strings.Builder
	for i := 0; i < len(words); {
		same := i + 1
		for same < len(words) && words[same].charset == words[i].charset {
			same++
		}
		b.WriteString(decodeSame(words[i:same]))
		i = same
	}
	return b.String()
}

// decodeSame decodes words of one charset.
func decodeSame(words []encodedWord) string {
	var bytes, group []byte
	flush := func() {
		decoded, _ := decodeBase64(group)
		bytes, group = append(bytes, decoded...), group[:0]
	}
	for _, w := range words {
		if w.base64 {
			group = append(group, w.text...)
			continue
		}
		flush()
		bytes = appendQ(bytes, w.text)
	}
	flush()
	if text, known, _ := DecodeCharset(words[0].charset, bytes); known {
		return oneLine(text)
	}
	raw := make([]string, len(words))
	for i, w := range words {
		raw[i] = w.raw
	}
	return undeclared(strings.Join(raw, " "))
}

// appendQ decodes the Q encoding (RFC 2047 §4.2): quoted-printable with "_" for a space.
func appendQ(to []byte, text string) []byte {
	to, _ = appendQuoted(to, []byte(strings.ReplaceAll(text, "_", " ")))
	return to
}

// oneLine makes line ends and other control characters, which an encoded word can smuggle
// into a field, spaces.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

// undeclared is bytes whose charset nobody declares, as text.
func undeclared(s string) string {
	text, _ := guessCharset([]byte(s))
	return text
}
