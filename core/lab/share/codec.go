package share

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
)

// Version is the version of the links that Encode writes, and the only one that Decode
// reads.
const Version = 1

const (
	sumSize    = 4
	digestFlag = 1 << 0
	hashFlag   = 1 << 1
)

// alphabet is base64url, strictly: one text for the same bytes.
var alphabet = base64.RawURLEncoding.Strict()

// Encode writes a state as the text that stands behind a URL's "#". The error, if any, is
// of type *strict.Reason: the state is larger than a link may be.
func Encode(s State) (fragment string, err error) {
	c := s.content()
	text := strict.Encode(c, labfile.Unions())
	if len(text) > MaxText {
		return "", tooLarge.With("most", strconv.Itoa(MaxText))
	}
	// What is not said again when it is read must not be written.
	if _, err := parse(text); err != nil {
		return "", tooFar.With("why", err.Error())
	}
	packed := head(&s)
	packed = append(packed, deflate(text)...)
	sum := sha256.Sum256(packed)
	return "p" + strconv.Itoa(Version) + "." + alphabet.EncodeToString(append(sum[:sumSize:sumSize], packed...)), nil
}

// head is what stands before the compressed part, without the checksum.
func head(s *State) []byte {
	out := []byte{0}
	if s.LabDigest != [32]byte{} {
		out[0] |= digestFlag
		out = append(out, s.LabDigest[:]...)
	}
	if s.Hash != [32]byte{} {
		out[0] |= hashFlag
		out = append(out, s.Hash[:]...)
	}
	return out
}

// Is reports whether a text wants to be a link of this package, of whatever version and in
// whatever shape.
func Is(text string) bool {
	_, _, ok := version(text)
	return ok
}

// version takes "p<number>." off a text.
func version(text string) (number uint64, rest string, ok bool) {
	text, ok = strings.CutPrefix(text, "p")
	if !ok {
		return 0, "", false
	}
	digits, rest, ok := strings.Cut(text, ".")
	if !ok || digits == "" || digits[0] == '0' || len(digits) > 6 || strings.Trim(digits, "0123456789") != "" {
		return 0, "", false
	}
	number, err := strconv.ParseUint(digits, 10, 64)
	return number, rest, err == nil
}

// Decode reads what Encode writes. The error, if any, is of type *strict.Reason. Whether
// the lab exists, and the log's hosts in it, is found out by who opens it.
func Decode(fragment string) (State, error) {
	number, text, ok := version(fragment)
	switch {
	case !ok:
		return State{}, noLink.With()
	case number != Version:
		return State{}, newerLink.With("value", strconv.FormatUint(number, 10), "known", strconv.Itoa(Version))
	case strings.ContainsAny(text, "\r\n"): // which package base64 would overlook
		return State{}, damaged.With()
	case len(text) > 2*MaxText:
		return State{}, tooLarge.With("most", strconv.Itoa(MaxText))
	}
	packed, err := alphabet.DecodeString(text)
	if err != nil || len(packed) <= sumSize {
		return State{}, damaged.With()
	}
	sum := sha256.Sum256(packed[sumSize:])
	if !bytes.Equal(sum[:sumSize], packed[:sumSize]) {
		return State{}, damaged.With()
	}
	return unpack(packed[sumSize:])
}

// unpack reads what the checksum has found whole.
func unpack(packed []byte) (State, error) {
	flags, rest := packed[0], packed[1:]
	if flags&^(digestFlag|hashFlag) != 0 {
		return State{}, malformed.With("why", "unknown flags")
	}
	var digest, hash [32]byte
	for _, part := range []struct {
		flag byte
		into *[32]byte
	}{{digestFlag, &digest}, {hashFlag, &hash}} {
		if flags&part.flag == 0 {
			continue
		}
		if len(rest) < len(part.into) {
			return State{}, malformed.With("why", "it ends too early")
		}
		rest = rest[copy(part.into[:], rest):]
		if *part.into == [32]byte{} {
			return State{}, malformed.With("why", "a digest of zeros")
		}
	}
	text, err := inflate(rest)
	if err != nil {
		return State{}, err
	}
	c, err := parse(text)
	if err != nil {
		return State{}, malformed.With("why", err.Error())
	}
	s := c.state()
	s.LabDigest, s.Hash = digest, hash
	return s, nil
}

// parse reads the JSON object strictly.
func parse(text []byte) (content, error) {
	var c content
	root, err := strict.Parse(text)
	if err != nil {
		return c, err
	}
	if errs := strict.Decode(root, &c, labfile.Unions()); len(errs) > 0 {
		return c, errs[0]
	}
	if why := c.check(); why != "" {
		return c, plain(why)
	}
	if !bytes.Equal(strict.Encode(c, labfile.Unions()), text) {
		return c, plain("it is not written in the canonical way")
	}
	return c, nil
}

// plain is a reason that only somebody who writes links of his own will ever read.
type plain string

func (p plain) Error() string { return string(p) }

// check holds the fields against each other.
func (c *content) check() string {
	if (c.Lab == "") == (c.Text == "") {
		return "it needs a lab's id or a lab's text, and not both"
	}
	if v := c.View; v != nil {
		selected := 0
		for _, set := range []bool{v.Host != "", v.Frame != 0, v.Event != 0} {
			if set {
				selected++
			}
		}
		if selected > 1 {
			return "it selects more than one thing"
		}
	}
	return ""
}

func deflate(text []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriterDict(&out, flate.BestCompression, []byte(dictionary))
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("share: " + err.Error()) // a buffer takes everything
	}
	return out.Bytes()
}

func inflate(packed []byte) ([]byte, error) {
	in := bytes.NewReader(packed)
	text, err := io.ReadAll(io.LimitReader(flate.NewReaderDict(in, []byte(dictionary)), MaxText+1))
	switch {
	case err != nil:
		return nil, malformed.With("why", err.Error())
	case len(text) > MaxText:
		return nil, tooLarge.With("most", strconv.Itoa(MaxText))
	case in.Len() > 0:
		return nil, malformed.With("why", "something stands behind its end")
	}
	return text, nil
}
