package smtp_test

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/trace"
)

// reserved are the fields that every event has.
var reserved = []string{"id", "cause", "for", "t", "host", "kind", "payload"}

// Each kind of event comes back from the arena as it went in.
func TestEvents(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.1:4242")
	to := []string{"bob@hamburger.edu", "eve@hamburger.edu"}
	seen := map[trace.Kind]bool{}
	tr := trace.New(trace.Options{})
	for _, b := range []trace.Body{
		smtp.EventState{Side: "server", Peer: at, Before: "ready", After: "sender", Why: "MAIL"},
		smtp.EventRefused{Peer: at, Command: "DATA", Reply: "503 5.5.1 no"},
		smtp.EventAccepted{Peer: at, ID: "A1", From: "alice@crepes.fr", To: to, Size: 77},
		smtp.EventQueued{ID: "A1", From: "alice@crepes.fr", To: to, Size: 77},
		smtp.EventTry{ID: "A1", Domain: "hamburger.edu", Number: 3},
		smtp.EventUnreachable{Host: "mail", Addr: at, Reason: "refused"},
		smtp.EventDeferred{ID: "A1", To: to, Tries: 3, Reason: "refused", Wait: time.Minute},
		smtp.EventDelivered{ID: "A1", To: to, Host: "mail", Reply: "250 ok"},
		smtp.EventBounced{ID: "A1", To: to, Reason: "550 no", Report: "A2"},
		smtp.EventWarned{ID: "A1", To: to, Reason: "450 no", Report: "A2"},
		smtp.EventDropped{ID: "A1", To: to, Reason: "550 no"},
		smtp.EventRouted{Domain: "hamburger.edu", Hosts: to, By: "MX"},
	} {
		seen[b.Kind()] = true
		id := tr.Emit(1, tr.Host("h"), sim.Context{}, b)
		e, ok := tr.Event(id)
		if !ok || !reflect.DeepEqual(e.Body, b) {
			t.Errorf("%v came back as %+v", b, e.Body)
		}
		for i := range reflect.TypeOf(b).NumField() {
			if name := reflect.TypeOf(b).Field(i).Tag.Get("json"); name == "" || slices.Contains(reserved, name) {
				t.Errorf("%T: the field's name %q is the event's own", b, name)
			}
		}
		if b.Text() == "" || strings.Contains(b.Text(), "\n") {
			t.Errorf("%T: text %q", b, b.Text())
		}
	}
	for _, k := range trace.Kinds() {
		if k>>8 == 0x12 && !seen[k] {
			t.Errorf("%v is not tested", k)
		}
	}
}
