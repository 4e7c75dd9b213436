package auth

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"playnet/core/mail"
)

// DKIM is what came of one signature.
type DKIM struct {
	Result    Result
	Domain    string // d=: who signs
	Selector  string // s=
	Identity  string // i=: for whom
	Algorithm string // a=
	Signature string // the beginning of b=, which tells several signatures apart
	Reason    string // why it does not pass
}

const (
	// maxSignatures bounds what is verified of one message: each costs a look-up.
	maxSignatures = 5
	// maxSkew is how far in the future a signature may be made, as clocks differ.
	maxSkew = time.Hour
)

// Verify verifies the signatures of a message (RFC 6376 §6), from the top. Without any there
// is none in the list.
func Verify(r Resolver, source []byte, now time.Time) []DKIM {
	m := newSigned(source)
	var list []DKIM
	for i, f := range m.header {
		if !strings.EqualFold(f.Name, "DKIM-Signature") {
			continue
		}
		if len(list) == maxSignatures {
			break
		}
		list = append(list, m.verify(r, i, now))
	}
	return list
}

// signed is a message as signatures see it.
type signed struct {
	header mail.Header
	raw    []string // the fields as they stand in the source
	body   []byte
}

func newSigned(source []byte) signed {
	source = mail.CRLF(source)
	h, bodyAt := mail.ParseHeader(source)
	m := signed{header: h, body: source[bodyAt:]}
	for _, f := range h {
		m.raw = append(m.raw, string(source[f.Offset:f.Offset+f.Len]))
	}
	return m
}

// verify verifies the signature in one field.
func (m *signed) verify(r Resolver, field int, now time.Time) DKIM {
	s, d := readSignature(m.header[field].Value)
	if d.Result != "" {
		return d
	}
	if reason := s.expired(now); reason != "" {
		return d.as(Fail, reason)
	}
	key, result, reason := fetchKey(r, &d)
	if key == nil {
		return d.as(result, reason)
	}
	body := s.canonical.body(m.body)
	if s.limited {
		if s.length > len(body) {
			return d.as(PermError, "l= is more than there is")
		}
		body = body[:s.length]
	}
	hash := sha256.Sum256(body)
	if !slices.Equal(hash[:], s.bodyHash) {
		return d.as(Fail, "the body has changed")
	}
	hash = m.hash(s.canonical, s.fields, m.raw[field])
	if !key.verify(hash[:], s.signature) {
		return d.as(Fail, "the signature does not fit")
	}
	return d.as(Pass, "")
}

func (d DKIM) as(result Result, reason string) DKIM {
	d.Result, d.Reason = result, reason
	return d
}

// hash hashes the signed fields and the signature's own, without its signature (§3.7). A
// field that stands several times is taken from the bottom up; one that is named more often than
// it stands there is signed as missing: nobody can add one (§5.4.2).
func (m *signed) hash(c canonical, fields []string, own string) [32]byte {
	left := map[string][]int{} // the fields of a name that are not used yet
	for i, f := range m.header {
		name := strings.ToLower(f.Name)
		left[name] = append(left[name], i)
	}
	var b strings.Builder
	for _, name := range fields {
		if of := left[name]; len(of) > 0 {
			b.WriteString(c.field(m.raw[of[len(of)-1]]))
			left[name] = of[:len(of)-1]
		}
	}
	b.WriteString(strings.TrimSuffix(c.field(withoutSignature(own)), "\r\n"))
	return sha256.Sum256([]byte(b.String()))
}

// signature is a DKIM-Signature field, read.
type signature struct {
	canonical canonical
	fields    []string // h=, in lower case
	bodyHash  []byte
	signature []byte
	limited   bool // l= says how much of the body is signed
	length    int
	made      int64 // t=, seconds since 1970; 0 if it is not said
	expires   int64 // x=
}

