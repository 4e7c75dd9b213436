package pop3

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
)

// Client and server as a pair.
func TestClient(t *testing.T) {
	w := newWorld(t)
	messages := []string{"Subject: one\r\n\r\n.\r\n..\r\n.x\r\n", "Subject: two\r\n\r\n\r\nlast\r\n", "Subject: three\r\n\r\nno line end"}
	w.put(messages...)
	w.exec(func(h host.Host) {
		c, err := Dial(h, at110)
		if err != nil {
			t.Fatal(err)
		}
		var refusal *Refusal
		if err := c.Login("alice", "wrong"); !errors.As(err, &refusal) || refusal.Code != "AUTH" || refusal.Command != "PASS" || c.State() != Authorization {
			t.Errorf("a wrong password: %v", err)
		}
		if !c.CanAPOP() {
			t.Error("no APOP")
		}
		if err := c.LoginAPOP("alice", "crepes et café"); err != nil || c.State() != Transaction {
			t.Errorf("APOP: %v", err)
		}
		total := int64(0)
		for _, m := range messages {
			total += octetsOf([]byte(m))
		}
		if n, size, err := c.Stat(); n != 3 || size != total || err != nil {
			t.Errorf("STAT %d %d %v", n, size, err)
		}
		if l, err := c.List(); len(l) != 3 || l[1] != (Listed{N: 2, Size: octetsOf([]byte(messages[1]))}) || err != nil {
			t.Errorf("LIST %v %v", l, err)
		}
		ids, err := c.UIDL()
		if len(ids) != 3 || ids[0].ID == ids[1].ID || err != nil {
			t.Errorf("UIDL %v %v", ids, err)
		}
		for i, want := range messages {
			if !strings.HasSuffix(want, "\r\n") {
				want += "\r\n" // a multi-line response is made of lines
			}
			if b, err := c.Retr(i + 1); string(b) != want || err != nil {
				t.Errorf("RETR %d: %q %v", i+1, b, err)
			}
		}
		if b, err := c.Top(1, 1); string(b) != "Subject: one\r\n\r\n.\r\n" || err != nil {
			t.Errorf("TOP %q %v", b, err)
		}
		if capa, err := c.Capa(); !slices.Contains(capa, "UIDL") || err != nil {
			t.Errorf("CAPA %v %v", capa, err)
		}
		if err := c.Dele(2); err != nil {
			t.Error(err)
		}
		if err := c.Dele(2); !errors.As(err, &refusal) || refusal.Error() != "-ERR message 2 is marked as deleted" {
			t.Errorf("deleted twice: %v", err)
		}
		if err := errors.Join(c.Noop(), c.Rset(), c.Dele(1), c.Quit()); err != nil || c.State() != Closed {
			t.Errorf("the end: %v, %v", err, c.State())
		}
	})
	if got := w.bodies(); !slices.Equal(got, messages[1:]) {
		t.Errorf("left %q", got)
	}
}

// What an argument holds is never a command of its own.
func TestNoInjection(t *testing.T) {
	w := newWorld(t)
	w.exec(func(h host.Host) {
		c, _ := Dial(h, at110)
		for _, user := range []string{"alice\r\nDELE 1", "a\nb", "a\x00", strings.Repeat("a", 300)} {
			if err := c.Login(user, "x"); err == nil || errors.As(err, new(*Refusal)) {
				t.Errorf("%.20q: %v", user, err)
			}
		}
		if _, err := c.Capa(); err != nil {
			t.Error(err)
		}
		c.Close()
	})
}

// agent is a user agent's disk: what it has, by unique id.
type agent map[string]string

func (a agent) fetch(c *Client, keep bool) (int, error) {
	return c.Fetch(Fetching{Keep: keep,
		Has:  func(id string) bool { _, ok := a[id]; return ok },
		Take: func(id string, source []byte) error { a[id] = string(source); return nil },
	})
}

