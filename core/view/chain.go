package view

// Judgement is a validating resolver's word on an answer: secure, insecure, bogus or
// indeterminate (RFC 4033, section 5).
type Judgement struct {
	Event    uint64 `json:"event"` // of the trace
	At       int64  `json:"at"`    // nanoseconds since the world began
	Host     string `json:"host"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	What     string `json:"what"` // answer, alias, NODATA, NXDOMAIN
	Security string `json:"security"`
	Reason   string `json:"reason,omitempty"`
}

// Chain is the chain of trust behind a judgement: the zones from the trust anchor down, then
// the signatures over the answer itself.
type Chain struct {
	Judgement
	Links      []ChainLink `json:"links"`
	Signatures []Signature `json:"signatures,omitempty"`
	Denial     []string    `json:"denial,omitempty"` // owners of the records that prove an absence
}

// ChainLink is a zone of a chain of trust.
type ChainLink struct {
	Event    uint64   `json:"event"`
	Zone     string   `json:"zone"`
	Above    string   `json:"above,omitempty"` // the zone whose DS records vouch for it; "" where the trust anchor does
	Security string   `json:"security"`
	Reason   string   `json:"reason,omitempty"`
	Keys     []string `json:"keys,omitempty"` // tags of the keys that are vouched for
	// DS is the signature over the DS records in the zone above, DNSKEY that over the zone's
	// keys; nil where none was looked at.
	DS     *Signature `json:"ds,omitempty"`
	DNSKEY *Signature `json:"dnskey,omitempty"`
}

// Signature is a signature that was tried (an RRSIG record).
type Signature struct {
	Event      uint64 `json:"event"`
	Name       string `json:"name"` // of the records that it is over
	Type       string `json:"type"`
	Signer     string `json:"signer"`
	KeyTag     int    `json:"keyTag"`
	Algorithm  string `json:"algorithm"`
	Inception  uint32 `json:"inception"`         // seconds since 1970, modulo 2³²
	Expiration uint32 `json:"expiration"`        // likewise
	Problem    string `json:"problem,omitempty"` // "" if it is good
}
