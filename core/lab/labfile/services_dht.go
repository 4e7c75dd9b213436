package labfile

import (
	"encoding/hex"
	"strconv"
	"time"

	"playnet/core/lab/strict"
)

// DHTNode is a node of BitTorrent's distributed hash table (BEP 5).
type DHTNode struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The UDP port on which it listens; 6881 if absent.
	Port Port `json:"port,omitempty"`
	// The nodes through which it gets to know others: names of hosts, or addresses. Without any it waits to be asked. Itself is passed over.
	Bootstrap []HostRef `json:"bootstrap,omitempty" strict:"max=8"`
	// Its identifier: 40 hexadecimal digits; drawn at random if absent.
	ID DHTKey `json:"id,omitempty"`
	// How many nodes a bucket of its routing table holds, and how many an answer names; 8 if absent, as BitTorrent has it.
	K BucketSize `json:"k,omitempty" strict:"parameter"`
	// How long after the start of its host it joins; at once if absent.
	Join *Duration `json:"join,omitempty"`
	// Whether it leaves queries without an answer, as a node behind a firewall does: it can ask, but nobody learns anything of it.
	Mute bool `json:"mute,omitempty" set:"reload"`
	// In a group: how much later than the host before it each host joins.
	Apart *Duration `json:"apart,omitempty"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// DefaultDHTPort is the port of a node that is not told another one.
const DefaultDHTPort = 6881

// BucketSize is how many nodes a bucket of a routing table holds: 1 to 20.
type BucketSize int

// Validate implements strict.Validator.
func (n BucketSize) Validate() error { return between(int64(n), 1, 20) }

// DHTKey is an identifier of the distributed hash table: 40 hexadecimal digits.
type DHTKey string

var badDHTKey = strict.Define("bad-dht-key", `"{value}" is no identifier of 40 hexadecimal digits`)

// Validate implements strict.Validator.
func (k DHTKey) Validate() error {
	if b, err := hex.DecodeString(string(k)); err != nil || len(b) != 20 {
		return badDHTKey.With("value", string(k))
	}
	return nil
}

func (DHTNode) Kind() string { return "dht.node" }

func (s DHTNode) On() Name { return s.Host }

// Ports: the node's own.
func (s DHTNode) Ports() []string { return []string{strconv.Itoa(s.UDPPort()) + "/udp"} }

// UDPPort is the port on which the node listens.
func (s DHTNode) UDPPort() int {
	if s.Port == 0 {
		return DefaultDHTPort
	}
	return int(s.Port)
}

// JoinAfter is how long after its start the node joins.
func (s DHTNode) JoinAfter() time.Duration {
	if s.Join == nil {
		return 0
	}
	return s.Join.Std()
}

// member is the node on the k-th host of a group.
func (s DHTNode) member(k int) Service {
	if s.Apart != nil {
		later := Duration(s.JoinAfter() + time.Duration(k)*s.Apart.Std())
		s.Join = &later
	}
	return s
}

func (s DHTNode) check(c *checker, at *strict.Node) {
	c.refs(s.Bootstrap, at.Get("bootstrap"))
}
