// Package view holds the plain structs of a snapshot: what the screen, an
// embedding page or a test may know of a world at one instant. They are copies,
// made of strings and numbers only, and serialise as JSON. Anybody may import
// this package; it imports nothing but the standard library.
package view

// Snapshot is a whole world at one position.
type Snapshot struct {
	Lab     string `json:"lab"` // the lab's id
	Title   string `json:"title"`
	Subject string `json:"subject"`
	Seed    uint64 `json:"seed"`
	Now     int64  `json:"now"`  // nanoseconds since the world began
	Wall    string `json:"wall"` // the world's wall clock, RFC 3339
	// WallNanos is Wall in nanoseconds since 1970 (Unix time), for comparison
	// with the cells of [Instant] and [Span] columns.
	WallNanos int64    `json:"wallNanos"`
	Position  uint64   `json:"position"` // queue events popped
	Events    int      `json:"events"`   // trace events so far
	Idle      bool     `json:"idle"`     // only weak timers are left
	Hosts     []Host   `json:"hosts"`
	Sites     []Site   `json:"sites"`
	Frames    []Frame  `json:"frames"` // in flight, oldest first
	Switches  []Switch `json:"switches,omitempty"`
	Pairs     []Pair   `json:"pairs,omitempty"` // what holds between two places instead of their links
	Crashes   []Crash  `json:"crashes,omitempty"`
}

// Host is a machine of the world.
type Host struct {
	Name    string `json:"name"`
	Title   string `json:"title,omitempty"`
	Role    string `json:"role,omitempty"` // as the lab says
	Address string `json:"address"`
	// Anycast are addresses that it shares with other hosts.
	Anycast  []string  `json:"anycast,omitempty"`
	Site     string    `json:"site,omitempty"`
	Up       bool      `json:"up"`
	Link     Link      `json:"link"`
	Traffic  Traffic   `json:"traffic"`
	Programs []Program `json:"programs,omitempty"`
	Sockets  []Socket  `json:"sockets,omitempty"`
	// Terminal is there once something was typed.
	Terminal *Terminal `json:"terminal,omitempty"`
}

// Site is a place that shares one access link: a campus, an ISP, a company.
type Site struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Link  Link   `json:"link"`
	// Filters are what its border keeps from passing: "forged sources", "pings".
	Filters []string `json:"filters,omitempty"`
}

// Link is an access link as it stands. Rates are in bit/s (0: unlimited), the
// delay in nanoseconds one way, queues in bytes.
type Link struct {
	Up           int64   `json:"up"`
	Down         int64   `json:"down"`
	Delay        int64   `json:"delay"`
	Loss         float64 `json:"loss"`
	Duplicate    float64 `json:"duplicate"`
	Reorder      float64 `json:"reorder"`
	ReorderDelay int64   `json:"reorderDelay"` // nanoseconds that a frame is held back when it is
	Queue        int64   `json:"queue"`        // limit; 0: unlimited
	QueuedUp     int64   `json:"queuedUp"`     // bytes waiting now
	QueuedDn     int64   `json:"queuedDown"`
	Cut          bool    `json:"cut"`
	Dropped      uint64  `json:"dropped"` // frames lost here so far, for any reason
}

// Pair is what holds between two places, hosts or sites, instead of what their links
// say; nil where the links' own values hold.
type Pair struct {
	Between   [2]string `json:"between"`
	Delay     *int64    `json:"delay,omitempty"` // nanoseconds, one way
	Loss      *float64  `json:"loss,omitempty"`
	Duplicate *float64  `json:"duplicate,omitempty"`
	Reorder   *float64  `json:"reorder,omitempty"`
}

// Traffic counts what went through a host's interface since the world began. A
// frame counts as received when it is handed on in the host.
type Traffic struct {
	FramesOut       uint64 `json:"framesOut"`
	BytesOut        uint64 `json:"bytesOut"`
	FramesIn        uint64 `json:"framesIn"`
	BytesIn         uint64 `json:"bytesIn"`
	Lost            uint64 `json:"lost"`            // of the frames that it sent
	Dropped         uint64 `json:"dropped"`         // came here and were thrown away
	Retransmissions uint64 `json:"retransmissions"` // segments sent again
}

