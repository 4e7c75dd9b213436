package labfile

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"playnet/core/lab/strict"
)

// Parse reads a lab file. The error, if any, is of type [Errors] and says
// everything that could be found out in one go, in the order of the lines.
func Parse(text []byte) (*File, error) {
	if len(text) > MaxText {
		return nil, Errors{newError("", 1, 0, "", labTooLong.With("most", "32 MiB"))}
	}
	raw := splitArchive(normalise(text))
	if len(raw) == 0 {
		return nil, Errors{newError("", 1, 0, "", noMembers.With())}
	}
	if len(raw) > MaxMembers {
		why := tooManyMembers.With("most", strconv.Itoa(MaxMembers))
		return nil, Errors{newError(raw[MaxMembers].name, raw[MaxMembers].marker, 0, "", why)}
	}
	return parse(raw, map[ID]ParameterNumber{})
}

// parse reads the members of a lab file, with values for its parameters.
func parse(raw []rawMember, values map[ID]ParameterNumber) (*File, error) {
	f := &File{
		values: values,

		index: make(map[string]int),
		hosts: make(map[Name]int),
		sites: make(map[Name]int),
		zones: make(map[string]*Zone),
		raw:   raw,
	}
	c := &checker{file: f, used: make(map[string]bool)}
	c.archive(raw)
	whole := c.labJSON()
	for i := range f.Members {
		m := &f.Members[i]
		if isZone(m.Name) {
			if z := c.parseZone(m, ""); z != nil {
				f.zones[m.Name] = z
			}
		}
	}
	// The members can be held against lab.json only when all of it was
	// understood.
	if whole {
		c.lab()
		c.members()
		c.run()
	}
	if err := c.errs.asError(); err != nil {
		return nil, err
	}
	f.Digest = sha256.Sum256(f.Canonical())
	return f, nil
}

// labJSON decodes the member lab.json and says whether all of it was right.
func (c *checker) labJSON() bool {
	at, ok := c.file.index[labMember]
	if !ok {
		c.member(labMember, 1, noLabJSON.With())
		return false
	}
	m := &c.file.Members[at]
	root, err := strict.Parse(m.Data)
	if err != nil {
		c.errs = append(c.errs, fromStrict(labMember, m.Line, err))
		return false
	}
	c.root, c.name, c.first = root, labMember, m.Line
	errs := strict.DecodeWith(root, &c.file.Lab, unions, c.substitutes(root))
	for _, e := range errs {
		c.errs = append(c.errs, fromStrict(labMember, m.Line, e))
	}
	return len(errs) == 0
}

// isZone says whether a member, or what it stands in for, is a zone.
func isZone(name string) bool {
	if rest, ok := strings.CutPrefix(name, switchFolder); ok {
		_, name, _ = strings.Cut(rest, "/")
	}
	return strings.HasPrefix(name, "zones/")
}

// Canonical is the lab file as Playnet writes it: the members in their order,
// LF at the end of each line, no text before the first member. Two files with
// the same canonical text are the same lab; the digest is taken over it. A run (see [Run])
// does not belong to the lab: it is left out.
func (f *File) Canonical() []byte {
	var out []byte
	for _, r := range f.raw {
		if r.name == runMember {
			continue
		}
		out = append(out, "-- "...)
		out = append(out, r.name...)
		out = append(out, " --\n"...)
		out = append(out, r.data...)
	}
	return out
}
