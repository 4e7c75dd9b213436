package pop3

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/vnet"
)

// serves asserts that the server still serves the next client.
func (w *world) serves() {
	w.Helper()
	w.exec(func(h host.Host) {
		c, err := Dial(h, at110)
		if err != nil {
			w.Errorf("the next client is not served: %v", err)
			return
		}
		if err := c.Login("bob", "pass word"); err != nil {
			w.Errorf("the next client is not let in: %v", err)
		}
		if err := c.Quit(); err != nil {
			w.Errorf("the next client cannot quit: %v", err)
		}
	})
	if n := len(w.pop.Sessions()); n != 0 {
		w.Errorf("%d sessions are left", n)
	}
	w.noLock()
}

// noLock asserts that nobody has alice's maildrop.
func (w *world) noLock() {
	w.Helper()
	u, _ := w.store.User("alice")
	release, ok := u.Inbox().Lock()
	if !ok {
		w.Error("alice's maildrop stays locked")
		return
	}
	release()
}

// What a client may throw at the server, and what it hears.
func TestHostileInput(t *testing.T) {
	long := strings.Repeat("A", 1<<20)
	for name, trial := range map[string]struct{ say, want string }{
		"a line of a megabyte":            {long + "\r\n", "-ERR the line is too long\r\n(closed)\n"},
		"a megabyte without a line's end": {long, "-ERR the line is too long\r\n(closed)\n"},
		"a password of a megabyte":        {"USER alice\r\nPASS " + long + "\r\n", "+OK send the password\r\n-ERR the line is too long\r\n(closed)\n"},
		"NUL":                             {"\x00\r\nUSER a\x00\r\n", strings.Repeat("-ERR that is no command\r\n", 2)},
		"bytes of all kinds":              {"\xff\xfe\x80 \x1b[2J\r\n", "-ERR that is no command\r\n"},
		"pipelined garbage":               {strings.Repeat("garbage\r\n", 1000), strings.Repeat("-ERR that is no command\r\n", maxMistakes) + "(closed)\n"},
		"passwords tried": {strings.Repeat("USER alice\r\nPASS guess\r\n", 100),
			strings.Repeat("+OK send the password\r\n-ERR [AUTH] wrong name or password\r\n", maxLogins) + "(closed)\n"},
		"empty lines": {strings.Repeat("\r\n", 100), strings.Repeat("-ERR that is no command\r\n", maxMistakes) + "(closed)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.exec(func(h host.Host) {
				c := w.connect(h)
				c.hear(time.Second)
				h.Go("writer", func() { _, _ = io.WriteString(c, trial.say) })
				if got := c.hear(time.Minute); got != trial.want {
					t.Errorf("the client hears %.200q, want %.200q", got, trial.want)
				}
				_ = c.Close()
			})
			w.serves()
		})
	}
}

// A client that sends a byte now and then is hung up on when the time for its line is
// over.
func TestSlowLoris(t *testing.T) {
	w := newWorld(t)
	w.exec(func(h host.Host) {
		c := w.connect(h)
		c.hear(time.Second)
		began := h.Now()
		for {
			if _, err := io.WriteString(c, "x"); err != nil {
				break
			}
			if h.Sleep(9*time.Minute) != nil {
				return
			}
		}
		if took := h.Now().Sub(began); took > 30*time.Minute {
			t.Errorf("it took %v", took)
		}
	})
	w.serves()
}

// A client that takes nothing of what it has asked for is given up after a while, and
// so is one whose machine has vanished.
func TestDeadClients(t *testing.T) {
	for name, vanish := range map[string]func(w *world){
		"reads nothing":   func(*world) {},
		"cut off":         func(w *world) { w.client.Cut() },
		"switched off":    func(w *world) { w.client.Stop() },
		"off, then again": func(w *world) { w.client.Stop(); w.client.Start() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put(strings.Repeat("0123456789\r\n", 100_000))
			w.client.Run(program{func(h host.Host) {
				c := w.connect(h)
				_, _ = io.WriteString(c, "USER alice\r\nPASS crepes et café\r\nDELE 1\r\nRSET\r\nRETR 1\r\nDELE 1\r\n")
				_ = h.Sleep(10 * time.Hour)
			}})
			w.after(time.Second)
			if s := w.pop.Sessions(); len(s) != 1 || s[0].State != "TRANSACTION" || s[0].User != "alice" || s[0].Step != "RETR" {
				t.Errorf("sessions %+v", s)
			}
			vanish(w)
			w.after(time.Hour)
			if n := len(w.pop.Sessions()); n != 0 {
				t.Errorf("%d sessions after an hour", n)
			}
			if n := len(w.bodies()); n != 1 {
				t.Errorf("%d messages are left", n)
			}
			w.noLock()
		})
	}
}

