package labfile

import "playnet/core/lab/strict"

// Service is a server program on a host: one of the kinds in [serviceKinds].
// The values are structs, not pointers: switch on the type.
type Service interface {
	// Kind is the word in the field "kind".
	Kind() string
	// On is the host that runs the service.
	On() Name
	// Ports are the transport ports it listens on, as "53/udp".
	Ports() []string
	check(c *checker, at *strict.Node)
}

// serviceKinds is the registry of services. A new kind is a struct with its
// methods and a line here: decoder, validation and schema follow.
var serviceKinds = strict.Union{
	Tag: "kind",
	Variants: []strict.Variant{
		strict.VariantOf[DNSAuthority]("dns.authority"),
		strict.VariantOf[DNSResolver]("dns.resolver"),
		strict.VariantOf[DNSLoad]("dns.load"),
		strict.VariantOf[DNSRegistrar]("dns.registrar"),
		strict.VariantOf[SocketsSmall]("sockets.small"),
		strict.VariantOf[MailServer]("mail.server"),
		strict.VariantOf[MailAgent]("mail.agent"),
		strict.VariantOf[WebServer]("web.server"),
		strict.VariantOf[Webmail]("webmail"),
		strict.VariantOf[WebDownload]("web.download"),
		strict.VariantOf[TorrentTracker]("torrent.tracker"),
		strict.VariantOf[TorrentPeer]("torrent.peer"),
		strict.VariantOf[DHTNode]("dht.node"),
	},
}

// DNSAuthority is a name server that answers from zones of its own.
type DNSAuthority struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The zones of its own: members zones/NAME.zone. A server without any has copies of others'.
	Zones []MemberName `json:"zones,omitempty" strict:"min=1,max=1000"`
	// Whether it does the rest of a look-up itself when a client asks for recursion (RD=1) and the answer lies in a zone that it delegates: it then asks the delegated server, with RD=1 again.
	Recursion bool `json:"recursion,omitempty" set:"reload"`
	// Whether each answer begins a set of records with another one, so that the load is spread over the hosts of a name.
	Rotate bool `json:"rotate,omitempty" set:"reload"`
	// The servers that keep copies of its zones, names of hosts or addresses: they may transfer the zones, and are told (NOTIFY) when one has changed.
	Secondaries []HostRef `json:"secondaries,omitempty" strict:"max=32" set:"reload"`
	// Whether anybody may transfer its zones (AXFR).
	OpenTransfer bool `json:"openTransfer,omitempty" set:"reload"`
	// The zones of other servers that it keeps a copy of, as a secondary server.
	Copies []ZoneCopy `json:"copies,omitempty" strict:"max=100"`
	// The hosts whose dynamic updates (RFC 2136) of its zones it takes: names of hosts, or addresses.
	Updaters []HostRef `json:"updaters,omitempty" strict:"max=32" set:"reload"`
	// How its zones are signed with DNSSEC; those that are not named here are not signed.
	DNSSEC []ZoneSigning `json:"dnssec,omitempty" strict:"max=1000"`
	// What askers from some sites get instead of the zones' own records.
	BySite []SiteAnswers `json:"bySite,omitempty" strict:"max=100"`
	// How many queries it can deal with in a second; what comes meanwhile waits. Any number, in no time, if absent.
	Capacity *QueryRate `json:"capacity,omitempty" set:"reload"`
	// How many queries may wait for it; those that find the queue full are lost. As many as its socket holds if absent.
	Queue *QueueLength `json:"queue,omitempty" set:"reload"`
	// The name of the key, one of "keys", that dynamic updates must be signed with. Whoever has it may update, from any address unless there are updaters.
	UpdateKey DomainName `json:"updateKey,omitempty"`
	// The name of the key that requests for transfers must be signed with; the server signs its NOTIFYs with it. Whoever has it may transfer the zones, from any address.
	TransferKey DomainName `json:"transferKey,omitempty"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// ZoneCopy is a zone that a secondary server gets from another one.
type ZoneCopy struct {
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The servers that it is transferred from, asked in this order: names of hosts, or addresses.
	From []HostRef `json:"from" strict:"required,min=1,max=8"`
	// The name of the key, one of "keys", with which they are asked.
	Key DomainName `json:"key,omitempty"`
}

// DNSResolver is a local name server: it resolves for its clients and keeps
// what it learns in a cache.
type DNSResolver struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The member zones/NAME.zone with the names and addresses of the root servers. Needed unless there are forwarders.
	Hints MemberName `json:"hints,omitempty"`
	// Servers that it asks for everything, with RD=1, instead of iterating from the root: names of hosts, or addresses.
	Forwarders []HostRef `json:"forwarders,omitempty" strict:"max=8" set:"reload"`
	// The longest time it keeps anything in its cache, whatever the record's TTL says; a week if absent.
	MaxCacheTTL *Duration `json:"maxCacheTTL,omitempty" set:"reload"`
	// The shortest time it keeps anything in its cache, whatever the record's TTL says; 0 s if absent, as the TTL is its owner's word.
	MinCacheTTL *Duration `json:"minCacheTTL,omitempty" set:"reload"`
	// How many entries its cache holds before it forgets what was not used longest; 50,000 if absent.
	CacheSize *Entries `json:"cacheSize,omitempty" set:"reload"`
	// How long it waits for a server's answer the first time, before it asks another server or tries again; twice as long each time after. If absent: 400 ms for a server it has not heard of (2 s for a forwarder), and for others what their answers have taken.
	Timeout *Duration `json:"timeout,omitempty" set:"reload"`
	// How many queries it sends to a zone's servers together before it gives up; if absent, three to each.
	Attempts *Attempts `json:"attempts,omitempty" set:"reload"`
	// Whether it tells servers no more of a name than they need to know (QNAME minimisation, RFC 9156).
	Minimise bool `json:"minimise,omitempty" set:"reload"`
	// How long after its end an entry of the cache may still be used when servers fail (RFC 8767); never if absent.
	ServeStale *Duration `json:"serveStale,omitempty" set:"reload"`
	// Who may ask: names of hosts, or addresses. Others are refused. Everybody may if absent.
	Clients []HostRef `json:"clients,omitempty" strict:"max=100" set:"reload"`
	// Whether it writes names in letters of random case, which answers must repeat ("0x20").
	MixCase bool `json:"mixCase,omitempty" set:"reload"`
	// Whether it counts the ids of its queries up instead of drawing them at random, as an attacker would like it.
	PlainIDs bool `json:"plainIds,omitempty" set:"reload"`
	// Turns the checking of signatures on: where the chain of trust begins. "lab" is the key of the lab's own root zone; else DS or DNSKEY records as in a zone file, one a line. Off if absent.
	TrustAnchor TrustAnchor `json:"trustAnchor,omitempty" set:"reload"`
	// From how many ports it sends its queries; each from one of its own, drawn at random, if absent.
	SourcePorts *SourcePorts `json:"sourcePorts,omitempty" set:"reload"`
	// Of how many bits it draws the ids of its queries; 16 if absent, as the field has. With fewer an attack that guesses them succeeds sooner, so that it can be watched.
	IDBits *IDBits `json:"idBits,omitempty" set:"reload"`
	// Whether it also keeps what a message says of names outside of the zone that was asked, as resolvers did before they had bailiwick rules.
	BelieveAll bool `json:"believeAll,omitempty" set:"reload"`
	// Whether each answer begins a set of records with another one, so that its clients spread over the hosts of a name.
	Rotate bool `json:"rotate,omitempty" set:"reload"`
	// What it does beyond resolving: names that it keeps clients from, typing errors that it corrects, short words.
	Helper *Helper `json:"helper,omitempty"`
	// Whether it keeps clients from the names that its helper's rules list.
	Blocks bool `json:"blocks,omitempty" set:"reload"`
	// Whether it answers with the popular name that a mistyped one was probably meant to be.
	Corrects bool `json:"corrects,omitempty" set:"reload"`
	// How many queries it can deal with in a second; what comes meanwhile waits. Any number, in no time, if absent.
	Capacity *QueryRate `json:"capacity,omitempty" set:"reload"`
	// How many queries may wait for it; those that find the queue full are lost. As many as its socket holds if absent.
	Queue *QueueLength `json:"queue,omitempty" set:"reload"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// DNSRegistrar enters domains into their parent zone, by dynamic updates that it sends
