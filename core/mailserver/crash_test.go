package mailserver

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/pop3"
)

// reader is bob's user agent, which downloads and deletes, and what stands on its disk.
type reader struct {
	has   map[string]string // by unique id
	taken int
}

// fetch visits the server once; whatever breaks off, the next visit sees to it.
func (r *reader) fetch(h host.Host, w *world) {
	c, err := pop3.Dial(h, w.burgers.at(pop3.Port))
	if err != nil {
		return
	}
	defer c.Close()
	if c.Login("bob", "ketchup") != nil {
		return
	}
	_, err = c.Fetch(pop3.Fetching{
		Has:  func(id string) bool { _, ok := r.has[id]; return ok },
		Take: func(id string, source []byte) error { r.has[id] = string(source); r.taken++; return nil },
	})
	if err == nil {
		_ = c.Quit()
	}
}

// Servers stop at any instant while mails travel and are fetched with "download and
// delete": at the end the reader has each, once for each time that it lay in the mailbox,
// and the mailbox is empty.
func TestFetchingOutlastsStops(t *testing.T) {
	for seed := range uint64(25) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { stormyFetching(t, seed) })
	}
}

func stormyFetching(t *testing.T, seed uint64) {
	const mails = 20
	w := newWorld(t)
	c := w.burgers.config
	c.Quota = 0
	w.burgers.config = c
	dice := rand.New(rand.NewPCG(seed, 7))
	r := &reader{has: map[string]string{}}
	sent := 0
	w.user.Run(program{func(h host.Host) {
		for n := range mails {
			if reply := w.submit(h, fmt.Sprintf("mail number %d.", n), "bob@hamburger.edu"); reply.Code == 250 {
				sent++
			}
			_ = h.Sleep(2 * time.Second)
		}
	}})
	calm, pause := false, 3*time.Second
	pc := w.host("bob", "198.51.100.9")
	pc.Run(program{func(h host.Host) {
		for !calm || len(w.burgers.box("bob")) > 0 {
			r.fetch(h, w)
			if h.Sleep(pause) != nil {
				return
			}
		}
	}})
	for range 12 { // the storm
		w.after(time.Duration(dice.IntN(4000)) * time.Millisecond)
		w.burgers.Stop()
		w.after(time.Duration(dice.IntN(2000)) * time.Millisecond)
		w.burgers.Start()
	}
	pause = time.Hour
	w.after(12 * time.Hour) // the queue has tried again
	calm = true
	w.run()
	if sent != mails {
		t.Fatalf("%d mails were taken", sent)
	}
	if n := len(w.burgers.box("bob")); n != 0 {
		t.Errorf("%d messages are left", n)
	}
	var all strings.Builder
	for _, source := range r.has { // in any order: they are counted
		all.WriteString(source)
	}
	for n := range mails {
		if !strings.Contains(all.String(), fmt.Sprintf("mail number %d.", n)) {
			t.Errorf("mail %d is lost", n)
		}
	}
	if r.taken != len(r.has) {
		t.Errorf("%d messages were taken, and there are %d", r.taken, len(r.has))
	}
}