// Connections beyond the bounds are refused in words; others are served all the same.
func TestManyConnections(t *testing.T) {
	w := newWorld(t)
	other := w.host("other", "192.0.2.2")
	w.client.Run(program{func(h host.Host) {
		for range 50 {
			w.connect(h)
		}
		c := w.connect(h)
		if got := c.hear(time.Second); got != "-ERR [SYS/TEMP] too many connections\r\n(closed)\n" {
			t.Errorf("one too many hears %q", got)
		}
		_ = h.Sleep(time.Hour)
	}})
	w.after(30 * time.Second)
	if n := len(w.pop.Sessions()); n != maxOfOnePeer {
		t.Errorf("%d sessions", n)
	}
	served := false
	other.Run(program{func(h host.Host) {
		c, err := Dial(h, at110)
		served = err == nil && c.Login("bob", "pass word") == nil && c.Quit() == nil
	}})
	w.after(30 * time.Second)
	if !served {
		t.Error("another's client is not served")
	}
	w.run()
	w.serves()
}

// A server's host that stops in the middle deletes nothing; started again it serves.
func TestServerStops(t *testing.T) {
	w := newWorld(t)
	w.put("one\r\n", "two\r\n")
	var errs []error
	w.client.Run(program{func(h host.Host) {
		c, err := Dial(h, at110)
		if err != nil {
			t.Error(err)
			return
		}
		errs = append(errs, c.Login("alice", "crepes et café"), c.Dele(1))
		_ = h.Sleep(time.Second)
		errs = append(errs, c.Dele(2))
	}})
	w.after(500 * time.Millisecond)
	w.server.Stop()
	w.after(time.Second)
	w.server.Start()
	w.run()
	if len(errs) != 3 || errs[0] != nil || errs[1] != nil || errs[2] == nil {
		t.Errorf("the client got %v", errs)
	}
	if n := len(w.bodies()); n != 2 {
		t.Errorf("%d messages are left", n)
	}
	w.serves()
}

// What IMAP, or another program, has deleted meanwhile is refused.
func TestDeletedByAnother(t *testing.T) {
	w := newWorld(t)
	w.put("one\r\n", "two\r\n", "three\r\n")
	u, _ := w.store.User("alice")
	w.exec(func(h host.Host) {
		c, _ := Dial(h, at110)
		_ = c.Login("alice", "crepes et café")
		u.Inbox().Expunge([]uint32{1})
		if _, err := c.Retr(1); fmt.Sprint(err) != "-ERR the message is gone" {
			t.Errorf("what is gone: %v", err)
		}
		if b, err := c.Retr(2); err != nil || string(b) != "two\r\n" {
			t.Errorf("message 2 is %q, %v", b, err)
		}
		w.put("four\r\n")
		if n, _, err := c.Stat(); n != 3 || err != nil {
			t.Errorf("%d messages, %v: what comes now is for the next session", n, err)
		}
		_ = c.Dele(1)
		_ = c.Dele(3)
		if err := c.Quit(); err != nil {
			t.Error(err)
		}
	})
	if got := strings.Join(w.bodies(), ""); got != "two\r\nfour\r\n" {
		t.Errorf("left is %q", got)
	}
}

// Messages come through lossy links as they are.
func TestLossyLink(t *testing.T) {
	w := newWorld(t)
	m, err := w.n.AddHost(vnet.HostConfig{Name: "far", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.9")}, Link: vnet.LinkConfig{Delay: 20 * time.Millisecond, Loss: 0.05}})
	if err != nil {
		t.Fatal(err)
	}
	w.put(strings.Repeat(".\r\n..\r\nx\r\n", 20_000))
	var got []byte
	m.Run(program{func(h host.Host) {
		c, err := Dial(h, at110)
		if err != nil {
			t.Error(err)
			return
		}
		_ = c.Login("alice", "crepes et café")
		got, _ = c.Retr(1)
		_ = c.Quit()
	}})
	w.run()
	if string(got) != w.bodies()[0] {
		t.Errorf("%d bytes came, of %d", len(got), len(w.bodies()[0]))
	}
}
