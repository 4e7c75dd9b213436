package mail

import (
	"bytes"
	"strconv"
	"strings"

	"playnet/core/view"
)

const (
	// maxDepth bounds how deeply parts may be nested: each level costs a level of Go's stack,
	// which is small in a browser.
	maxDepth = 100
	// maxParts bounds the parts of a message.
	maxParts = 10_000
	// maxText bounds a text part's Text, in bytes.
	maxText = 64 << 10
	// maxBoundary is RFC 2046 §5.1.1's 70 characters, and some more, as writers err.
	maxBoundary = 250
)

// Parse reads a message into its tree of parts. It never fails: see [view.MailPart.Problems].
// The root's Path is "", other parts are numbered as IMAP does (RFC 3501 §6.4.5); a multipart
// that is a whole attached message has no number of its own there, and is "2.TEXT" here.
func Parse(source []byte) view.MailPart {
	p := parser{source: source}
	root := p.part("", "", "text/plain")
	root.Len = len(source)
	checkRoot(source, &root)
	return root
}

// parser walks over a message once, from its beginning to its end: at a delimiter it
// compares with the boundaries of all multiparts that are open, so that a part ends where
// an outer one goes on, even if its own end is missing.
type parser struct {
	source   []byte
	at       int
	open     []string // boundaries, the innermost last
	depth    int
	parts    int
	compared int // boundaries compared so far: the work that a hostile message could make large
}

// part reads a part up to the next delimiter of an open multipart, or the end. path is its
// number, inner what the numbers of its own parts begin with.
func (p *parser) part(path, inner, standard string) view.MailPart {
	p.parts++
	p.depth++
	defer func() { p.depth-- }()
	r := headerReader{source: p.source, at: p.at}
	if len(p.open) > 0 {
		r.stop = func(line []byte) bool { level, _ := p.delimiter(line); return level >= 0 }
	}
	r.read()
	node := view.MailPart{Path: path, Offset: p.at, BodyAt: r.at, Header: viewHeader(r.header)}
	p.at = r.at
	describe(&node, r.header, standard, &r.problems)
	p.body(&node, inner, r.header, &r.problems)
	end := p.partEnd(node.BodyAt)
	if n := len(node.Children); n > 0 {
		// A part that ends within its header has no line end to give to the delimiter.
		end = max(end, node.Children[n-1].Offset+node.Children[n-1].Len)
	}
	node.Len = end - node.Offset
	if len(node.Children) == 0 {
		p.content(&node, &r.problems)
	}
	node.Problems = r.problems
	return node
}

// body reads a part's body: its own parts, or what stands up to the next delimiter.
func (p *parser) body(node *view.MailPart, inner string, h Header, problems *problemList) {
	_, params := ParseParams(h.Get("Content-Type"))
	multipart := strings.HasPrefix(node.Type, "multipart/")
	message := node.Type == "message/rfc822" || node.Type == "message/global"
	encoded := node.Encoding == "base64" || node.Encoding == "quoted-printable"
	if (multipart || message) && encoded {
		problems.add(ProblemEncodedComposite)
	}
	switch {
	case (multipart || message) && p.depth >= maxDepth:
		problems.add(ProblemTooDeep)
	case multipart:
		boundary := strings.TrimRight(paramOf(params, "boundary"), " ")
		if boundary == "" || len(boundary) > maxBoundary {
			problems.add(ProblemNoBoundary)
			break
		}
		p.multipart(node, inner, boundary, problems)
	case message && !encoded:
		p.message(node, inner)
	}
	p.skip()
}

// message reads an attached message, which is the body of a part.
func (p *parser) message(node *view.MailPart, inner string) {
	if inner == "" {
		inner = "1." // the message itself is a message's only part
	}
	child := p.part(inner+"1", inner, "text/plain")
	switch {
	case strings.HasPrefix(child.Type, "multipart/"):
		child.Path = inner + "TEXT"
	case child.Type == "message/rfc822" || child.Type == "message/global":
		// Its parts were numbered as those of a multipart would be: they stand one below.
		renumber(child.Children, inner, inner+"1.")
	}
	checkRoot(p.source, &child)
	node.Children = append(node.Children, child)
}

