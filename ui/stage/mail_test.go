package stage

import (
	"fmt"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

func init() {
	for name, shape := range map[string]*view.Snapshot{
		"mail adventure":  mailWorld(2, 1, 3),
		"one mailbox":     mailWorld(1, 2, 0),
		"mail and names":  mailWorld(2, 2, 6),
		"many mails":      mailWorld(4, 3, 5),
		"a mail server":   mailWorld(1, 0, 1),
		"agents at large": mailWorld(3, 6, 0),
	} {
		shapes[name] = shape
	}
}

const wall = 1_500_000_000_000_000_000 // nanoseconds since 1970

// mailServer is a server with a queue, users, and a session.
func mailServer(name, address, site string, queue []view.Queued, users ...view.Mailbox) view.Host {
	return view.Host{Name: name, Address: address, Site: site, Up: true, Programs: []view.Program{{Kind: kindMailServer, State: "busy",
		Mail: &view.Mail{Queue: queue, Mailboxes: users, Sessions: []view.MailSession{{Protocol: "smtp", Client: true, Peer: "10.2.0.25:25", State: "recipients"}}}}}}
}

func mailAgent(name, address, site, account, protocol string) view.Host {
	return view.Host{Name: name, Title: name + "'s agent", Address: address, Site: site, Up: true, Programs: []view.Program{{Kind: kindMailAgent, State: "idle",
		Mail: &view.Mail{Account: account, Protocol: protocol, Mailboxes: []view.Mailbox{inbox("", 2, 1)}}}}}
}

func inbox(user string, total, unseen int) view.Mailbox {
	b := view.Mailbox{User: user, Name: "INBOX", Total: total, Unseen: unseen}
	for i := range total {
		item := view.MailItem{UID: uint32(i + 1), MessageID: fmt.Sprintf("%s%d@crepes.fr", user, i), From: "Alice <alice@crepes.fr>", Subject: "Would you like some crêpes?"}
		if i < total-unseen {
			item.Flags = []string{`\Seen`}
		}
		b.Messages = append(b.Messages, item)
	}
	return b
}

// mailWorld is so many servers, agents of each, and name servers.
func mailWorld(servers, agents, names int) *view.Snapshot {
	s := &view.Snapshot{WallNanos: wall}
	domains := []string{"crepes.fr", "hamburger.edu", "tapas.es", "sushi.example"}
	people := []string{"alice", "bob", "carol", "dave", "erin", "frank"}
	for k := range servers {
		var queue []view.Queued
		for q := range (k + 2) % 4 {
			queue = append(queue, view.Queued{ID: fmt.Sprintf("Q%d%d", k, q), From: "alice@crepes.fr", To: []string{"bob@hamburger.edu"}, State: "deferred",
				Item: view.MailItem{MessageID: fmt.Sprintf("m%d%d@crepes.fr", k, q), Subject: "Crêpes"}, Next: wall + int64(q)*872_000_000_000, LastWord: "451 later"})
		}
		if len(queue) > 0 {
			queue[0].State, queue[0].Next = "sending", 0
		}
		var users []view.Mailbox
		for u := range k + 2 {
			users = append(users, inbox(people[u], 3*u, u))
		}
		s.Hosts = append(s.Hosts, mailServer("mail."+domains[k], fmt.Sprintf("10.%d.0.25", k+1), domains[k], queue, users...))
		for a := range agents {
			s.Hosts = append(s.Hosts, mailAgent(fmt.Sprintf("%s-%d", people[a], k), fmt.Sprintf("10.%d.0.%d", k+1, 30+a), domains[k], people[a]+"@"+domains[k], "imap"))
		}
	}
	for n := range names {
		s.Hosts = append(s.Hosts, server(fmt.Sprintf("ns%d.example", n), fmt.Sprintf("10.9.0.%d", n), "example."))
	}
	return s
}

func drawn(s *view.Snapshot, in In) (*Stage, *scene.Node) {
	in.Snapshot = s
	if in.Width == 0 {
		in.Width, in.Height = 830, 420
	}
	st := &Stage{}
	return st, st.Draw(in)
}

// The writer's agent stands to the left of its server, the reader's to the right of its
// own, and name servers below: who stands where is told by addresses, not by names of labs.
func TestMailStandsAlongItsWay(t *testing.T) {
	world := mailWorld(2, 1, 2)
	world.Hosts[0], world.Hosts[1] = world.Hosts[1], world.Hosts[0]
	st, _ := drawn(world, In{Width: 1100, Height: 560})
	at := func(name string) scene.Box { return st.layout.cards[st.layout.index[name]] }
	order := []string{"alice-0", "mail.crepes.fr", "mail.hamburger.edu", "alice-1"}
	for i := 1; i < len(order); i++ {
		if at(order[i-1]).Right() >= at(order[i]).X {
			t.Errorf("%s stands at %v, %s at %v", order[i-1], at(order[i-1]), order[i], at(order[i]))
		}
	}
	if at("ns0.example").Y < at("mail.crepes.fr").Bottom() {
		t.Error("the name server does not stand below")
	}
}

// What a queue and the mailboxes hold stands on the card, with the time until the next
// try; the clock runs on between two events.
func TestMailsOnTheirCards(t *testing.T) {
	world := mailWorld(2, 1, 0)
	world.Hosts[0].Programs[0].Mail.Queue[1].Next = wall + 872_000_000_000
	_, root := drawn(world, In{Width: 1100, Height: 560})
	says := scene.Markup(root)
	for _, want := range []string{"queue (2)", "sending now", "next try in 14:32", "→ hamburger.edu", "SMTP client: recipients", "3, 1 new", "reads by IMAP"} {
		if !strings.Contains(says, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	_, later := drawn(world, In{Width: 1100, Height: 560, Now: 2_000_000_000})
	if !strings.Contains(scene.Markup(later), "next try in 14:30") {
		t.Error("two seconds later the next try is not nearer")
	}
	if n := len(elements(root, "slot")); n != 5 {
		t.Errorf("%d messages in queues can be pressed", n)
	}
	if n := len(elements(root, "letter")); n < 5 {
		t.Errorf("%d messages in mailboxes can be pressed", n)
	}
}

// The message that is followed is marked wherever it stands, and its steps are lit.
func TestAMailIsFollowed(t *testing.T) {
	world := mailWorld(2, 1, 0)
	journey := &view.Journey{Operation: 7, Steps: []view.JourneyStep{{Event: 7, State: view.StepDone}, {Event: 9, State: view.StepDone}, {Event: 12, State: view.StepNow}, {}, {}, {}}}
	_, root := drawn(world, In{Width: 1100, Height: 560, Journey: journey, Followed: "m00@crepes.fr"})
	followed := 0
	root.Walk(func(n *scene.Node) {
		if strings.HasSuffix(n.Attr("class"), " followed") {
			followed++
			if n.Attr("data-key") != "envelope:mail.crepes.fr m00@crepes.fr" {
				t.Errorf("%s is marked", n.Attr("data-key"))
			}
		}
	})
	if followed != 1 {
		t.Errorf("%d messages are marked", followed)
	}
	classes := []string{}
	root.Walk(func(n *scene.Node) {
		if c := n.Attr("class"); c == "step" || strings.HasPrefix(c, "step ") {
			classes = append(classes, c)
		}
	})
	if got := strings.Join(classes, ", "); got != "step done, step done, step now, step, step, step" {
		t.Errorf("the steps are %s", got)
	}
}

// Servers of one place stand on one side, whatever their order and kinds.
func TestMailServersByPlace(t *testing.T) {
	s := mailWorld(2, 1, 0)
	webmail := view.Host{Name: "webmail.hamburger.edu", Address: "10.2.0.80", Site: "hamburger.edu", Up: true, Programs: []view.Program{{Kind: kindWebmail, State: "ready"}}}
	s.Hosts = append([]view.Host{webmail}, s.Hosts...)
	all := members(s.Hosts)
	sides, _ := mailSides(all)
	names := func(list []int) (found []string) {
		for _, i := range list {
			found = append(found, all[i].host.Name)
		}
		return found
	}
	if got := fmt.Sprint(names(sides[0].servers), names(sides[1].servers)); got != "[webmail.hamburger.edu mail.hamburger.edu] [mail.crepes.fr]" {
		t.Errorf("left and right: %s", got)
	}
}
