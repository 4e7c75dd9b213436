package mail

import (
	"strings"

	"playnet/core/view"
)

// viewHeader is a header for the screen.
func viewHeader(h Header) []view.MailHeader {
	list := make([]view.MailHeader, len(h))
	for i, f := range h {
		list[i] = view.MailHeader{Name: f.Name, Value: DecodeWords(f.Value), Offset: f.Offset, Len: f.Len}
	}
	return list
}

// describe reads what a part's header says of its body. standard is the type of a part that
// names none.
func describe(node *view.MailPart, h Header, standard string, problems *problemList) {
	node.Encoding = encodingOf(h.Get("Content-Transfer-Encoding"))
	node.Type, node.Params = ParseParams(h.Get("Content-Type"))
	if !isMediaType(node.Type) {
		if h.Count("Content-Type") > 0 {
			problems.add(ProblemType)
			standard = "text/plain" // RFC 2045 §5.2 recommends it
		}
		node.Type = standard
	}
	if charset := paramOf(node.Params, "charset"); charset != "" {
		node.Charset = canonicalCharset(charset)
	} else if strings.HasPrefix(node.Type, "text/") {
		node.Charset = "us-ascii" // RFC 2046 §4.1.2
	}
	var params []view.NameValue
	node.Disposition, params = ParseParams(h.Get("Content-Disposition"))
	node.Name = paramOf(params, "filename")
	if node.Name == "" {
		node.Name = paramOf(node.Params, "name") // as before RFC 2183
	}
	node.ContentID = MessageIDOf(h.Get("Content-ID"))
	node.Description = h.Text("Content-Description")
	for _, name := range [...]string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID"} {
		if h.Count(name) > 1 {
			problems.add(ProblemTwice)
		}
	}
}

// isMediaType reports whether a value has the form type/subtype.
func isMediaType(s string) bool {
	major, minor, found := strings.Cut(s, "/")
	return found && isToken(major) && isToken(minor)
}

// isToken reports whether a text is a token of RFC 2045 §5.1.
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?=`, s[i]) >= 0 {
			return false
		}
	}
	return s != ""
}

// checkRoot notes what a message's header lacks or has too much of. RFC 5322 §3.6: Date and
// From are the only ones that must be there, and the others here may stand once. It reads the
// fields as they stand in the source: a decoded name may hold what looks like an address.
func checkRoot(source []byte, root *view.MailPart) {
	problems := problemList(root.Problems)
	once := [...]string{"Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject"}
	var seen [len(once)]int
	h, _ := ParseHeader(source[root.Offset:root.BodyAt])
	for _, f := range h {
		for i, name := range once {
			if !strings.EqualFold(f.Name, name) {
				continue
			}
			if seen[i]++; seen[i] > 1 {
				problems.add(ProblemTwice)
				continue
			}
			switch name {
			case "Date":
				if _, ok := ParseDate(f.Value); !ok {
					problems.add(ProblemNoDate)
				}
			case "From":
				if len(ParseAddresses(f.Value)) == 0 {
					problems.add(ProblemNoFrom)
				}
			}
		}
	}
	if seen[0] == 0 {
		problems.add(ProblemNoDate)
	}
	if seen[1] == 0 {
		problems.add(ProblemNoFrom)
	}
	root.Problems = problems
}

// PartAt returns the part that IMAP's number names (RFC 3501 §6.4.5): "" is the message,
// "1" the body of one that has no parts.
func PartAt(root view.MailPart, path string) (view.MailPart, bool) {
	if path == root.Path || path == "1" && !strings.HasPrefix(root.Type, "multipart/") {
		return root, true
	}
	for _, child := range root.Children {
		if child.Path == path {
			return child, true
		}
		if found, ok := PartAt(child, path); ok && found.Path == path {
			return found, true
		}
	}
	return view.MailPart{}, false
}

// Walk visits a part and all below it, in the order of the source, until visit says false.
func Walk(part *view.MailPart, visit func(*view.MailPart) bool) bool {
	if !visit(part) {
		return false
	}
	for i := range part.Children {
		if !Walk(&part.Children[i], visit) {
			return false
		}
	}
	return true
}
