package main

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	mdns "github.com/miekg/dns"
)

// scenario is a file, taken apart.
type scenario struct {
	name    string
	options []option
	ranges  []answers
	steps   []step
}

// option is a line of the configuration: "stub-zone" opens a clause.
type option struct {
	clause, name, value string
	file                string // the contents, where the value is a file that comes along
}

// answers are what one server says during some steps.
type answers struct {
	from, to int
	servers  []netip.Addr
	entries  []*entry
}

// step is one action: QUERY, CHECK_ANSWER, TIME_PASSES, …
type step struct {
	number int
	action string
	elapse time.Duration
	entry  *entry
}

// entry is a message, or a pattern of one.
type entry struct {
	match   []string
	adjust  []string
	flags   []string // of the header, with DO
	rcode   int
	msg     mdns.Msg
	raw     []byte // the message as bytes, where the file gives it so
	section string
}

func (e *entry) matches(word string) bool { return contains(e.match, word) }
func (e *entry) has(flag string) bool     { return contains(e.flags, flag) }

func contains(list []string, word string) bool {
	for _, have := range list {
		if strings.EqualFold(have, word) {
			return true
		}
	}
	return false
}

// parser reads a file line by line.
type parser struct {
	lines []string
	at    int
	s     scenario
}

func parse(text string) (*scenario, error) {
	p := &parser{lines: strings.Split(text, "\n")}
	p.config()
	for p.at < len(p.lines) {
		words := p.words()
		if len(words) == 0 {
			continue
		}
		var err error
		switch words[0] {
		case "RANGE_BEGIN":
			err = p.answers(words)
		case "STEP":
			err = p.action(words)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", p.at, err)
		}
	}
	return &p.s, nil
}

// words returns the next line's words, without comment.
func (p *parser) words() []string {
	line := p.lines[p.at]
	p.at++
	return strings.Fields(uncomment(line))
}

func uncomment(line string) string {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			return line[:i]
		}
	}
	return line
}

// config reads the configuration, in unbound's format.
func (p *parser) config() {
	clause, files := "", map[string]string{}
	for p.at < len(p.lines) {
		line, _, _ := strings.Cut(uncomment(p.lines[p.at]), " #")
		line, _, _ = strings.Cut(line, "\t#")
		p.at++
		line = strings.TrimSpace(line)
		switch name, value, isOption := strings.Cut(line, ":"); {
		case line == "CONFIG_END":
			for i := range p.s.options {
				o := &p.s.options[i]
				o.file = files[o.value]
			}
			return
		case strings.HasPrefix(line, "TEMPFILE_NAME"):
			p.s.options[len(p.s.options)-1].value = strings.Fields(line)[1]
		case strings.HasPrefix(line, "TEMPFILE_CONTENTS"):
			name := strings.Fields(line)[1]
			for ; p.at < len(p.lines) && strings.TrimSpace(p.lines[p.at]) != "TEMPFILE_END"; p.at++ {
				files[name] += p.lines[p.at] + "\n"
			}
			p.at++
		case isOption:
			value = strings.Trim(strings.TrimSpace(value), `"`)
			if value == "" && name != "root-hints" {
				clause = name
			}
			p.s.options = append(p.s.options, option{clause: clause, name: name, value: value})
		}
	}
}

func (p *parser) answers(words []string) error {
	if len(words) < 3 {
		return fmt.Errorf("RANGE_BEGIN needs two steps")
	}
	var r answers
	var err error
	if r.from, err = strconv.Atoi(words[1]); err != nil {
		return err
	}
	if r.to, err = strconv.Atoi(words[2]); err != nil {
		return err
	}
	for p.at < len(p.lines) {
		words := p.words()
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "ADDRESS":
			a, err := netip.ParseAddr(words[1])
			if err != nil {
				return err
			}
			r.servers = append(r.servers, a)
		case "ENTRY_BEGIN":
			e, err := p.entry()
			if err != nil {
				return err
			}
			r.entries = append(r.entries, e)
		case "RANGE_END":
			p.s.ranges = append(p.s.ranges, r)
			return nil
		}
	}
	return fmt.Errorf("RANGE_END is missing")
}

