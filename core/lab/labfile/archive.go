package labfile

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"playnet/core/lab/strict"
)

// Limits of a lab file. They keep a page that opens anybody's file alive.
const (
	MaxText    = 32 << 20 // bytes
	MaxMembers = 10_000
	maxPath    = 200 // bytes of a member's name
)

const (
	labMember    = "lab.json"
	switchFolder = "when/"
	base64Ending = ".b64"
)

var (
	labTooLong      = strict.Define("lab-too-long", `the lab file is longer than {most}`)
	tooManyMembers  = strict.Define("too-many-members", `the lab file has more than {most} members`)
	noMembers       = strict.Define("no-members", `this is no lab file: it has no member, such as "-- lab.json --" on a line of its own`)
	noLabJSON       = strict.Define("no-lab-json", `the member "lab.json" is missing`)
	notText         = strict.Define("not-text", `the line is not UTF-8 text; give binary data in base64, in a member whose name ends in ".b64"`)
	longPath        = strict.Define("path-too-long", `the member's name is longer than {most} bytes`)
	absolutePath    = strict.Define("path-absolute", `"{name}" is no member's name: it begins with /`)
	backslashPath   = strict.Define("path-backslash", `"{name}" is no member's name: folders are divided by /`)
	invisiblePath   = strict.Define("path-invisible", `"{name}" is no member's name: it holds characters that cannot be seen`)
	badPathPart     = strict.Define("path-part", `"{name}" is no member's name: no folder and no file can be called "{part}"`)
	unknownMember   = strict.Define("unknown-member", `"{name}" is no kind of member: there are lab.json, story.md, log.json, zones/NAME.zone, mail/NAME.eml, site/PATH, programs/NAME, sweeps/NAME.json, and when/SWITCH/MEMBER`)
	duplicateMember = strict.Define("duplicate-member", `the member "{name}" stands here a second time; the first is in line {line}`)
	plainLabJSON    = strict.Define("plain-lab-json", `lab.json stands as plain text, and no switch replaces it`)
	plainRun        = strict.Define("plain-log-json", `log.json stands as plain text, and no switch replaces it`)
	badBase64       = strict.Define("bad-base64", `this is no base64 (RFC 4648)`)
)

// rawMember is a member as it stands in the archive.
type rawMember struct {
	name   string // as written, with ".b64"
	data   []byte
	marker int // the line of "-- name --"
}

// splitArchive takes a txtar archive apart as golang.org/x/tools/txtar does,
// and tells the lines, which txtar does not. Lines end in LF.
func splitArchive(text []byte) (members []rawMember) {
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text[:len(text):len(text)], '\n')
	}
	begin := 0 // of the current member's data
	for pos, line := 0, 1; pos < len(text); line++ {
		end := pos + bytes.IndexByte(text[pos:], '\n') + 1
		if name := markerName(text[pos : end-1]); name != "" {
			if n := len(members); n > 0 {
				members[n-1].data = text[begin:pos]
			}
			members = append(members, rawMember{name: name, marker: line})
			begin = end
		}
		pos = end
	}
	if n := len(members); n > 0 {
		members[n-1].data = text[begin:]
	}
	return members
}

// markerName is the name in a line "-- name --", or "".
func markerName(line []byte) string {
	if len(line) < len("-- ")+len(" --") || !bytes.HasPrefix(line, []byte("-- ")) || !bytes.HasSuffix(line, []byte(" --")) {
		return ""
	}
	return strings.TrimSpace(string(line[len("-- ") : len(line)-len(" --")]))
}

