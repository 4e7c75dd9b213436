package panels

import (
	"strconv"
	"strings"

	"playnet/core/sim"
	"playnet/ui/app"
)

// State is what the panels remember of themselves.
type State struct {
	Folded     map[string]bool // layers of a message, by layerKey
	StripWidth float64         // of the time bar's strip
	packets    packetList
	clock      clockMode // of the packet list
	filter     filterBox
	talk       talkView
	mail       mailView
	bytes      bytesView
	redraw     bool // the panel that was pressed has to be drawn again
	wish       wish
	plots      map[string]*plotView  // by Plot.Key
	caches     map[string]*cacheView // by host
	chunks     chunkView
	torrentWhy string // the neighbour of which is told why it is served or not: "HOST NAME"
	// torrentChunk is the chunk of which is told why a peer has it or not.
	torrentChunk struct {
		host  string
		piece int
	}
	DiffTop float64 // how far the rows of the comparison are scrolled
}

// Event is what scene.js reports of an island.
type Event struct {
	Island string
	Type   string // click, hover, focus, delete, drag…, scroll, the name of an arrow key; input, key, blur
	Key    string // data-key of what it happened to
	X, Y   float64
	// Value is what stands in a field after an input, or the name of a key that was pressed
	// in one; X is then where the caret stands, in UTF-16 units.
	Value string
}

// Handle does what an event in one of the panels means. It returns whether a key that was
// pressed in a field meant something: else it does what the browser does with it.
func Handle(a *app.App, s *State, e Event) (meant bool) {
	kind, id, _ := strings.Cut(e.Key, ":")
	s.leavePlots(e)
	switch {
	case kind == "plot":
		s.plotEvent(e, id)
	case e.Key == ChunksKey || e.Island == "swarm" && e.Type == "hover":
		s.chunksEvent(a, e)
	case kind == "torrent":
		s.torrentEvent(a, e, id)
	case kind == "dht":
		what, host, _ := strings.Cut(id, ":")
		s.dhtEvent(a, e, what, host)
	case kind == "cache":
		return s.cacheEvent(a, e, id)
	case kind == "trust":
		s.trustEvent(a, e, id)
	case kind == worldsKey:
		s.worldsEvent(a, e, id)
	case kind == "sweep":
		s.sweepEvent(a, e, id)
	case e.Key == "strip":
		s.strip(a, e)
	case e.Key == "packets":
		s.packetsEvent(a, e)
	case e.Key == "dialogue":
		s.dialogueEvent(a, e)
	case e.Key == "stream:"+id && e.Type == "change":
		a.ChooseStream(int(number(id)))
	case e.Key == filterKey:
		return s.filterEvent(a, e)
	case e.Key == "diff":
		s.compare(a, e)
	case e.Key == "bytes":
		s.moveByte(a, e)
	case kind == "byte":
		s.byteAt(a, e, id)
	case (kind == "field" || kind == "layer") && (strings.HasPrefix(e.Type, "Arrow") || e.Type == "Home" || e.Type == "End"):
		s.treeEvent(a, e)
	case kind == "field":
		s.field(a, e, id)
	case kind == "cell":
		s.cellEvent(a, e, id)
	case kind == "mail":
		return s.mailEvent(a, e, id)
	case e.Key == "mail-list":
		s.mailListEvent(a, e)
	case kind == "meddle":
		return s.meddle(a, e, id)
	case kind == "tab" && strings.HasPrefix(e.Type, "Arrow"):
		s.turnTab(a, id, e.Type)
	case kind == "frame" && e.Type == "delete":
		a.DropFrame(number(id))
	case kind == "ping-to" && e.Type == "change":
		_, target, _ := strings.Cut(id, ":")
		a.SetPingTarget(target)
	case e.Type == "click":
		s.click(a, kind, id, e.Key)
	}
	return meant
}

