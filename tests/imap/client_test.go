//go:build linux

package imap

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
	"playnet/tests/imapscript"
	"playnet/tests/realnet/kernelhost"
)

// client is straight-line code on the kernel's sockets.
type client struct {
	run  func(h host.Host)
	done chan struct{}
}

func (*client) Kind() string       { return "test.client" }
func (*client) View() view.Program { return view.Program{} }
func (c *client) Run(h host.Host) error {
	defer close(c.done)
	c.run(h)
	return nil
}

// Our client works with what Dovecot stores.
func TestClientWithDovecot(t *testing.T) {
	d := startDovecot(t)
	w := kernelhost.New(kernelhost.Options{Seed: 1, Crashed: func(e *kernelhost.CrashError) { t.Errorf("%v\n%s", e, e.Stack) }})
	c := &client{run: func(h host.Host) { work(t, h, netip.MustParseAddrPort(d.at)) }, done: make(chan struct{})}
	w.Start("client", []netip.Addr{netip.MustParseAddr("127.0.0.1")}, c)
	select {
	case <-c.done:
	case <-time.After(time.Minute):
		t.Error("the client does not end")
	}
	if err := w.Stop(time.Minute); err != nil {
		t.Error(err)
	}
}

func work(t *testing.T, h host.Host, at netip.AddrPort) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
			panic(err)
		}
	}
	login := func() *imap.Client {
		c, err := imap.Dial(h, at)
		must(err)
		must(c.Login(imapscript.User, imapscript.Password))
		return c
	}
	c := login()
	must(c.Create("Crêpes"))
	var sources [][]byte
	for i := range 4 {
		source := []byte(imapscript.Message(i+1) + strings.Repeat("êê{3}\r\n", i*5000))
		sources = append(sources, source)
		uid, err := c.Append("Crêpes", []string{mailbox.Flagged}, time.Date(2026, 3, 2, 9, 0, i, 0, time.UTC), source)
		if must(err); uid != uint32(i+1) {
			t.Error("UID", uid)
		}
	}
	box, err := c.Select("Crêpes")
	if must(err); box.Exists != 4 || box.UIDNext != 5 {
		t.Errorf("%+v", box)
	}
	list, err := c.Fetch(imap.Seqs(imap.Range{First: 1, Last: imap.Star}), imap.ItemUID, imap.ItemFlags, imap.ItemEnvelope, imap.ItemSize, imap.ItemStructure, imap.ItemDate)
	if must(err); len(list) != 4 || list[2].Item().Subject != "Recipe 3" || list[2].Structure.Type != "text/plain" || list[3].Size != int64(len(sources[3])) {
		t.Errorf("%d messages", len(list))
	}
	for i, want := range sources {
		got, err := c.FetchSection(uint32(i+1), imap.Section{Peek: true})
		if must(err); !bytes.Equal(got, want) {
			t.Errorf("message %d has %d bytes", i+1, len(got))
		}
	}
	found, err := c.Search(imap.Key{Name: "BODY", Text: "êê{3}"}, imap.Key{Name: "NOT", Keys: []imap.Key{{Name: "SUBJECT", Text: "Recipe 2"}}})
	if must(err); !slices.Equal(found, []uint32{3, 4}) {
		t.Error(found)
	}
	moved, err := c.Move(imap.ListUIDs(2, 4), "INBOX")
	if must(err); !slices.Equal(moved.From, []uint32{2, 4}) || !slices.Equal(moved.To, []uint32{1, 2}) || c.Selected().Exists != 2 {
		t.Errorf("%+v", moved)
	}
	folders, err := c.List("", "*")
	if must(err); !slices.ContainsFunc(folders, func(f imap.Folder) bool { return f.Name == "Crêpes" }) {
		t.Errorf("%+v", folders)
	}
	var heard []imap.UpdateKind
	c.OnUpdate = func(u imap.Update) {
		if heard = append(heard, u.Kind); u.Kind == imap.Exists {
			h.Go("done", func() { must(c.Done()) })
		}
	}
	h.Go("other", func() {
		other := login()
		_, err := other.Append("Crêpes", nil, time.Time{}, sources[0])
		must(err)
		must(other.Logout())
	})
	must(c.Idle())
	if !slices.Equal(heard, []imap.UpdateKind{imap.Exists}) {
		t.Error("heard", heard)
	}
	must(c.Logout())
}
