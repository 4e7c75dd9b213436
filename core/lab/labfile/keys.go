package labfile

import (
	"encoding/base64"
	"strings"

	"playnet/core/lab/strict"
	"playnet/core/spelling"
)

// Key is a secret that name servers, and who may change their zones, share (TSIG, RFC
// 8945).
type Key struct {
	// The key's name, a domain name that both sides have for it.
	Name DomainName `json:"name" strict:"required"`
	// How messages are signed with it; hmac-sha256 if absent.
	Algorithm KeyAlgorithm `json:"algorithm,omitempty"`
	// The secret, in base64, as in the configuration of BIND.
	Secret Secret `json:"secret" strict:"required"`
}

// KeyAlgorithm is how messages are signed with a [Key].
type KeyAlgorithm string

// Enum lists the algorithms.
func (KeyAlgorithm) Enum() []string {
	return []string{"hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"}
}

// Name returns the algorithm's name as TSIG records have it.
func (a KeyAlgorithm) Name() string {
	if a == "" {
		a = "hmac-sha256"
	}
	return string(a) + "."
}

// Secret is a secret in base64.
type Secret string

var (
	badSecret  = strict.Define("bad-secret", `must be base64 of 1 to 512 bytes`)
	unknownKey = strict.Define("unknown-key", `there is no key "{name}" in "keys"`)
	nearKey    = strict.Define("unknown-key-near", `there is no key "{name}" in "keys"; did you mean "{near}"?`)
	keyTwice   = strict.Define("duplicate-key", `the key "{name}" stands here a second time; the first is in line {line}`)
)

// Validate implements strict.Validator.
func (s Secret) Validate() error {
	b, err := base64.StdEncoding.DecodeString(string(s))
	if err != nil || len(b) == 0 || len(b) > 512 {
		return badSecret.With()
	}
	return nil
}

// Bytes returns the secret itself.
func (s Secret) Bytes() []byte {
	b, _ := base64.StdEncoding.DecodeString(string(s)) // it was validated
	return b
}

// Key returns the lab's key of a name, or nil.
func (f *File) Key(name DomainName) *Key {
	for i := range f.Lab.Keys {
		if name != "" && f.Lab.Keys[i].Name.FQDN() == name.FQDN() {
			return &f.Lab.Keys[i]
		}
	}
	return nil
}

func (c *checker) keys(list []Key) {
	seen := make(map[string]*strict.Node)
	for i, k := range list {
		at := c.root.Get("keys").At(i).Get("name")
		if first := seen[k.Name.FQDN()]; first != nil {
			c.fail(at, keyTwice.With("name", string(k.Name), "line", c.line(first)))
			continue
		}
		seen[k.Name.FQDN()] = at
	}
}

// keyName checks that a name, unless it is absent, is that of a key.
func (c *checker) keyName(name DomainName, at *strict.Node) {
	if name == "" || c.file.Key(name) != nil {
		return
	}
	var known []string
	for _, k := range c.file.Lab.Keys {
		known = append(known, strings.TrimSuffix(string(k.Name), "."))
	}
	if near := spelling.Nearest(string(name), known); near != "" {
		c.fail(at, nearKey.With("name", string(name), "near", near))
		return
	}
	c.fail(at, unknownKey.With("name", string(name)))
}
