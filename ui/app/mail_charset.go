package app

import "playnet/core/view"

// A Charset decodes content in a charset, as the browser's TextDecoder does; ok is false if it
// does not know it.
type Charset func(charset string, content []byte) (words string, ok bool)

// SetCharset says who decodes what the core does not: the large charsets of East Asia. It is
// for the eyes alone, and nothing that the world does depends on it.
func (a *App) SetCharset(c Charset) { a.charset = c }

// MailForeign returns the words of a text part of the message that is shown, whose charset the
// core does not know; ok is false where nobody knows it, or the part is not all there.
func (a *App) MailForeign(p view.MailPart) (words string, ok bool) {
	if !p.Unreadable {
		return "", false
	}
	content, ok := a.MailContent(p)
	if !ok {
		return "", false
	}
	return a.charset.words(p.Charset, content)
}

// words decodes what is not too much.
func (c Charset) words(charset string, content []byte) (words string, ok bool) {
	if c == nil || len(content) > manyWords {
		return "", false
	}
	return c(charset, content)
}

// manyWords bounds what is decoded of a part, in bytes: it is done at each drawing.
const manyWords = 64 << 10