// renumber puts a longer prefix before the numbers of parts.
func renumber(parts []view.MailPart, old, prefix string) {
	for i := range parts {
		parts[i].Path = prefix + strings.TrimPrefix(parts[i].Path, old)
		renumber(parts[i].Children, old, prefix)
	}
}

// multipart reads the parts between the delimiters of a boundary; what stands before the
// first and behind the last is for those who know no MIME (RFC 2046 §5.1.1).
func (p *parser) multipart(node *view.MailPart, inner, boundary string, problems *problemList) {
	standard := "text/plain"
	if node.Type == "multipart/digest" {
		standard = "message/rfc822" // RFC 2046 §5.1.5
	}
	p.open = append(p.open, boundary)
	mine := len(p.open) - 1
	defer func() { p.open = p.open[:mine] }()
	seen := false
	for {
		p.skip()
		end, next := lineAt(p.source, p.at)
		level, closing := p.delimiter(p.source[p.at:end])
		if level != mine {
			if !seen {
				problems.add(ProblemBoundaryUnused)
			}
			problems.add(ProblemNotClosed)
			return
		}
		seen = true
		p.at = next
		if closing {
			return
		}
		if p.parts >= maxParts {
			problems.add(ProblemTooManyParts)
			return
		}
		path := inner + strconv.Itoa(len(node.Children)+1)
		node.Children = append(node.Children, p.part(path, path+".", standard))
	}
}

// skip goes to the next delimiter of an open multipart, or to the end.
func (p *parser) skip() {
	if len(p.open) == 0 {
		p.at = len(p.source)
		return
	}
	for p.at < len(p.source) {
		if bytes.HasPrefix(p.source[p.at:], []byte("--")) {
			end, _ := lineAt(p.source, p.at)
			if level, _ := p.delimiter(p.source[p.at:end]); level >= 0 {
				return
			}
		}
		n := bytes.Index(p.source[p.at:], []byte("\n--"))
		if n < 0 {
			p.at = len(p.source)
			return
		}
		p.at += n + 1
	}
}

// delimiter says to which open multipart a line belongs as its delimiter, -1 if to none, and
// whether it is the closing one. The whole line must be one, but for spaces at its end, as the
// grammar of RFC 2046 §5.1.1 has it. The text there lets a reader be content with the line's
// beginning; but boundaries that begin with one another, as "Part_1" and "Part_12", or "Part"
// and "Part--1", are common.
func (p *parser) delimiter(line []byte) (level int, closing bool) {
	if !bytes.HasPrefix(line, []byte("--")) {
		return -1, false
	}
	rest := bytes.TrimRight(line[2:], " \t")
	for i := len(p.open) - 1; i >= 0; i-- {
		p.compared++
		after, found := bytes.CutPrefix(rest, []byte(p.open[i]))
		switch {
		case found && len(after) == 0:
			return i, false
		case found && string(after) == "--":
			return i, true
		}
	}
	return -1, false
}

// partEnd is where the part ends that the parser has just left: the line end before a
// delimiter is the delimiter's (RFC 2046 §5.1.1).
func (p *parser) partEnd(bodyAt int) int {
	end := p.at
	if len(p.open) > 0 && end < len(p.source) && end > bodyAt && p.source[end-1] == '\n' {
		if end--; end > bodyAt && p.source[end-1] == '\r' {
			end--
		}
	}
	return end
}

// content fills in what the body of a part without parts holds.
func (p *parser) content(node *view.MailPart, problems *problemList) {
	decoded, problem := decodeTransfer(node.Encoding, bodyOf(p.source, *node))
	if problem != "" {
		problems.add(problem)
	}
	node.Decoded = len(decoded)
	if !strings.HasPrefix(node.Type, "text/") {
		return
	}
	if node.Cut = len(decoded) > maxText; node.Cut {
		decoded = decoded[:maxText]
	}
	text, known, clean := DecodeCharset(node.Charset, decoded)
	node.Text = text
	switch {
	case !known:
		node.Unreadable = true
		problems.add(ProblemCharsetUnknown)
	case !clean && !node.Cut: // else the cut may have gone through a character
		problems.add(ProblemCharset)
	}
}
