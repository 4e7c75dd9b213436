package labfile

// The doc comments in this file and in services.go and actions.go are read by
// the schema generator: they become the descriptions in public/lab.schema.json,
// which is what a teacher's editor shows. Write them for teachers.
//
// The `strict` tags are read by the decoder and by the schema generator:
// required, and max=N (bytes of a string, entries of a list).

// Version is the version of the lab file format that this code speaks.
const Version = 1

// Lab is the content of the member lab.json: everything about a lab that is
// not text, mail, zone data or a program.
type Lab struct {
	// Version of the lab file format: 1.
	Playnet FormatVersion `json:"playnet" strict:"required"`
	// Identity of the lab, as in links to it: lower-case letters, digits and hyphens.
	ID ID `json:"id" strict:"required"`
	// What the lab is called.
	Title string `json:"title" strict:"required,min=1,max=120"`
	// One sentence that says what the lab shows.
	Summary string `json:"summary,omitempty" strict:"max=400"`
	// The part of the course that the lab belongs to; it decides which stage is drawn.
	Subject Subject `json:"subject" strict:"required"`
	// What the world's wall clock reads when the world begins: an RFC 3339 instant in UTC.
	Epoch Epoch `json:"epoch" strict:"required"`
	// When the lab's run ends, counted from the beginning of the world. Without it the world ends when nothing is left to happen.
	End *Duration `json:"end,omitempty"`
	// How many seconds of the world pass in one second when the lab is played, until the learner chooses another speed; 0.02 if absent. A lab of many small things wants 1 or more.
	Speed *Speed `json:"speed,omitempty"`
	// Networks (a campus, a company, an Internet provider) that several hosts share.
	Sites []Site `json:"sites,omitempty" strict:"max=2000"`
	// The machines of the lab.
	Hosts []Host `json:"hosts" strict:"required,min=1,max=20000"`
	// Numbers of machines that are alike.
	Groups []Group `json:"groups,omitempty" strict:"max=100"`
	// Numbers that the learner can choose before the lab begins.
	Parameters []Parameter `json:"parameters,omitempty" strict:"max=16"`
	// Files that peers exchange.
	Torrents []Torrent `json:"torrents,omitempty" strict:"max=100"`
	// Exceptions: what holds between two places instead of what their links say.
	Links []Override `json:"links,omitempty" strict:"max=20000"`
	// The secrets that name servers share, with which they sign messages (TSIG, RFC 8945).
	Keys []Key `json:"keys,omitempty" strict:"max=100"`
	// The server programs that run on the hosts.
	Services []Service `json:"services,omitempty" strict:"max=40000"`
	// Named variations of the lab that the learner can turn on and off.
	Switches []Switch `json:"switches,omitempty" strict:"max=32"`
	// What happens by itself, and when.
	Timeline []TimelineEntry `json:"timeline,omitempty" strict:"max=100000"`
	// What the learner is asked on the way, in this order where several stop at one place.
	Questions []Question `json:"questions,omitempty" strict:"max=64"`
	// What is measured in many worlds of the lab, and plotted.
	Sweeps []Sweep `json:"sweeps,omitempty" strict:"max=8"`
	// What must hold in every run.
	Checks []Check `json:"checks,omitempty" strict:"max=64"`
}

// Site is a network that several hosts share, and its link to the cloud.
type Site struct {
	// The site's name, unique among sites and hosts.
	Name Name `json:"name" strict:"required"`
	// What the site is called on the screen; without it, its name.
	Title string `json:"title,omitempty" strict:"max=120"`
	// The link between the site and the cloud, which all its hosts share. Absent values: 1 Gbit/s both ways, 5 ms, a queue of 256 KiB, no loss.
	Link *Link `json:"link,omitempty"`
	// What the site's border keeps from passing: "forged-sources" lets no packet out whose source address is not one of the site's (RFC 2827, BCP 38), "pings" lets no ICMP echo request in.
	Filters []SiteFilter `json:"filters,omitempty" strict:"max=2"`
}

