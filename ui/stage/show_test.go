package stage

import (
	"fmt"
	"testing"

	"playnet/core/view"
	"playnet/ui/internal/gallery"
)

// TestShow hangs pictures up for the eye; see gallery.Show.
func TestShow(t *testing.T) {
	show := func(name string, in In, w, h float64) {
		var s Stage
		in.Width, in.Height = w, h
		gallery.Show(t, name, s.Draw(in))
	}
	for _, now := range []int64{8, 105, 111, 145, 210} {
		in := at(textbook(), lookUp(), now*ms)
		in.Selected = HostKey + "dns.nyu.edu"
		show(fmt.Sprintf("textbook-%d", now), in, 830, 420)
	}
	show("textbook-small", at(textbook(), lookUp(), 111*ms), 300, 220)
	show("textbook-tall", at(textbook(), lookUp(), 111*ms), 360, 480)
	show("textbook-wide", at(textbook(), lookUp(), 111*ms), 1400, 700)
	five := hierarchy(5, 1, 2, 1, 1)
	show("five-small", at(five, chatter(five, 12, 1), 60*ms), 300, 220)
	show("five", at(five, chatter(five, 12, 1), 60*ms), 830, 420)
	show("five-wide", at(five, chatter(five, 12, 1), 60*ms), 1400, 700)
	broken := textbook()
	broken.Hosts[1].Up = false
	broken.Hosts[3].Link.Cut = true
	lost := lookUp()
	lost[3].Fate, lost[3].Reason, lost[3].Where = view.Lost, "chance", "dns.nyu.edu/up"
	show("broken", at(broken, lost, 145*ms), 830, 420)
	show("broken-small", at(broken, lost, 145*ms), 300, 220)
	many := hierarchy(3, 4, 2, 3, 3)
	show("many", at(many, chatter(many, 40, 2), 120*ms), 830, 420)
	crowd := hierarchy(3, 12, 2, 2, 12)
	show("crowd", at(crowd, chatter(crowd, 60, 3), 200*ms), 830, 420)
	plain := &view.Snapshot{Hosts: []view.Host{
		client("alice", "10.1.0.21", "crepes.fr"), client("mail.crepes.fr", "10.1.0.25", "crepes.fr"),
		client("mail.hamburger.edu", "10.2.0.25", "hamburger.edu"), client("bob", "10.2.0.31", "hamburger.edu"), client("tracker", "10.3.0.1", ""),
	}}
	show("sites", at(plain, chatter(plain, 8, 4), 30*ms), 830, 420)
	show("sites-small", at(plain, chatter(plain, 8, 4), 30*ms), 300, 220)
}