// click does what a press means. What names a host or a frame selects it, wherever it stands.
func (s *State) click(a *app.App, kind, id, key string) {
	switch kind {
	case "line":
		n, _, _ := strings.Cut(id, ":")
		if i := int(number(n)); i == s.talk.active && s.talk.frame != 0 {
			s.toggleLine(i)
		} else {
			s.goToLine(a, i)
		}
	case "lines":
		s.talk.from = int(number(id))
	case "stream-back", "stream-next":
		if here, ok := a.Stream(); ok && kind == "stream-back" {
			a.ChooseStream(here - 1)
		} else if ok {
			a.ChooseStream(here + 1)
		}
	case "packet-clock":
		s.clock = (s.clock + 1) % clockModes
	case "filter-clear":
		a.SetFilter("")
		s.wish = wish{Focus: filterKey}
	case "complete":
		s.complete(a, int(number(id)))
	case "tab":
		if id == terminalTab {
			a.EnterTerminal()
		} else {
			turnTo(a, id)
		}
	case "go":
		a.Go(id)
	case "host":
		a.SelectHost(id)
	case "link":
		s.goToLink(a, id)
	case "frame":
		a.SelectFrame(number(id))
	case "event":
		a.SelectEvent(number(id))
	case "envelope":
		host, name, _ := strings.Cut(id, " ")
		a.FollowMail(host, name)
	case "goto":
		a.GoToEvent(number(id))
	case oddsKey:
		pressOdds(a)
	case "why":
		a.ToggleWhy()
	case "aftermath":
		a.ToggleAftermath()
	case "stop":
		a.StopHost(id, false)
	case "start":
		a.StopHost(id, true)
	case "cut":
		a.CutLink(id, false)
	case "mend":
		a.CutLink(id, true)
	case "ping":
		a.Ping(id)
	case "drop":
		a.DropFrame(number(id))
	case "row", "diff-first":
		a.SelectRow(int(number(id)))
	case "branch":
		a.PickBranch(app.BranchID(number(id)))
	case "layer":
		if m, ok := a.Message(); ok {
			for i, l := range m.Layers {
				if layerKey(i, l) == key {
					s.foldItem(a, m, key, !isFolded(s.Folded, m, i))
				}
			}
		}
	case "part-fold":
		if s.Folded == nil {
			s.Folded = map[string]bool{}
		}
		s.Folded[key] = !s.Folded[key]
	case "filter-by":
		if m, ok := a.Message(); ok {
			if f, ok := FieldAt(m, a.Selection().Field); ok {
				a.FilterBy(f, app.Combine(id))
			}
		}
	case "bytes-bits":
		s.bytes.bits = !s.bytes.bits
	case "bytes-copy":
		s.copyBytes(a)
	case "part":
		s.bytes.part = int(number(id))
	}
}

func number(id string) uint64 {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0 // no frame has it
	}
	return n
}

// terminalTab is the inspector's tab that is no kind of selection: it shows another side
// of a host.
const terminalTab = "terminal"

// turnTo shows what a tab of the inspector is for.
func turnTo(a *app.App, tab string) {
	if tab == terminalTab {
		a.ShowTerminal()
		return
	}
	a.HideTerminal()
	a.SelectAgain(app.Kind(tab))
}

// OpenTab returns the key of the tab that the inspector is turned to.
func OpenTab(a *app.App) string {
	if a.TerminalShown() {
		return "tab:" + terminalTab
	}
	return "tab:" + string(a.Selection().Kind)
}

// turnTab goes to the tab beside.
func (s *State) turnTab(a *app.App, id, arrow string) {
	var order []string
	for _, k := range tabKinds(a.Selection().Kind) {
		order = append(order, string(k))
	}
	order = append(order, terminalTab)
	for i, tab := range order {
		if tab != id {
			continue
		}
		switch arrow {
		case "ArrowRight":
			turnTo(a, order[(i+1)%len(order)])
		case "ArrowLeft":
			turnTo(a, order[(i+len(order)-1)%len(order)])
		}
	}
}

// stripStep is how far an arrow key moves on the strip: a hundredth of it.
const stripStep = 100

func (s *State) strip(a *app.App, e Event) {
	strip := a.Strip()
	now, step := strip.Now, max(strip.End/stripStep, 1000)
	switch e.Type {
	case "dragstart", "drag":
		now = StripTime(strip, e.X, s.StripWidth)
		if at, ok := NearMark(strip, e.X, s.StripWidth); ok && e.Type == "dragstart" {
			now = at // a press on a mark means it
		}
	case "ArrowRight", "ArrowUp":
		now += step
	case "ArrowLeft", "ArrowDown":
		now -= step
	case "PageUp":
		now += 10 * step
	case "PageDown":
		now -= 10 * step
	case "Home":
		now = 0
	case "End":
		now = strip.End
	default:
		return
	}
	a.SeekTime(sim.Instant(min(max(now, 0), strip.End)))
}

// field points at a field of the message, and at its bytes.
func (s *State) field(a *app.App, e Event, path string) {
	if e.Type != "click" && e.Type != "hover" && e.Type != "focus" && e.Type != "context" {
		return
	}
	if e.Type == "context" { // the menu of a field: what can be filtered by it
		s.wish = wish{Focus: "filter-by:" + string(app.Replace)}
	}
	if m, ok := a.Message(); ok {
		if f, ok := FieldAt(m, path); ok {
			a.PointAt(path, f.Offset, f.Len)
		}
	}
}

// byteAt points at the field that a byte belongs to, or at the byte alone.
func (s *State) byteAt(a *app.App, e Event, id string) {
	if e.Type != "click" && e.Type != "hover" {
		return
	}
	if m, ok := a.Message(); ok && e.Type == "click" && s.part(a, m) == 0 {
		s.editFrom(a, int(number(id)))
	}
	s.pointAtByte(a, int(number(id)))
}