func TestFetch(t *testing.T) {
	w := newWorld(t)
	w.put("one\r\n", "two\r\n")
	home, office := agent{}, agent{}
	visit := func(a agent, keep, quit bool) (n int) {
		w.exec(func(h host.Host) {
			c, err := Dial(h, at110)
			if err == nil {
				err = c.Login("alice", "crepes et café")
			}
			if err == nil {
				n, err = a.fetch(c, keep)
			}
			if err == nil && quit {
				err = c.Quit()
			}
			if err != nil {
				t.Error(err)
			}
			c.Close()
		})
		return n
	}
	for _, step := range []struct {
		who        agent
		keep, quit bool
		want, left int
		why        string
	}{
		{home, true, true, 2, 2, "all is new"},
		{home, true, true, 0, 2, "nothing is new: the agent knows, not the server"},
		{office, true, true, 2, 2, "another agent has none of it"},
		{office, false, false, 0, 2, "without QUIT nothing is deleted"},
		{home, false, true, 0, 0, "what one has, it deletes"},
		{office, false, true, 0, 0, "and nothing is there for the other"},
	} {
		if n := visit(step.who, step.keep, step.quit); n != step.want || len(w.bodies()) != step.left {
			t.Errorf("%s: %d taken, %d left", step.why, n, len(w.bodies()))
		}
	}
	if len(home) != 2 || len(office) != 2 {
		t.Errorf("home has %v, office %v", home, office)
	}
}

// What a server may answer, and what the client makes of it. Each ends in bounded time.
func TestHostileServer(t *testing.T) {
	for name, c := range map[string]struct{ says, want string }{
		"another protocol":   {"220 mail ESMTP\r\n", "pop3: the server says neither +OK nor -ERR"},
		"no line end":        {strings.Repeat("+OK", 1<<20), "pop3: the response is too long"},
		"silence":            {"", "timeout"},
		"the end":            {"(close)", "EOF"},
		"no users today":     {"-ERR [SYS/TEMP] busy\r\n", "-ERR [SYS/TEMP] busy"},
		"half a number":      {"+OK hi\r\n+OK\r\n+OK\r\n+OK 1 x\r\n", "pop3: the server says neither +OK nor -ERR"},
		"fewer than nothing": {"+OK hi\r\n+OK\r\n+OK\r\n+OK -1 5\r\n", "pop3: the server says neither +OK nor -ERR"},
		"numbers in words":   {"+OK hi\r\n+OK\r\n+OK\r\n+OK 1 5\r\n+OK\r\none 5\r\n.\r\n", "pop3: the server says neither +OK nor -ERR"},
		"an endless list":    {"+OK hi\r\n+OK\r\n+OK\r\n+OK 1 5\r\n+OK\r\n" + strings.Repeat("1 5\r\n", maxListing/4), "pop3: the response is too long"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			serve(w, c.says)
			w.exec(func(h host.Host) {
				err := talk(h)
				if got := fmt.Sprint(err); got != c.want && !strings.Contains(got, c.want) {
					t.Errorf("the client says %q, want %q", got, c.want)
				}
			})
			w.run()
		})
	}
}

var evil = netip.MustParseAddrPort("192.0.2.66:110")

// serve lets a machine say something to whoever comes.
func serve(w *world, says string) {
	w.host("evil", evil.Addr().String()).Run(program{func(h host.Host) {
		l, err := h.Listen("tcp", evil)
		if err != nil {
			w.Error(err)
			return
		}
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if says != "(close)" {
			_, _ = io.WriteString(conn, says)
			_ = conn.SetReadDeadline(h.Now().Add(time.Hour))
			_, _ = io.Copy(io.Discard, conn)
		}
		_ = conn.Close()
	}})
}

// talk does all that a client does.
func talk(h host.Host) error {
	c, err := Dial(h, evil)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Login("alice", "x"); err != nil {
		return err
	}
	if _, _, err := c.Stat(); err != nil {
		return err
	}
	if _, err := c.List(); err != nil {
		return err
	}
	if _, err := c.Fetch(Fetching{Has: func(string) bool { return false }, Take: func(string, []byte) error { return nil }}); err != nil {
		return err
	}
	return c.Quit()
}
