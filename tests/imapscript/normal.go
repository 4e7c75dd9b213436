package imapscript

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What servers may put differently.
var (
	status      = regexp.MustCompile(`^(\S+ (?:OK|NO|BAD|BYE|PREAUTH))((?: \[[^\]]*(?:\([^)]*\))?[^\]]*\])?).*$`)
	validity    = regexp.MustCompile(`\b(UIDVALIDITY|APPENDUID|COPYUID) \d+`)
	flagList    = regexp.MustCompile(`\b(FLAGS|PERMANENTFLAGS|LIST|LSUB) \(([^)]*)\)`)
	fetchLine   = regexp.MustCompile(`(?s)^(\* \d+ FETCH) \((.*)\)$`)
	ownWords    = []string{"* OK [HIGHESTMODSEQ", "* ID ", "* CAPABILITY "}
	leftFlags   = []string{`\Marked`, `\UnMarked`}
	statusLine  = regexp.MustCompile(`^(\* STATUS \S+) \((.*)\)$`)
	literalAt   = regexp.MustCompile(`^\{(\d+)\}\r\n`)
	expunged    = regexp.MustCompile(`^\* (\d+) EXPUNGE$`)
	announcedAt = regexp.MustCompile(`\{(\d+)\}$`)
)

// Normal takes away what each server may say in its own way: the words of an answer,
// UIDVALIDITY's value, the order of flags, of FETCH's items and of EXPUNGEs.
func Normal(raw string) string {
	var lines []string
	for rest := raw; rest != ""; {
		var response string
		response, rest = cutResponse(rest)
		if text, keep := normalLine(response); keep {
			lines = append(lines, strings.ReplaceAll(text, "\r\n", "\n"))
		}
	}
	var b strings.Builder
	for _, line := range ascending(lines) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// cutResponse cuts off a response with its literals, without its last CRLF.
func cutResponse(raw string) (response, rest string) {
	for at := 0; ; {
		n := strings.Index(raw[at:], "\n")
		if n < 0 {
			return raw, ""
		}
		end := at + n
		line := strings.TrimSuffix(raw[at:end], "\r")
		m := announcedAt.FindStringSubmatch(line)
		if m == nil {
			return strings.TrimSuffix(raw[:end], "\r"), raw[end+1:]
		}
		size, _ := strconv.Atoi(m[1]) // it is digits
		at = min(end+1+size, len(raw))
	}
}

// ascending orders EXPUNGEs that follow each other as if the messages had gone from the
// first to the last.
func ascending(lines []string) []string {
	var out []string
	var gone []int // as they were numbered before the first went
	finish := func() {
		slices.Sort(gone)
		for i, n := range gone {
			out = append(out, "* "+strconv.Itoa(n-i)+" EXPUNGE")
		}
		gone = nil
	}
	for _, line := range lines {
		m := expunged.FindStringSubmatch(line)
		if m == nil {
			finish()
			out = append(out, line)
			continue
		}
		n, _ := strconv.Atoi(m[1]) // it is digits
		slices.Sort(gone)
		for _, g := range gone {
			if g <= n {
				n++
			}
		}
		gone = append(gone, n)
	}
	finish()
	return out
}

func normalLine(line string) (text string, keep bool) {
	for _, own := range ownWords {
		if strings.HasPrefix(line, own) {
			return "", false
		}
	}
	if strings.HasPrefix(line, "+") {
		return "+", true
	}
	line = validity.ReplaceAllString(line, "$1 V")
	line = flagList.ReplaceAllStringFunc(line, func(s string) string {
		m := flagList.FindStringSubmatch(s)
		flags := strings.Fields(m[2])
		flags = slices.DeleteFunc(flags, func(f string) bool { return slices.Contains(leftFlags, f) })
		slices.Sort(flags)
		return m[1] + " (" + strings.Join(flags, " ") + ")"
	})
	if m := statusLine.FindStringSubmatch(line); m != nil {
		return m[1] + " (" + sortItems(m[2]) + ")", true
	}
	if m := fetchLine.FindStringSubmatch(line); m != nil {
		return m[1] + " (" + sortItems(m[2]) + ")", true
	}
	if m := status.FindStringSubmatch(line); m != nil {
		line = m[1] + m[2]
		if strings.Contains(m[2], "[CAPABILITY") {
			line = m[1]
		}
	}
	return line, true
}

// sortItems orders pairs of a name and a value, which may be a list or a literal.
func sortItems(text string) string {
	var pairs []string
	depth, quoted, begin, spaces := 0, false, 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			if m := literalAt.FindStringSubmatch(text[i:]); m != nil {
				n, _ := strconv.Atoi(m[1]) // it is digits
				i = min(i+len(m[0])+n-1, len(text)-1)
			}
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ' ' && depth == 0:
			if spaces++; spaces%2 == 0 {
				pairs = append(pairs, upperName(text[begin:i]))
				begin = i + 1
			}
		}
	}
	pairs = append(pairs, upperName(text[begin:]))
	slices.Sort(pairs)
	return strings.Join(pairs, " ")
}

// upperName writes an item's name, and the header fields that may be in it, in capitals.
// In an envelope or a structure a string may be quoted or not.
func upperName(pair string) string {
	if !strings.HasPrefix(pair, "BODY[") && !strings.HasPrefix(pair, "RFC822") {
		return quoteLiterals(pair)
	}
	if end := strings.Index(pair, "] "); strings.HasPrefix(pair, "BODY[") && end > 0 {
		return strings.ToUpper(pair[:end]) + pair[end:]
	}
	return pair
}

// quoteLiterals writes literals that could be quoted strings as such.
func quoteLiterals(text string) string {
	for at := 0; ; {
		m := literalIn.FindStringSubmatchIndex(text[at:])
		if m == nil {
			return text
		}
		n, _ := strconv.Atoi(text[at+m[2] : at+m[3]]) // it is digits
		from := at + m[1]
		to := min(from+n, len(text))
		quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text[from:to]) + `"`
		text = text[:at+m[0]] + quoted + text[to:]
		at += m[0] + len(quoted)
	}
}

var literalIn = regexp.MustCompile(`\{(\d+)\}\r\n`)