// Program is one running program of a host. Kind is the lab's service kind
// ("dns.authority"); State is its present named state.
type Program struct {
	Kind   string  `json:"kind"`
	State  string  `json:"state"`
	Fields []Field `json:"fields,omitempty"`
	// Settings are what can be changed of its configuration while it runs.
	Settings []Setting `json:"settings,omitempty"`
	Tables   []Table   `json:"tables,omitempty"`
	// Mail is there for mail programs.
	Mail *Mail `json:"mail,omitempty"`
	// Page is there for a browser that was sent to a page.
	Page *Page `json:"page,omitempty"`
	// Torrent is there for a peer of a swarm, DHT for a node of a distributed hash table.
	Torrent *Torrent `json:"torrent,omitempty"`
	DHT     *DHTNode `json:"dht,omitempty"`
}

// Field is a named value of a program. ID names it in the message catalogue.
type Field struct {
	ID    string `json:"id"`
	Value string `json:"value"`
}

// Setting is a setting of a program. Kind says how Value is written: "flag" (true,
// false), "duration" (2s), "number", "hosts" (with commas). Where Value is empty,
// what holds by default holds.
type Setting struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// Table is a part of a program's state in rows: a cache, a zone, a queue. ID and
// the columns' IDs name them in the message catalogue.
type Table struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"` // which of several: a zone's origin
	Columns []Column `json:"columns"`
	Rows    []Row    `json:"rows"`
	Total   int      `json:"total"` // rows that exist; Rows may hold fewer
}

// ColumnType says how a column's cells are shown.
type ColumnType string

// The column types.
const (
	Text   ColumnType = "text"
	Mono   ColumnType = "mono"   // names, addresses, protocol text
	Number ColumnType = "number" // a decimal number
	// Instant is a point of the machine's wall clock, which is all that a program
	// knows: nanoseconds since 1970. A screen shows it relative to the snapshot's
	// WallNanos.
	Instant ColumnType = "instant"
	// Span is "START END", two such instants: something that began and will end;
	// it is shown as a bar that runs down.
	Span ColumnType = "span"
)

// Column heads a column.
type Column struct {
	ID   string     `json:"id"`
	Type ColumnType `json:"type"`
}

// Row is a line of a table. Key stays the same while the line lives.
type Row struct {
	Key   string   `json:"key"`
	Cells []string `json:"cells"`
}

// Socket is a line of what `ss` would show.
type Socket struct {
	Protocol string `json:"protocol"` // udp, tcp
	State    string `json:"state"`
	Local    string `json:"local"`
	Remote   string `json:"remote"`
	RecvQ    int    `json:"recvQ"` // bytes received and not yet read
	SendQ    int    `json:"sendQ"` // bytes not yet acknowledged
	Program  string `json:"program"`
}

// Frame is a frame in flight: where it is between two instants.
type Frame struct {
	ID       uint64 `json:"id"` // ID of the event that sent it
	From     string `json:"from"`
	To       string `json:"to"`
	Protocol string `json:"protocol"` // udp, icmp, tcp
	Src      string `json:"src"`      // address:port
	Dst      string `json:"dst"`
	Size     int    `json:"size"` // bytes on the wire
	// Forged: its source address is not its sender's.
	Forged bool  `json:"forged,omitempty"`
	SentAt int64 `json:"sentAt"` // nanoseconds
	// Leg is the part of the way that it is on, and the instants at which it
	// entered and will leave it, waiting in the queue included.
	Leg      string `json:"leg"` // "host-up", "site-up", "cloud", "site-down", "host-down"; "host": to itself
	LegStart int64  `json:"legStart"`
	LegEnd   int64  `json:"legEnd"`
	// LegFrom and LegTo are the shares of the whole way, 0 to 1, that lie behind the
	// frame when it enters and when it leaves the leg, by the time that each leg
	// takes where nothing queues. They do not change while it is under way.
	LegFrom float64 `json:"legFrom"`
	LegTo   float64 `json:"legTo"`
	// ArrivesAt is when it will arrive if nothing queues before it further on.
	ArrivesAt int64 `json:"arrivesAt"`
}

// Switch is a variation of the lab and whether it is on.
type Switch struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Group is what is chosen where it is one position of several; exactly one of those is on.
	Group string `json:"group,omitempty"`
	On    bool   `json:"on"`
}

// Crash reports a program that panicked.
type Crash struct {
	At    int64  `json:"at"`
	Host  string `json:"host"`
	What  string `json:"what"`
	Stack string `json:"stack"`
}

// Check is something that must hold in a run, and whether it does.
type Check struct {
	What   string `json:"what"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}
