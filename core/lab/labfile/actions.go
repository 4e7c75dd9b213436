package labfile

import (
	"reflect"

	"playnet/core/lab/strict"
)

// Action is something that a user, or the timeline, wants to happen in the
// world: one of the operations in [actionOps]. Actions are what the log of a
// run records. The values are structs, not pointers: switch on the type.
type Action interface {
	// Op is the word in the field "op".
	Op() string
	check(c *checker, at *strict.Node)
}

// actionOps is the registry of actions. A new one is a struct with its methods
// and a line here: decoder, validation and schema follow.
var actionOps = strict.Union{
	Tag: "op",
	Variants: []strict.Variant{
		strict.VariantOf[DNSQuery]("dns.query"),
		strict.VariantOf[HostStop]("host.stop"),
		strict.VariantOf[HostStart]("host.start"),
		strict.VariantOf[LinkCut]("link.cut"),
		strict.VariantOf[LinkRestore]("link.restore"),
		strict.VariantOf[FrameDrop]("frame.drop"),
		strict.VariantOf[LabSwitch]("lab.switch"),
		strict.VariantOf[Ping]("ping"),
		strict.VariantOf[TCPSend]("tcp.send"),
		strict.VariantOf[TerminalLine]("terminal.line"),
		strict.VariantOf[TerminalInterrupt]("terminal.interrupt"),
		strict.VariantOf[FrameDelay]("frame.delay"),
		strict.VariantOf[FrameDuplicate]("frame.duplicate"),
		strict.VariantOf[FrameChange]("frame.change"),
		strict.VariantOf[LinkSet]("link.set"),
		strict.VariantOf[DNSRecordSet]("dns.record.set"),
		strict.VariantOf[DNSRecordAdd]("dns.record.add"),
		strict.VariantOf[DNSRecordRemove]("dns.record.remove"),
		strict.VariantOf[DNSTTLSet]("dns.ttl.set"),
		strict.VariantOf[ServiceSet]("service.set"),
		strict.VariantOf[CacheFlush]("cache.flush"),
		strict.VariantOf[DNSZoneSet]("dns.zone.set"),
		strict.VariantOf[DNSUpdate]("dns.update"),
		strict.VariantOf[Register]("registrar.register"),
		strict.VariantOf[SiteFilterSet]("site.filter"),
		strict.VariantOf[AttackStart]("attack.start"),
		strict.VariantOf[AttackStop]("attack.stop"),
		strict.VariantOf[MailSend]("mail.send"),
		strict.VariantOf[MailDraft]("mail.draft"),
		strict.VariantOf[MailFetch]("mail.fetch"),
		strict.VariantOf[MailOpen]("mail.open"),
		strict.VariantOf[MailMove]("mail.move"),
		strict.VariantOf[MailCopy]("mail.copy"),
		strict.VariantOf[MailFlag]("mail.flag"),
		strict.VariantOf[MailDelete]("mail.delete"),
		strict.VariantOf[MailFolderCreate]("mail.folder.create"),
		strict.VariantOf[MailFolderDelete]("mail.folder.delete"),
		strict.VariantOf[MailFolderRename]("mail.folder.rename"),
		strict.VariantOf[MailIdle]("mail.idle"),
		strict.VariantOf[MailList]("mail.list"),
		strict.VariantOf[WebGet]("web.get"),
		strict.VariantOf[WebPost]("web.post"),
		strict.VariantOf[LabParameter]("lab.parameter"),
		strict.VariantOf[DHTFind]("dht.find"),
		strict.VariantOf[DHTPeers]("dht.peers"),
		strict.VariantOf[DHTAnnounce]("dht.announce"),
		strict.VariantOf[TorrentJoin]("torrent.join"),
		strict.VariantOf[TorrentLeave]("torrent.leave"),
		strict.VariantOf[TorrentChoke]("torrent.choke"),
	},
}

// ActionTypes lists the structs of all kinds of actions, in the order of the registry.
func ActionTypes() []reflect.Type {
	types := make([]reflect.Type, len(actionOps.Variants))
	for i, v := range actionOps.Variants {
		types[i] = v.Type
	}
	return types
}

// DNSQuery looks a name up from a host, as a program on it would.
type DNSQuery struct {
	// The host that asks.
	Host Name `json:"host" strict:"required"`
	// The domain name to look up; it is taken as complete, with or without a dot at its end.
	Name DomainName `json:"name" strict:"required"`
	// The type of the records wanted; A if absent.
	Type RRType `json:"type,omitempty"`
	// The server to ask (the name of a host, or an address) instead of the host's resolvers.
	Server HostRef `json:"server,omitempty"`
}

// HostStop takes a host down: its programs end, and what arrives is lost.
type HostStop struct {
	// The host.
	Host Name `json:"host" strict:"required"`
}

// HostStart brings a host up again and starts its programs anew.
type HostStart struct {
	// The host.
	Host Name `json:"host" strict:"required"`
}

// LinkCut cuts the link of a host or a site: packets on it and to it are lost.
type LinkCut struct {
	// The name of a host or a site.
	Place Name `json:"place" strict:"required"`
}

// LinkRestore mends a link that was cut.
type LinkRestore struct {
	// The name of a host or a site.
	Place Name `json:"place" strict:"required"`
}

// FrameDrop loses one packet that is under way.
type FrameDrop struct {
	// The packet's number: packets are counted from 1 in the order in which they are sent.
	Frame FrameNumber `json:"frame" strict:"required"`
}

// LabSwitch turns one of the lab's switches on or off.
type LabSwitch struct {
	// The switch's id.
	Switch ID `json:"switch" strict:"required"`
	// Whether it is on from now.
	On bool `json:"on" strict:"required"`
}

// Ping sends echo requests from a host, one a second, and waits for the replies.
type Ping struct {
	// The host that pings.
	Host Name `json:"host" strict:"required"`
	// Whom it pings: the name of a host, or an address.
	To HostRef `json:"to" strict:"required"`
	// How many requests are sent; 4 if absent.
	Count Attempts `json:"count,omitempty"`
}

// TCPSend opens a TCP connection from a host, sends that many bytes (numbered lines of
// text), closes its half of the connection, and reads what comes back.
type TCPSend struct {
	// The host that connects.
	Host Name `json:"host" strict:"required"`
	// Whom it connects to: the name of a host, or an address.
	To HostRef `json:"to" strict:"required"`
	// The port there: 7 (echo), 9 (discard), 13 (daytime) or 19 (chargen) of the small servers, or any other.
	Port Port `json:"port" strict:"required"`
	// How many bytes it sends: 1 to 100,000,000.
	Bytes ByteCount `json:"bytes" strict:"required"`
}

func (DNSQuery) Op() string    { return "dns.query" }
func (HostStop) Op() string    { return "host.stop" }
func (HostStart) Op() string   { return "host.start" }
func (LinkCut) Op() string     { return "link.cut" }
func (LinkRestore) Op() string { return "link.restore" }
func (FrameDrop) Op() string   { return "frame.drop" }
func (LabSwitch) Op() string   { return "lab.switch" }
func (Ping) Op() string        { return "ping" }
func (TCPSend) Op() string     { return "tcp.send" }

// Timed is an action of a log or of a runner's script: when, and what. Pos
// decides where the action stands among the world's events; At moves the clock
// on to an instant. A log has both, a script one of them; with neither, the
// action is done at once.
type Timed struct {
	// The instant, counted from the beginning of the world.
	At *Duration `json:"at,omitempty"`
	// The position: the number of queue events popped before the action is done.
	Pos *Position `json:"pos,omitempty"`
	// What happens.
	Do Action `json:"do" strict:"required"`
}