// readSignature reads a field's value and checks it (§6.1.1). The result is "" if all is well.
func readSignature(value string) (s signature, d DKIM) {
	t, ok := parseTags(value)
	if !ok {
		return s, d.as(PermError, "the signature's tags cannot be read")
	}
	d = DKIM{Domain: strings.ToLower(t["d"]), Selector: t["s"], Identity: strings.ToLower(t["i"]), Algorithm: t["a"]}
	if d.Identity == "" {
		d.Identity = "@" + d.Domain
	}
	d.Signature = strings.Join(strings.Fields(t["b"]), "")
	d.Signature = d.Signature[:min(8, len(d.Signature))]
	for _, name := range [...]string{"v", "a", "b", "bh", "d", "h", "s"} {
		if t[name] == "" {
			return s, d.as(PermError, "the signature lacks "+name+"=")
		}
	}
	var okC, okB, okHash bool
	s.canonical, okC = parseCanonical(t["c"])
	s.signature, okB = t.base64("b")
	s.bodyHash, okHash = t.base64("bh")
	s.fields = t.list("h")
	_, identity, _ := strings.Cut(d.Identity, "@")
	switch {
	case t["v"] != "1":
		return s, d.as(PermError, "the signature is of another version")
	case d.Algorithm != "ed25519-sha256" && d.Algorithm != "rsa-sha256":
		return s, d.as(PermError, "the algorithm is not known, or not safe")
	case !okC || !okB || !okHash:
		return s, d.as(PermError, "the signature cannot be read")
	case !slices.Contains(s.fields, "from"):
		return s, d.as(PermError, "From is not signed")
	case identity != d.Domain && !strings.HasSuffix(identity, "."+d.Domain):
		return s, d.as(PermError, "i= is not within d=")
	case t["q"] != "" && !slices.Contains(t.list("q"), "dns/txt"):
		return s, d.as(PermError, "the key is not in the DNS")
	}
	if err := s.numbers(t); err != nil {
		return s, d.as(PermError, "a number in the signature cannot be read")
	}
	return s, d
}

func (s *signature) numbers(t tags) error {
	var err error
	number := func(name string) (n int64) {
		if t[name] != "" {
			var wrong error
			n, wrong = strconv.ParseInt(t[name], 10, 64)
			if n < 0 || wrong != nil {
				err = errors.New(name)
			}
		}
		return n
	}
	s.made, s.expires = number("t"), number("x")
	s.limited = t["l"] != ""
	// What does not fit into an int is more than there is, too.
	s.length = int(min(number("l"), 1<<31-1))
	return err
}

// expired says what is wrong with the signature's times, "" if nothing.
func (s *signature) expired(now time.Time) string {
	switch {
	case s.expires != 0 && now.Unix() > s.expires:
		return "the signature has expired"
	case s.made != 0 && s.made > now.Add(maxSkew).Unix():
		return "the signature is of the future"
	}
	return ""
}

// publicKey is one of the two kinds.
type publicKey struct {
	ed  ed25519.PublicKey
	rsa *rsa.PublicKey
}

func (k *publicKey) verify(hash, signature []byte) bool {
	if k.rsa != nil {
		return rsa.VerifyPKCS1v15(k.rsa, crypto.SHA256, hash, signature) == nil
	}
	// RFC 8463 §3: what Ed25519 signs is the hash, as if it were the message.
	return ed25519.Verify(k.ed, hash, signature)
}

// fetchKey asks for the key of a signature (§6.1.2). Without one, result and reason say why.
func fetchKey(r Resolver, d *DKIM) (key *publicKey, result Result, reason string) {
	texts, err := r.TXT(d.Selector + "._domainkey." + d.Domain)
	switch {
	case errors.Is(err, ErrNothing) || err == nil && len(texts) == 0:
		return nil, PermError, "there is no key for the signature"
	case err != nil:
		return nil, TempError, err.Error()
	}
	for _, text := range texts { // of several the first that fits (§3.6.2.2 leaves it open)
		if key, reason = readKey(text, d); key != nil {
			return key, "", ""
		}
	}
	return nil, PermError, reason
}

// readKey reads a key record (§3.6.1).
func readKey(text string, d *DKIM) (key *publicKey, reason string) {
	t, ok := parseTags(text)
	if !ok || t["v"] != "" && t["v"] != "DKIM1" {
		return nil, "the key record cannot be read"
	}
	kind := t["k"]
	if kind == "" {
		kind = "rsa"
	}
	want, _, _ := strings.Cut(d.Algorithm, "-")
	_, identity, _ := strings.Cut(d.Identity, "@")
	data, ok := t.base64("p")
	switch {
	case kind != want:
		return nil, "the key is for another algorithm"
	case t["h"] != "" && !slices.Contains(t.list("h"), "sha256"):
		return nil, "the key is for another hash"
	case !ok:
		return nil, "the key cannot be read"
	case len(data) == 0:
		return nil, "the key is revoked"
	case slices.Contains(t.list("t"), "s") && identity != d.Domain:
		return nil, "the key is for the domain itself alone"
	}
	if kind == "ed25519" {
		if len(data) != ed25519.PublicKeySize {
			return nil, "the key cannot be read"
		}
		return &publicKey{ed: data}, ""
	}
	return readRSA(data)
}
