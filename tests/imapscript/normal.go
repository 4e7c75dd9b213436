package imapscript

import (
	"regexp"
	"slices"
	"strings"
)

// What servers may put differently.
var (
	status      = regexp.MustCompile(`^(\S+ (?:OK|NO|BAD|BYE|PREAUTH))((?: \[[^\]]*(?:\([^)]*\))?[^\]]*\])?).*$`)
	validity    = regexp.MustCompile(`\b(UIDVALIDITY|APPENDUID|COPYUID) \d+`)
	flagList    = regexp.MustCompile(`\b(FLAGS|PERMANENTFLAGS|LIST|LSUB) \(([^)]*)\)`)
	fetchLine   = regexp.MustCompile(`^(\* \d+ FETCH) \((.*)\)$`)
	ownWords    = []string{"* OK [HIGHESTMODSEQ", "* ID "}
	leftFlags   = []string{`\Marked`, `\UnMarked`}
	announcedAt = regexp.MustCompile(`\{(\d+)\}$`)
)

// Normal takes away what each server may say in its own way: the words of an answer,
// UIDVALIDITY's value, the order of flags and of FETCH's items.
func Normal(raw string) string {
	var b strings.Builder
	for rest := strings.ReplaceAll(raw, "\r\n", "\n"); rest != ""; {
		line, after, _ := strings.Cut(rest, "\n")
		if m := announcedAt.FindStringSubmatch(line); m != nil {
			// A response with a literal is left as it is, to its last line.
			b.WriteString(line + "\n")
			rest = after
			continue
		}
		rest = after
		if text, keep := normalLine(line); keep {
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}

func normalLine(line string) (text string, keep bool) {
	for _, own := range ownWords {
		if strings.HasPrefix(line, own) {
			return "", false
		}
	}
	switch {
	case strings.HasPrefix(line, "+"):
		return "+", true
	case strings.HasPrefix(line, "* CAPABILITY "):
		return "* CAPABILITY …", true
	}
	line = validity.ReplaceAllString(line, "$1 V")
	line = flagList.ReplaceAllStringFunc(line, func(s string) string {
		m := flagList.FindStringSubmatch(s)
		flags := strings.Fields(m[2])
		flags = slices.DeleteFunc(flags, func(f string) bool { return slices.Contains(leftFlags, f) })
		slices.Sort(flags)
		return m[1] + " (" + strings.Join(flags, " ") + ")"
	})
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

// sortItems orders pairs of a name and a value, which may be a list.
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
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ' ' && depth == 0:
			if spaces++; spaces%2 == 0 {
				pairs = append(pairs, text[begin:i])
				begin = i + 1
			}
		}
	}
	pairs = append(pairs, text[begin:])
	slices.Sort(pairs)
	return strings.Join(pairs, " ")
}
