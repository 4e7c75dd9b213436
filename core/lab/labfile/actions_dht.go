package labfile

import "playnet/core/lab/strict"

// DHTFind has a node of the distributed hash table look for the nodes nearest to an
// identifier (find_node).
type DHTFind struct {
	// The host of the node.
	Host Name `json:"host" strict:"required"`
	// What it looks for: 40 hexadecimal digits, or the name of a host, whose node's identifier is meant.
	Target DHTTarget `json:"target" strict:"required"`
}

// DHTPeers has a node of the distributed hash table look for the peers of a torrent
// (get_peers).
type DHTPeers struct {
	// The host of the node.
	Host Name `json:"host" strict:"required"`
	// The torrent's info-hash: 40 hexadecimal digits.
	InfoHash DHTKey `json:"infoHash" strict:"required"`
}

// DHTAnnounce has a node of the distributed hash table look for the peers of a torrent, and
// then announce a peer on its own host to the nodes nearest to it (announce_peer).
type DHTAnnounce struct {
	// The host of the node.
	Host Name `json:"host" strict:"required"`
	// The torrent's info-hash: 40 hexadecimal digits.
	InfoHash DHTKey `json:"infoHash" strict:"required"`
	// The TCP port on which the peer listens.
	Port Port `json:"port" strict:"required"`
}

// DHTTarget is what a node looks for: an identifier, or the name of a host with a node.
type DHTTarget string

// Validate implements strict.Validator.
func (t DHTTarget) Validate() error {
	if DHTKey(t).Validate() == nil {
		return nil
	}
	return Name(t).Validate()
}

// Key returns the identifier, if the target is one.
func (t DHTTarget) Key() (DHTKey, bool) { return DHTKey(t), DHTKey(t).Validate() == nil }

func (DHTFind) Op() string     { return "dht.find" }
func (DHTPeers) Op() string    { return "dht.peers" }
func (DHTAnnounce) Op() string { return "dht.announce" }

var noDHTNode = strict.Define("no-dht-node", `no node of the distributed hash table runs on the host "{host}"`)

// dhtNode checks that a node runs on a host.
func (c *checker) dhtNode(host Name, at *strict.Node) {
	c.hostName(host, at)
	if c.file.Host(host) != nil && !c.file.HasNode(host) {
		c.fail(at, noDHTNode.With("host", string(host)))
	}
}

func (a DHTFind) check(c *checker, at *strict.Node) {
	c.dhtNode(a.Host, at.Get("host"))
	if _, ok := a.Target.Key(); !ok {
		c.dhtNode(Name(a.Target), at.Get("target"))
	}
}

func (a DHTPeers) check(c *checker, at *strict.Node)    { c.dhtNode(a.Host, at.Get("host")) }
func (a DHTAnnounce) check(c *checker, at *strict.Node) { c.dhtNode(a.Host, at.Get("host")) }