// Host is one machine with one network interface.
type Host struct {
	// The host's name, unique among sites and hosts. It is what the screen shows; it need not be a domain name.
	Name Name `json:"name" strict:"required"`
	// What the host is called on the screen; without it, its name.
	Title string `json:"title,omitempty" strict:"max=120"`
	// The host's IPv4 address, unique in the lab.
	Address IPv4 `json:"address" strict:"required"`
	// Addresses that it shares with other hosts (anycast): what is sent to one reaches the nearest of those that are up.
	Anycast []IPv4 `json:"anycast,omitempty" strict:"max=8"`
	// The name of the site the host belongs to. A host without one hangs on the cloud directly.
	Site Name `json:"site,omitempty"`
	// The host's access link. Absent values: 100 Mbit/s both ways, 1 ms, a queue of 256 KiB, no loss.
	Link *Link `json:"link,omitempty"`
	// What the host is for, where its services don't tell.
	Role Role `json:"role,omitempty"`
	// The DNS servers that the host's programs ask, in this order: names of hosts, or addresses.
	Resolvers []HostRef `json:"resolvers,omitempty" strict:"max=8"`
	// What the host's programs may do below their sockets, for attackers; nothing if absent.
	Wire *Wire `json:"wire,omitempty"`
}

// Wire grants a host's programs what no honest program needs.
type Wire struct {
	// Whether they may send packets under other hosts' addresses.
	Forge bool `json:"forge,omitempty"`
	// The hosts and sites on whose links they may listen, and change what crosses them, beside the host's own.
	Taps []Name `json:"taps,omitempty" strict:"max=16"`
}

// Link says what a link does to the packets that cross it. Up is towards the
// cloud, down away from it. What is absent takes the default of the place.
//
// Absent is nil: use [Link.Or].
type Link struct {
	// Data rate towards the cloud.
	Up *Rate `json:"up,omitempty" strict:"parameter"`
	// Data rate away from the cloud.
	Down *Rate `json:"down,omitempty" strict:"parameter"`
	// Propagation delay, one way.
	Delay *Duration `json:"delay,omitempty" strict:"parameter"`
	// Chance that a packet is lost, each way.
	Loss *Probability `json:"loss,omitempty" strict:"parameter"`
	// Chance that a packet arrives twice.
	Duplicate *Probability `json:"duplicate,omitempty"`
	// Chance that a packet is held back by reorderDelay, so that later ones overtake it.
	Reorder *Probability `json:"reorder,omitempty"`
	// How long a packet is held back when it is; 10 ms if absent.
	ReorderDelay *Duration `json:"reorderDelay,omitempty"`
	// Bytes that may wait to be sent in each direction; what finds the queue full is dropped (drop-tail).
	Queue *Size `json:"queue,omitempty" strict:"parameter"`
	// Whether what waits stands in one queue, first come, first served, instead of taking turns by conversation.
	FIFO bool `json:"fifo,omitempty"`
}

// Override says what holds between two places instead of what their links
// say. It applies to every packet, in either direction, between a host at (or
// being) the one place and a host at (or being) the other, and replaces the
// values of the links that lie between the two places: for a host its access
// link and its site's link, for a site the site's link alone (its hosts' access
// links still count). Rates and queues stay. Of several that apply, host to
// host goes before host to site, before site to site; at the same rank, the
// first in the file.
type Override struct {
	// The two places: names of hosts or sites.
	Between [2]Name `json:"between" strict:"required"`
	// Propagation delay between the two places, one way.
	Delay *Duration `json:"delay,omitempty"`
	// Chance that a packet is lost between the two places, each way.
	Loss *Probability `json:"loss,omitempty"`
	// Chance that a packet arrives twice.
	Duplicate *Probability `json:"duplicate,omitempty"`
	// Chance that a packet is held back by reorderDelay.
	Reorder *Probability `json:"reorder,omitempty"`
	// How long a packet is held back when it is; 10 ms if absent.
	ReorderDelay *Duration `json:"reorderDelay,omitempty"`
}

// Switch is a named variation of the lab. While it is on, each member
// when/ID/MEMBER stands in for MEMBER, and what "while" lists holds. Where several
// switches that are on say something of the same member, setting or border, the one
// declared last wins.
type Switch struct {
	// The switch's identity: the folder below when/, and the name in lab.switch.
	ID ID `json:"id" strict:"required"`
	// What the learner reads beside the switch.
	Title string `json:"title" strict:"required,min=1,max=120"`
	// Whether the switch is on when the lab is opened.
	On bool `json:"on,omitempty"`
	// What the learner chooses, as "Bob fetches his mail by", where switches are the positions of one: those with the same text, of which exactly one is on at any time.
	Group string `json:"group,omitempty" strict:"max=80"`
	// What holds while the switch is on, instead of what the lab says: actions service.set, of a host or of each of a group, and site.filter.
	While []Action `json:"while,omitempty" strict:"max=16"`
}