// normalise removes what editors put into text files without being asked.
func normalise(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.Contains(text, []byte("\r\n")) {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	return text
}

// archive fills f.Members and f.index.
func (c *checker) archive(raw []rawMember) {
	f := c.file
	for _, r := range raw {
		name := strings.TrimSuffix(r.name, base64Ending)
		if why := checkMemberName(name); why != nil {
			c.member(r.name, r.marker, why)
			continue
		}
		m := Member{Name: name, Data: r.data, Line: r.marker + 1, Base64: name != r.name, written: r.name}
		if m.Base64 && name == labMember {
			c.member(r.name, r.marker, plainLabJSON.With())
			continue
		}
		if m.Base64 && name == runMember {
			c.member(r.name, r.marker, plainRun.With())
			continue
		}
		if first, twice := f.index[name]; twice {
			line := strconv.Itoa(f.Members[first].Line - 1)
			c.member(r.name, r.marker, duplicateMember.With("name", name, "line", line))
			continue
		}
		c.content(&m)
		f.index[name] = len(f.Members)
		f.Members = append(f.Members, m)
	}
}

// content checks a member's text, and decodes base64.
func (c *checker) content(m *Member) {
	if m.Base64 {
		data, line := decodeBase64(m.Data)
		if line > 0 {
			c.member(m.written, m.Line+line-1, badBase64.With())
		}
		m.Data = data
		return
	}
	if utf8.Valid(m.Data) {
		return
	}
	for i, line := range bytes.Split(m.Data, []byte("\n")) {
		if !utf8.Valid(line) {
			c.member(m.written, m.Line+i, notText.With())
			return
		}
	}
}

// decodeBase64 returns the data, or the line (from 1) in which it goes wrong.
func decodeBase64(text []byte) (data []byte, badLine int) {
	squeezed := make([]byte, 0, len(text))
	var lineAt []int // of each byte of squeezed
	line := 1
	for _, b := range text {
		switch b {
		case '\n':
			line++
		case ' ', '\t', '\r':
		default:
			squeezed = append(squeezed, b)
			lineAt = append(lineAt, line)
		}
	}
	data = make([]byte, base64.StdEncoding.DecodedLen(len(squeezed)))
	n, err := base64.StdEncoding.Strict().Decode(data, squeezed)
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		at := min(int(corrupt), len(lineAt)-1)
		return nil, lineAt[max(at, 0)]
	}
	return data[:n], 0
}

// checkMemberName says what is wrong with a name (without ".b64"), or nil.
func checkMemberName(name string) *strict.Reason {
	switch {
	case len(name) > maxPath:
		return longPath.With("most", strconv.Itoa(maxPath))
	case strings.HasPrefix(name, "/"):
		return absolutePath.With("name", name)
	case strings.Contains(name, `\`):
		return backslashPath.With("name", name)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }):
		return invisiblePath.With("name", name)
	}
	for _, part := range strings.Split(name, "/") {
		if part == "" || part == "." || part == ".." {
			return badPathPart.With("name", name, "part", part)
		}
	}
	if rest, ok := strings.CutPrefix(name, switchFolder); ok {
		id, base, _ := strings.Cut(rest, "/")
		if why := ID(id).Validate(); why != nil {
			return why.(*strict.Reason)
		}
		if base == labMember {
			return plainLabJSON.With()
		}
		if base == runMember {
			return plainRun.With()
		}
		name = base
	}
	if !knownKind(name) {
		return unknownMember.With("name", name)
	}
	return nil
}

func knownKind(name string) bool {
	if name == labMember || name == runMember || name == "story.md" {
		return true
	}
	folder, rest, ok := strings.Cut(name, "/")
	flat := ok && !strings.Contains(rest, "/")
	switch folder {
	case "zones":
		return flat && strings.HasSuffix(rest, ".zone") && rest != ".zone"
	case "mail":
		return flat && strings.HasSuffix(rest, ".eml") && rest != ".eml"
	case "sweeps":
		return flat && strings.HasSuffix(rest, ".json") && rest != ".json"
	case "programs":
		return flat
	case "site":
		return ok
	}
	return false
}

// member reports an error in a member's text or name.
func (c *checker) member(name string, line int, why *strict.Reason) {
	if len(c.errs) < 8*maxErrors { // a broken zone can be broken in every line
		c.errs = append(c.errs, newError(name, line, 0, "", why))
	}
}