func (p *parser) action(words []string) error {
	if len(words) < 3 {
		return fmt.Errorf("STEP needs a number and an action")
	}
	n, err := strconv.Atoi(words[1])
	if err != nil {
		return err
	}
	s := step{number: n, action: words[2]}
	switch s.action {
	case "TIME_PASSES":
		seconds, err := strconv.ParseFloat(words[len(words)-1], 64)
		if err != nil {
			return err
		}
		s.elapse = time.Duration(seconds * float64(time.Second))
	case "QUERY", "CHECK_ANSWER":
		for p.at < len(p.lines) {
			if w := p.words(); len(w) > 0 && w[0] == "ENTRY_BEGIN" {
				break
			}
		}
		if s.entry, err = p.entry(); err != nil {
			return err
		}
	}
	p.s.steps = append(p.s.steps, s)
	return nil
}

// entry reads up to ENTRY_END.
func (p *parser) entry() (*entry, error) {
	e := &entry{}
	for p.at < len(p.lines) {
		line := p.lines[p.at]
		words := p.words()
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "ENTRY_END":
			return e, nil
		case "MATCH":
			e.match = append(e.match, words[1:]...)
		case "ADJUST":
			e.adjust = append(e.adjust, words[1:]...)
		case "REPLY":
			e.reply(words[1:])
		case "SECTION":
			e.section = words[1]
		case "HEX_ANSWER_BEGIN":
			if err := p.hex(e); err != nil {
				return nil, err
			}
		default:
			if err := e.add(uncomment(line)); err != nil {
				return nil, err
			}
		}
	}
	return nil, fmt.Errorf("ENTRY_END is missing")
}

func (p *parser) hex(e *entry) error {
	var digits strings.Builder
	for p.at < len(p.lines) {
		words := p.words()
		if len(words) > 0 && words[0] == "HEX_ANSWER_END" {
			break
		}
		digits.WriteString(strings.Join(words, ""))
	}
	raw, err := hex.DecodeString(digits.String())
	if err != nil {
		return err
	}
	e.raw = raw
	// The pattern is read from the bytes too, as far as they can be.
	_ = e.msg.Unpack(raw)
	return nil
}

func (e *entry) reply(words []string) {
	for _, w := range words {
		if code, ok := mdns.StringToRcode[w]; ok {
			e.rcode = code
		} else {
			e.flags = append(e.flags, w)
		}
	}
}

// add reads a line of a section.
func (e *entry) add(line string) error {
	if e.section == "QUESTION" {
		words := strings.Fields(line)
		q := mdns.Question{Name: mdns.Fqdn(words[0]), Qclass: mdns.ClassINET}
		qtype, ok := mdns.StringToType[words[len(words)-1]]
		if !ok {
			return fmt.Errorf("no type %s", words[len(words)-1])
		}
		q.Qtype = qtype
		if len(words) == 3 {
			q.Qclass = mdns.StringToClass[words[1]]
		}
		e.msg.Question = append(e.msg.Question, q)
		return nil
	}
	rr, err := record(line)
	if err != nil {
		return err
	}
	switch e.section {
	case "ANSWER":
		e.msg.Answer = append(e.msg.Answer, rr)
	case "AUTHORITY":
		e.msg.Ns = append(e.msg.Ns, rr)
	case "ADDITIONAL":
		e.msg.Extra = append(e.msg.Extra, rr)
	default:
		return fmt.Errorf("a record in no section")
	}
	return nil
}

// record reads a record; one whose data stand as bytes (RFC 3597) keeps them, whatever
// its type would want.
func record(line string) (mdns.RR, error) {
	rr, err := anyRecord(line)
	switch rr := rr.(type) {
	case *mdns.NSEC: // the codec wants the types in their order
		slices.Sort(rr.TypeBitMap)
	case *mdns.NSEC3:
		slices.Sort(rr.TypeBitMap)
	}
	return rr, err
}

func anyRecord(line string) (mdns.RR, error) {
	fields := strings.Fields(line)
	at := slices.Index(fields, `\#`)
	if at < 1 {
		return mdns.NewRR("$ORIGIN .\n" + line)
	}
	rrtype, ok := mdns.StringToType[fields[at-1]]
	if !ok {
		return nil, fmt.Errorf("no type %s", fields[at-1])
	}
	generic := slices.Clone(fields)
	generic[at-1] = fmt.Sprintf("TYPE%d", 65280) // of private use: no type that is known
	rr, err := mdns.NewRR("$ORIGIN .\n" + strings.Join(generic, " "))
	if err == nil {
		rr.Header().Rrtype = rrtype
	}
	return rr, err
}