// to the zone's primary server.
type DNSRegistrar struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The parent zone, as "com".
	Zone DomainName `json:"zone" strict:"required"`
	// The parent zone's primary server: the name of a host, or an address.
	Primary HostRef `json:"primary" strict:"required"`
	// The name of the key, one of "keys", that its updates are signed with.
	Key DomainName `json:"key,omitempty"`
	// Whether it leaves out the addresses of name servers (glue), as a careless one would.
	WithoutGlue bool `json:"withoutGlue,omitempty" set:"reload"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// SocketsSmall is the small servers on which sockets are tried, by UDP and by TCP:
// echo (port 7), discard (9), daytime (13) and character generator (19).
type SocketsSmall struct {
	// The host that runs them.
	Host Name `json:"host" strict:"required"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

func (DNSAuthority) Kind() string { return "dns.authority" }
func (DNSResolver) Kind() string  { return "dns.resolver" }
func (DNSRegistrar) Kind() string { return "dns.registrar" }
func (SocketsSmall) Kind() string { return "sockets.small" }

func (s DNSAuthority) On() Name { return s.Host }
func (s DNSResolver) On() Name  { return s.Host }
func (s DNSRegistrar) On() Name { return s.Host }
func (s SocketsSmall) On() Name { return s.Host }

// Ports: RFC 1035, section 4.2: "server port 53 (decimal)", by UDP and by TCP.
func (DNSAuthority) Ports() []string { return []string{"53/udp", "53/tcp"} }
func (DNSResolver) Ports() []string  { return []string{"53/udp", "53/tcp"} }

// Ports: its customers come by other ways than the network.
func (DNSRegistrar) Ports() []string { return nil }

// Ports: RFC 862, 863, 867 and 864.
func (SocketsSmall) Ports() []string {
	return []string{"7/udp", "7/tcp", "9/udp", "9/tcp", "13/udp", "13/tcp", "19/udp", "19/tcp"}
}
