package mail

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var at2026 = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

const torturedHead = "From: a@x.test\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n"

// Messages that are wrong, each in its way: what tree we make of it, and what we note. Lines
// are written with LF here and read with CRLF.
var tortured = []struct{ name, source, tree, problems string }{
	{"empty", "", "text/plain", ":no-date :no-from"},
	{"a line", "hello", "text/plain", ":no-date :no-from"},
	{"blank line", "\n", "text/plain", ":no-date :no-from"},
	{"header without end", torturedHead, "text/plain", ":header-end"},
	{"mbox line", "From alice Mon Jan 5\n" + torturedHead + "\nx", "text/plain", ":no-colon"},
	{"odd line", torturedHead + "what is this\nSubject: x\n\nx", "text/plain", ":no-colon"},
	{"folding without field", " folded\n" + torturedHead + "\nx", "text/plain", ":no-date :no-from"},
	{"two froms", torturedHead + "From: b@x.test\n\nx", "text/plain", ":twice"},
	{"no such date", "From: a@x.test\nDate: 31 Feb 2026 09:00:00 +0000\n\nx", "text/plain", ":no-date"},
	{"eight bits in the header", torturedHead + "Subject: caf\xe9\n\nx", "text/plain", ":8bit-header"},
	{"nonsense type", torturedHead + "Content-Type: nonsense\n\nx", "text/plain", ":content-type"},
	{"two slashes", torturedHead + "Content-Type: a/b/c\n\nx", "text/plain", ":content-type"},
	{"empty type", torturedHead + "Content-Type:\n\nx", "text/plain", ":content-type"},
	{"two types", torturedHead + "Content-Type: text/html\nContent-Type: text/plain\n\nx", "text/html", ":twice"},
	{"unknown encoding", torturedHead + "Content-Transfer-Encoding: x-uuencode\n\nx", "text/plain", ":encoding"},
	{"unknown charset", torturedHead + "Content-Type: text/plain; charset=klingon\n\nx", "text/plain", ":charset-unknown"},
	{"wrong utf-8", torturedHead + "Content-Type: text/plain; charset=utf-8\n\n\xff\xfe", "text/plain", ":charset"},
	{"base64 cut by one", torturedHead + "Content-Transfer-Encoding: base64\n\nAAE", "text/plain", ":base64"},
	{"base64 cut by three", torturedHead + "Content-Transfer-Encoding: base64\n\nAAECA", "text/plain", ":base64"},
	{"base64 with words", torturedHead + "Content-Transfer-Encoding: base64\n\nAA!EC", "text/plain", ":base64"},
	{"quoted without digits", torturedHead + "Content-Transfer-Encoding: quoted-printable\n\na=b=zz", "text/plain", ":quoted-printable"},
	{"quoted, one digit", torturedHead + "Content-Transfer-Encoding: quoted-printable\n\nab=A", "text/plain", ":quoted-printable"},
	{"no boundary", torturedHead + "Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n", "multipart/mixed", ":no-boundary"},
	{"empty boundary", torturedHead + "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n", "multipart/mixed", ":no-boundary"},
	{"long boundary", torturedHead + "Content-Type: multipart/mixed; boundary=" + strings.Repeat("b", 300) + "\n\nx", "multipart/mixed", ":no-boundary"},
	{"another boundary", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--c\n\nx\n--c--\n", "multipart/mixed", ":boundary-unused :not-closed"},
	{"not closed", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n", "multipart/mixed(text/plain)", ":not-closed"},
	{"no parts", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b--\n", "multipart/mixed", ""},
	{"empty parts", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b--\n", "multipart/mixed(text/plain text/plain)", ""},
	{"header meets boundary", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n--b--\n", "multipart/mixed(image/png)", "1:header-end"},
	{"boundary with spaces behind", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b  \n\nx\n--b--  \n", "multipart/mixed(text/plain)", ""},
	{"boundary in quotes with spaces", torturedHead + "Content-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\nx\n--a b--\n", "multipart/mixed(text/plain)", ""},
	{"boundary with comment", torturedHead + "Content-Type: multipart/mixed (mixed); boundary=b (the boundary)\n\n--b\n\nx\n--b--\n", "multipart/mixed(text/plain)", ""},
	{"boundary continued", torturedHead + "Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\n\n--bc\n\nx\n--bc--\n", "multipart/mixed(text/plain)", ""},
	{"boundary begins with the outer one", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\nx\n--bb--\n--b--\n",
		"multipart/mixed(multipart/mixed(text/plain))", ""},
	{"outer boundary begins with the inner one", torturedHead + "Content-Type: multipart/mixed; boundary=bb\n\n--bb\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--bb--\n",
		"multipart/mixed(multipart/mixed(text/plain))", ""},
	{"inner one not closed", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--b\nContent-Type: image/png\n\ny\n--b--\n",
		"multipart/mixed(multipart/mixed(text/plain) image/png)", "1:not-closed"},
	{"same boundary inside", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--b--\n",
		"multipart/mixed(multipart/mixed(text/plain))", ""},
	{"after the end", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--b\n\ny\n--b--\n", "multipart/mixed(text/plain)", ""},
	{"multipart in base64", torturedHead + "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\nx\n--b--\n", "multipart/mixed(text/plain)", ":encoded-composite"},
	{"message in base64", torturedHead + "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTogYUB4DQoNCg==\n", "message/rfc822", ":encoded-composite"},
	{"message without header", torturedHead + "Content-Type: message/rfc822\n\nhello there\n", "message/rfc822(text/plain)", "1.1:no-date 1.1:no-from"},
	{"digest", torturedHead + "Content-Type: multipart/digest; boundary=b\n\n--b\n\n" + torturedHead + "\nx\n--b--\n", "multipart/digest(message/rfc822(text/plain))", ""},
	{"message of parts in parts", torturedHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n" + torturedHead + "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--b\n\ny\n--b--\n",
		"multipart/mixed(message/rfc822(multipart/mixed(text/plain)) text/plain)", "1.TEXT:not-closed"},
	{"NUL bytes", torturedHead + "Subject: a\x00b\n\n\x00\x00", "text/plain", ""},
	{"a name of control characters", torturedHead + "Content-Type: image/png; name=\"=?utf-8?Q?a=0D=0ABcc:_x?=\"\n\nx", "image/png", ""},
	{"partial", torturedHead + "Content-Type: message/partial; number=1; total=3; id=x\n\nx", "message/partial", ""},
}

func TestTortured(t *testing.T) {
	for _, c := range tortured {
		source := []byte(strings.ReplaceAll(c.source, "\n", "\r\n"))
		root := parsed(t, source)
		if got := treeText(&root); got != c.tree {
			t.Errorf("%s: the tree is %s, want %s", c.name, got, c.tree)
		}
		if got := problemsText(&root); got != c.problems {
			t.Errorf("%s: the problems are %q, want %q", c.name, got, c.problems)
		}
		checkRoundTrip(t, source)
		// With LF alone only that is new.
		if lf := parsed(t, []byte(c.source)); treeText(&lf) != c.tree {
			t.Errorf("%s: the tree is %s with LF, want %s", c.name, treeText(&lf), c.tree)
		}
	}
}

// Each charset in each transfer encoding, all its characters.
func TestCharsets(t *testing.T) {
	count := 0
	for name, encoded := range charsetSamples(t) {
		for _, encoding := range []string{"8bit", "quoted-printable", "base64"} {
			count++
			body := appendEncoded(nil, encoding, encoded.bytes)
			source := fmt.Appendf(nil, "%sContent-Type: text/plain; charset=%q\r\nContent-Transfer-Encoding: %s\r\n\r\n%s",
				strings.ReplaceAll(torturedHead, "\n", "\r\n"), name, encoding, body)
			root := parsed(t, source)
			if root.Text != encoded.text || root.Unreadable || len(root.Problems) > 0 {
				t.Errorf("%s, %s: %q %v, want %q", name, encoding, root.Text, root.Problems, encoded.text)
			}
			checkRoundTrip(t, source)
		}
	}
	if count < 90 {
		t.Errorf("only %d messages: fewer than 30 charsets", count)
	}
}

type sample struct {
	text  string
	bytes []byte
}

// charsetSamples are texts in every charset that the core knows, made without its decoders.
func charsetSamples(t *testing.T) map[string]sample {
	t.Helper()
	text := "Crêpe €, Ωμέγα, блин, 薄餅"
	list := map[string]sample{
		"us-ascii": {"plain ~", []byte("plain ~")},
		"UTF-8":    {text, []byte(text)},
		"utf-7":    {"Hi Mom -☺-! 1 + 1", []byte("Hi Mom -+Jjo--! 1 +- 1")}, // RFC 2152's example, but for the plus
		"utf-16le": {"aé薄😀", []byte("a\x00\xe9\x00\x84\x85=\xd8\x00\xde")},
		"utf-16be": {"aé薄😀", []byte("\x00a\x00\xe9\x85\x84\xd8=\xde\x00")},
		"utf-16":   {"aé薄😀", []byte("\xff\xfea\x00\xe9\x00\x84\x85=\xd8\x00\xde")},
		"latin1":   {"é", []byte{0xe9}},
	}
	for name, table := range charsetTables {
		s := sample{}
		for i, r := range []rune(table) {
			if r != '\ufffd' {
				s.text += string(r)
				s.bytes = append(s.bytes, byte(0x80+i))
			}
		}
		if n := len([]rune(table)); n != 128 {
			t.Errorf("%s has %d characters", name, n)
		}
		list[name] = s
	}
	return list
}

// A text in encoded words that are split at any byte, in both encodings, also in the middle
// of a character or of a group of base64, reads the same.
func TestWordsSplitAnywhere(t *testing.T) {
	const text = "Crêpe 薄餅 😀 παννεκάκε"
	q := func(s string) string {
		out := "=?UTF-8?q?"
		for i := 0; i < len(s); i++ {
			out += fmt.Sprintf("=%02x", s[i])
		}
		return out + "?="
	}
	b := func(s string) string { return "=?utf-8*en?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?=" }
	for i := 0; i <= len(text); i++ {
		for _, value := range []string{
			q(text[:i]) + " " + q(text[i:]),
			b(text[:i]) + "\r\n  " + b(text[i:]),
			q(text[:i]) + "\t" + b(text[i:]),
		} {
			source := []byte("From: " + value + " <a@x.test>\r\nSubject: " + value + "\r\n\r\n")
			parsed(t, source)
			item := ItemOf(source)
			if item.Subject != text || item.From != text+" <a@x.test>" {
				t.Errorf("split at %d: %q, %q", i, item.Subject, item.From)
			}
		}
	}
	whole := base64.StdEncoding.EncodeToString([]byte(text))
	for i := 0; i <= len(whole); i++ {
		if got := DecodeWords("=?utf-8?b?" + whole[:i] + "?= =?utf-8?b?" + whole[i:] + "?="); got != text {
			t.Errorf("base64 split at %d: %q", i, got)
		}
	}
}

// What an encoded word smuggles into a field begins no other one, and no new line on a screen.
func TestWordsOfControls(t *testing.T) {
	for value, want := range map[string]string{
		"=?utf-8?Q?a=0D=0ABcc:_x=00=1B[2J=7F?=": "a  Bcc: x  [2J ",
		"=?utf-8?B?YQ0KQmNjOiB4?=":              "a  Bcc: x",
	} {
		if got := DecodeWords(value); got != want {
			t.Errorf("%s: %q", value, got)
		}
	}
}

// nested is a message of multiparts, or of attached messages, n deep.
func nested(n int, message bool) []byte {
	var head, tail strings.Builder
	for i := range n {
		if message {
			head.WriteString("Content-Type: message/rfc822\r\n\r\n")
			continue
		}
		fmt.Fprintf(&head, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		fmt.Fprintf(&tail, "\r\n--b%d--\r\n", n-1-i)
	}
	return []byte("From: a@x.test\r\n" + head.String() + "\r\ninnermost" + tail.String())
}

func TestNested(t *testing.T) {
	for _, message := range []bool{false, true} {
		for _, n := range []int{1, 2, 10, 30, 50, 90, maxDepth - 1, maxDepth, maxDepth + 1, 1000, 20_000} {
			source := nested(n, message)
			root := parsed(t, source)
			p, depth := &root, 0
			for len(p.Children) > 0 {
				p, depth = &p.Children[0], depth+1
			}
			if n < maxDepth && (depth != n || p.Text != "innermost") {
				t.Errorf("%d deep (messages: %v): read %d deep, with %q in it", n, message, depth, p.Text)
			}
			if n >= maxDepth && !slices.Contains(p.Problems, ProblemTooDeep) {
				t.Errorf("%d deep (messages: %v): %v", n, message, p.Problems)
			}
		}
	}
}

// Messages that are large in one way only: work and memory stay in proportion (see parsed).
func TestLarge(t *testing.T) {
	const n = 100_000
	open := "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	for name, source := range map[string]string{
		"parts":           open + strings.Repeat("--b\r\n\r\nx\r\n", n),
		"delimiters":      string(nested(90, false)) + strings.Repeat("--x\r\n", n),
		"fields":          strings.Repeat("a: b\r\n", n),
		"folded lines":    "Subject: a\r\n" + strings.Repeat(" b\r\n", n),
		"one line":        "Subject: " + strings.Repeat("x", 20*n) + "\r\n\r\n" + strings.Repeat("y", 20*n),
		"addresses":       "To: " + strings.Repeat("a@x.test,", n) + "\r\n\r\n",
		"groups":          "To: " + strings.Repeat("a:;", n) + "\r\n\r\n",
		"commas":          "To: " + strings.Repeat(",", n) + "\r\n\r\n",
		"comments":        "To: " + strings.Repeat("(", n) + "\r\n\r\n",
		"quotation marks": "To: " + strings.Repeat("\"", n) + "\r\n\r\n",
		"angles":          "To: " + strings.Repeat("<", n) + "\r\n\r\n",
		"words":           "Subject: " + strings.Repeat("=?utf-8?q?=C3?= ", n) + "\r\n\r\n",
		"words' begins":   "Subject: " + strings.Repeat("=?a?q?x", n) + "\r\n\r\n",
		"question marks":  "Subject: " + strings.Repeat("=?", n) + "\r\n\r\n",
		"parameters":      "Content-Type: a/b" + strings.Repeat("; a=b", n) + "\r\n\r\n",
		"continuations":   "Content-Type: a/b" + strings.Repeat("; a*1=b", n) + "\r\n\r\n",
		"semicolons":      "Content-Type: a/b" + strings.Repeat(";", n) + "\r\n\r\n",
		"base64":          "Content-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("AAAA", n),
		"equals signs":    "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + strings.Repeat("=", n),
		"undeclared":      "Subject: " + strings.Repeat("\x80", n) + "\r\n\r\n" + strings.Repeat("\x80", n),
	} {
		t.Run(name, func(t *testing.T) {
			root := parsed(t, []byte(source))
			h, _ := ParseHeader([]byte(source))
			ParseAddresses(h.Get("To"))
			if name == "parts" && len(root.Children) != maxParts-1 {
				t.Errorf("%d parts are read", len(root.Children))
			}
		})
	}
}

// A good message cut off anywhere, and good messages with lines that were lost, doubled,
// exchanged or damaged: what is left of them is a tree.
func TestDamaged(t *testing.T) {
	good := Build(Draft{
		From: Address{Name: "Alice Crêpe", Local: "alice", Domain: "crepes.fr"}, To: []Address{{Local: "bob", Domain: "hamburger.edu"}},
		Subject: "Pannekaker 薄餅", Date: at2026, Text: "Hei på deg\n", HTML: "<p>Hei</p>",
		Attachments: []Attachment{{Name: "薄餅.jpg", Type: "image/jpeg", Data: []byte(strings.Repeat("\xff\xd8crepe", 40))},
			{Name: "mail.eml", Type: "message/rfc822", Data: nested(3, false)}, {ContentID: "c", Type: "image/png", Data: []byte{1, 2, 3}}},
	})
	for i := 0; i < len(good); i += 7 {
		parsed(t, good[:i])
		checkRoundTrip(t, good[:i])
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		lines := strings.SplitAfter(string(good), "\n")
		for range 1 + r.IntN(8) {
			i, j := r.IntN(len(lines)), r.IntN(len(lines))
			switch r.IntN(4) {
			case 0:
				lines[i] = ""
			case 1:
				lines[i] += lines[j]
			case 2:
				lines[i], lines[j] = lines[j], lines[i]
			default:
				b := []byte(lines[i] + "x")
				b[r.IntN(len(b))] = byte(r.IntN(256))
				lines[i] = string(b)
			}
		}
		source := []byte(strings.Join(lines, ""))
		parsed(t, source)
		checkRoundTrip(t, source)
	}
}
