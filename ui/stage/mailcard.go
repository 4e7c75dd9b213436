package stage

import (
	"math"
	"strings"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// mailContent is what a mail program's card shows below its head: made anew for each
// picture, drawn where it differs from what stands there.
type mailContent struct {
	l     *layout
	host  string
	box   scene.Box
	parts []contentPart
}

// contentPart is a line of a card, a message in it, or what lies behind these.
type contentPart struct {
	key      string // of a message that can be pressed
	class    string
	words    string // what is written, shortened to its room
	whole    string // what it says to whoever can't see it
	bold     bool
	size     float64
	at       scene.Point // where the words begin
	box      scene.Box   // behind them; of an envelope: it
	envelope scene.Box   // beside the words
}

// key sums up what is shown.
func (c *mailContent) key() string {
	var s strings.Builder
	for i := range c.parts {
		p := &c.parts[i]
		for _, t := range []string{p.key, p.class, p.words, p.whole} {
			s.WriteString(t)
			s.WriteByte(0)
		}
	}
	return s.String()
}

// mailContent lays out what a host's mail program holds.
func (l *layout) mailContent(i int, in *In) *mailContent {
	who := &l.members[i]
	c := &mailContent{l: l, host: who.host.Name, box: l.cards[i]}
	m := mailOf(who.host)
	if m == nil {
		m = &view.Mail{}
	}
	switch {
	case l.mail.slots == 0:
		c.compact(m, who.role, in)
	case who.role == roleMailServer:
		c.server(m, in)
	case who.role == roleMailAgent:
		c.agent(m, in)
	default:
		c.sessions(m, in, c.left(), c.box.Y+l.h+l.mail.line, c.room())
	}
	return c
}

func (c *mailContent) left() float64 { return c.box.X + c.l.name*0.65 }
func (c *mailContent) room() float64 { return c.box.W - c.l.name*1.3 }

// write adds a line of words whose baseline is at y.
func (c *mailContent) write(class, words string, x, y, room float64, in *In) {
	weight := scene.Plain
	if class == "title" {
		weight = scene.Bold
	}
	if fit := in.Metrics.Fit(words, weight, c.l.role, room); fit != "" {
		c.parts = append(c.parts, contentPart{class: class, words: fit, whole: words, bold: weight == scene.Bold, size: c.l.role, at: scene.Point{X: x, Y: y}})
	}
}

// server lays out a queue, the users' trays, and how far the present session is.
func (c *mailContent) server(m *view.Mail, in *In) {
	l, p := c.l, c.l.mail
	y := c.box.Y + l.h + p.line*0.75
	title := text.T("stage.mail.queue.empty")
	if n := len(m.Queue); n > 0 {
		title = text.T("stage.mail.queue", "n", text.Number(n))
	}
	c.write("title", title, c.left(), y, c.room(), in)
	y += p.line * 0.45
	for k := range p.slots {
		b := scene.Box{X: c.left(), Y: y + 1, W: c.room(), H: p.slot - 4}
		if k < len(m.Queue) {
			c.queued(&m.Queue[k], b, in)
		}
		y += p.slot
	}
	y += p.line * 0.85
	c.write("title", text.T("stage.mail.mailboxes"), c.left(), y, c.room(), in)
	y += p.line * 0.35
	for k, t := range traysOf(m) {
		if k == p.trays {
			break
		}
		c.tray(&t, scene.Box{X: c.left(), Y: y, W: c.room(), H: p.line * 1.25}, in)
		y += p.line * 1.25
	}
	c.sessions(m, in, c.left(), c.box.Bottom()-l.role*0.75, c.room())
}

// queued lays out a message of a queue.
func (c *mailContent) queued(q *view.Queued, b scene.Box, in *In) {
	l := c.l
	state := queuedWords(q, in.Snapshot.WallNanos+in.Now-in.Snapshot.Now)
	to := text.T("stage.mail.to", "to", goal(q))
	if q.From == "" {
		to = text.T("stage.mail.report", "to", goal(q))
	}
	whole := strings.Join([]string{to, q.Item.Subject, state, q.LastWord}, " · ")
	class := "slot"
	if q.State == "sending" {
		class += " sending"
	}
	e := scene.Box{X: b.X + l.role*0.5, Y: b.Y + (b.H-l.role)/2, W: l.role * 1.5, H: l.role}
	x := e.Right() + l.role*0.5
	room := b.Right() - x - l.role*0.3
	c.parts = append(c.parts,
		contentPart{key: envelopeKey(c.host, &q.Item, q.ID), class: class + c.followed(in, q.Item.MessageID, q.ID), whole: whole, box: b, envelope: e},
		contentPart{class: "goal", words: in.Metrics.Fit(to, scene.Plain, l.role, room), size: l.role, at: scene.Point{X: x, Y: b.Y + b.H*0.44}},
		contentPart{class: "when", words: in.Metrics.Fit(state, scene.Plain, l.role*0.9, room), size: l.role * 0.9, at: scene.Point{X: x, Y: b.Y + b.H*0.86}})
}

// tray lays out a user's mails: the name, and as many envelopes as there is room for.
func (c *mailContent) tray(t *tray, b scene.Box, in *In) {
	l := c.l
	words := trayWords(t)
	base := b.Y + b.H*0.7
	nameRoom := math.Max(b.W*0.34, math.Min(b.W*0.5, in.Metrics.Width(t.name, scene.Plain, l.role)+1))
	c.write("user", t.name, b.X, base, nameRoom, in)
	count := in.Metrics.Fit(words, scene.Plain, l.role, b.W-nameRoom-l.role*0.4)
	w := in.Metrics.Width(count, scene.Plain, l.role)
	c.parts = append(c.parts, contentPart{class: "when", words: count, whole: t.name + ": " + words, size: l.role, at: scene.Point{X: b.Right() - w, Y: base}})
	bin := scene.Box{X: b.X + nameRoom + l.role*0.4, Y: b.Y + b.H*0.1, H: b.H * 0.8}
	bin.W = b.Right() - w - l.role*0.4 - bin.X
	size := bin.H * 1.25
	fit := int((bin.W - 2) / (size + 2))
	if fit < 1 {
		return
	}
	c.parts = append(c.parts, contentPart{class: "bin", box: bin})
	items := t.items[max(0, len(t.items)-fit):]
	for k := range items {
		c.envelope(&items[k], scene.Box{X: bin.X + 2 + float64(k)*(size+2), Y: bin.Y + bin.H*0.12, W: size - 1, H: bin.H * 0.76}, in)
	}
}

// envelope lays out a message of a mailbox.
func (c *mailContent) envelope(item *view.MailItem, b scene.Box, in *In) {
	class := "letter"
	if !item.HasFlag(`\Seen`) {
		class += " fresh"
	}
	c.parts = append(c.parts, contentPart{key: envelopeKey(c.host, item, ""), class: class + c.followed(in, item.MessageID, ""),
		whole: item.Subject + " · " + item.From, envelope: b})
}

// followed is the class of the message that is followed.
func (c *mailContent) followed(in *In, messageID, queueID string) string {
	if in.Followed != "" && (in.Followed == messageID || in.Followed == "#"+queueID) {
		return " followed"
	}
	return ""
}

// agent lays out an outbox, an inbox, and what the program is doing.
func (c *mailContent) agent(m *view.Mail, in *In) {
	l, p := c.l, c.l.mail
	y := c.box.Y + l.h + p.line*0.2
	if len(m.Queue) > 0 {
		c.queued(&m.Queue[0], scene.Box{X: c.left(), Y: y, W: c.room(), H: p.slot - 4}, in)
	} else {
		c.write("when", m.Account, c.left(), y+p.line*0.6, c.room(), in)
		c.write("when", m.Doing, c.left(), y+p.line*1.55, c.room(), in)
	}
	y += p.slot
	inbox := tray{}
	if list := traysOf(m); len(list) > 0 {
		inbox = list[0]
	}
	inbox.name = text.T("stage.mail.inbox")
	c.tray(&inbox, scene.Box{X: c.left(), Y: y - p.line*0.2, W: c.room(), H: p.line * 1.25}, in)
	c.byProtocol(m, c.box.Bottom()-l.role*0.75, in)
}

// byProtocol says how a mail program fetches mail, or how far it is with that.
func (c *mailContent) byProtocol(m *view.Mail, y float64, in *In) {
	if len(m.Sessions) > 0 {
		c.sessions(m, in, c.left(), y, c.room())
	} else if m.Protocol != "" {
		c.write("by "+protocolHue(m.Protocol), text.T("stage.mail.by", "protocol", protocolName(m.Protocol)), c.left(), y, c.room(), in)
	}
}

func (c *mailContent) sessions(m *view.Mail, in *In, x, y, room float64) {
	if words, hue := sessionWords(m); words != "" {
		c.write("by "+hue, words, x, y, room, in)
	}
}

// compact is a card in numbers.
func (c *mailContent) compact(m *view.Mail, r role, in *In) {
	mails := tray{}
	for _, t := range traysOf(m) {
		mails.total, mails.unseen = mails.total+t.total, mails.unseen+t.unseen
	}
	words := trayWords(&mails)
	if mails.unseen > 0 {
		words = text.Count("stage.mail.count", mails.total) + ", " + text.T("stage.mail.new", "n", text.Number(mails.unseen))
	}
	if len(m.Queue) > 0 {
		words = text.T("stage.mail.queue", "n", text.Number(len(m.Queue))) + " · " + words
	}
	if r == roleWebmail {
		c.sessions(m, in, c.left(), c.box.Bottom()-c.l.role*0.8, c.room())
		return
	}
	c.write("when", words, c.left(), c.box.Bottom()-c.l.role*0.8, c.room(), in)
}

// onCard reports whether a part is words on the card itself.
func (p *contentPart) onCard() bool {
	return p.key == "" && p.words != "" && p.class != "goal" && p.class != "when"
}

// said is what is written on the card, in its order, for whoever can't see it.
func (c *mailContent) said() string {
	var said []string
	for i := range c.parts {
		p := &c.parts[i]
		switch {
		case !p.onCard():
		case strings.HasSuffix(p.words, scene.Ellipsis):
			said = append(said, p.whole)
		default:
			said = append(said, p.words)
		}
	}
	return strings.Join(said, " · ")
}

// draw adds what can't be pressed to the card, and returns the messages, which can, to
// stand above it.
func (c *mailContent) draw(card *scene.Node) *scene.Node {
	g := scene.New("g", "mail of "+c.host).Class("mail-content")
	words := scene.New("g", "content").Class("content")
	for i := range c.parts {
		p := &c.parts[i]
		switch {
		case p.key != "":
			n := scene.New("g", p.key+" "+p.class).Class(p.class).Press(p.key, p.whole).Add(scene.Title(p.whole))
			if p.box.W > 0 {
				n.Add(scene.Rect("ring", "ring", p.box.Grow(2), 6), scene.Rect("slot", "slot-box", p.box, 5))
			} else {
				n.Add(scene.Rect("ring", "ring", p.envelope.Grow(2), 3))
			}
			g.Add(n.Add(drawEnvelope("envelope", "", p.envelope)))
		case p.words == "" && p.box.W > 0:
			words.Add(scene.Rect("bin", "bin", p.box, 3))
		case p.words != "":
			at, class := g, p.class
			if class == "title" {
				class = "name"
			}
			label := scene.Label("", class, p.words+" ", p.at.X, p.at.Y).Num("font-size", p.size)
			if p.onCard() {
				at = words
			}
			at.Add(label)
		}
	}
	card.Add(words)
	return g
}