// TimelineEntry is something that happens by itself.
type TimelineEntry struct {
	// When, counted from the beginning of the world.
	At Duration `json:"at" strict:"required"`
	// Up to how much later, as the world's dice fall; at that very instant if absent.
	Within *Duration `json:"within,omitempty"`
	// What happens.
	Do Action `json:"do" strict:"required"`
	// What can happen instead: the dice choose among all of them, with equal chances.
	Or []Action `json:"or,omitempty" strict:"max=16"`
	// The switch that must be on then; otherwise it does not happen.
	When ID `json:"when,omitempty"`
	// The switch that must be off then.
	Unless ID `json:"unless,omitempty"`
}

// Subject is the part of the course that a lab belongs to.
type Subject string

// The subjects, in the order of the catalogue.
const (
	SubjectMail    Subject = "mail"
	SubjectDNS     Subject = "dns"
	SubjectP2P     Subject = "p2p"
	SubjectWeb     Subject = "web"
	SubjectFTP     Subject = "ftp"
	SubjectSockets Subject = "sockets"
	SubjectChapter Subject = "chapter"
)

// Enum lists the subjects.
func (Subject) Enum() []string {
	return []string{"mail", "dns", "p2p", "web", "ftp", "sockets", "chapter"}
}

// Role is what a host is for. [File.RoleOf] derives it where the lab is silent.
type Role string

// The roles.
const (
	RoleClient    Role = "client"    // a user's machine
	RoleResolver  Role = "resolver"  // a local (caching) name server
	RoleRoot      Role = "root"      // serves the root zone
	RoleTLD       Role = "tld"       // serves a top-level domain
	RoleAuthority Role = "authority" // serves a zone further down
	RoleServer    Role = "server"    // any other server
)

// Enum lists the roles.
func (Role) Enum() []string {
	return []string{"client", "resolver", "root", "tld", "authority", "server"}
}

// LinkSpec is a [Link] with nothing absent.
type LinkSpec struct {
	Up, Down     Rate     // bit/s
	Delay        Duration // one way
	Loss         Probability
	Duplicate    Probability
	Reorder      Probability
	ReorderDelay Duration
	Queue        Size // bytes, each direction
	FIFO         bool
}

// What a link is like where the lab says nothing. Every link is finite: a lab
// in which queues never fill teaches that they don't.
const (
	DefaultHostRate  = 100 * Mbit
	DefaultHostDelay = Duration(1e6) // 1 ms
	DefaultSiteRate  = 1 * Gbit
	DefaultSiteDelay = Duration(5e6) // 5 ms
	DefaultQueue     = 256 * KiB
	DefaultHeldBack  = Duration(10e6) // reorderDelay: 10 ms
)

// DefaultHostLink is a host's access link where the lab says nothing.
func DefaultHostLink() LinkSpec {
	return LinkSpec{Up: DefaultHostRate, Down: DefaultHostRate, Delay: DefaultHostDelay,
		ReorderDelay: DefaultHeldBack, Queue: DefaultQueue}
}

// DefaultSiteLink is a site's link to the cloud where the lab says nothing.
func DefaultSiteLink() LinkSpec {
	return LinkSpec{Up: DefaultSiteRate, Down: DefaultSiteRate, Delay: DefaultSiteDelay,
		ReorderDelay: DefaultHeldBack, Queue: DefaultQueue}
}

// Or returns the link with d's values where l (which may be nil) is silent.
func (l *Link) Or(d LinkSpec) LinkSpec {
	if l == nil {
		return d
	}
	fill(&d.Up, l.Up)
	fill(&d.Down, l.Down)
	fill(&d.Delay, l.Delay)
	fill(&d.Loss, l.Loss)
	fill(&d.Duplicate, l.Duplicate)
	fill(&d.Reorder, l.Reorder)
	fill(&d.ReorderDelay, l.ReorderDelay)
	fill(&d.Queue, l.Queue)
	d.FIFO = l.FIFO
	return d
}

func fill[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Spec returns the host's access link with the defaults filled in.
func (h *Host) Spec() LinkSpec { return h.Link.Or(DefaultHostLink()) }

// Spec returns the site's link with the defaults filled in.
func (s *Site) Spec() LinkSpec { return s.Link.Or(DefaultSiteLink()) }
