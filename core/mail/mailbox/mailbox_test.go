package mailbox

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// user returns a user with an empty INBOX, and their disk.
func user(t *testing.T, quota int64) (*User, host.Disk) {
	t.Helper()
	disk := host.NewDisk()
	u, ok := Open(disk, []Account{{User: "alice", Password: "crepes", Quota: quota}}).User("ALICE")
	if !ok {
		t.Fatal("no alice")
	}
	return u, disk
}

// fill appends messages of one byte.
func fill(t *testing.T, m *Mailbox, n int) {
	t.Helper()
	for range n {
		if _, err := m.Append([]byte("x"), nil, noon); err != nil {
			t.Fatal(err)
		}
	}
}

func box(t *testing.T, u *User, name string) *Mailbox {
	t.Helper()
	m, err := u.Mailbox(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

func TestAppend(t *testing.T) {
	u, _ := user(t, 0)
	m := box(t, u, "inbox")
	uid, err := m.Append([]byte("hello"), []string{`\SEEN`, "$Work", `\Recent`, `\Nonsense`, "two words"}, noon)
	if uid != 1 || err != nil || m.UIDNext() != 2 || m.Len() != 1 || m.Unseen() != 0 || m.Bytes() != 5 || u.Used() != 5 {
		t.Errorf("uid %d, %v; next %d, len %d, unseen %d, bytes %d", uid, err, m.UIDNext(), m.Len(), m.Unseen(), m.Bytes())
	}
	msg := m.At(1)
	if got := msg.Flags(); !slices.Equal(got, []string{Seen, "$Work"}) {
		t.Errorf("flags %q", got)
	}
	if !msg.Has(`\seen`) || !msg.Has("$WORK") || msg.Has(Draft) || msg.Has("never") {
		t.Error("the message has other flags than it says")
	}
	if string(msg.Source()) != "hello" || msg.Size() != 5 || !msg.Date().Equal(noon) || msg.UID() != 1 {
		t.Errorf("message %+v", msg)
	}
}

func TestPasswords(t *testing.T) {
	u, _ := user(t, 0)
	if !u.Check("crepes") || u.Check("Crepes") || u.Check("") {
		t.Error("the wrong passwords pass")
	}
}

// A UID is never given twice, also not after a stop.
func TestUIDsAscend(t *testing.T) {
	u, disk := user(t, 0)
	m := u.Inbox()
	fill(t, m, 3)
	if gone := m.Expunge([]uint32{3, 2, 3, 77}); !slices.Equal(gone, []uint32{2, 3}) {
		t.Errorf("gone %v", gone)
	}
	u.compact()
	again, _ := Open(disk, []Account{u.account}).User("alice")
	uid, _ := again.Inbox().Append([]byte("y"), nil, noon)
	if uid != 4 {
		t.Errorf("the next UID is %d", uid)
	}
	if _, seq, ok := again.Inbox().Find(4); !ok || seq != 2 {
		t.Errorf("UID 4 has sequence number %d, %v", seq, ok)
	}
	if _, _, ok := again.Inbox().Find(3); ok {
		t.Error("a message that is gone can be found")
	}
}

func TestQuota(t *testing.T) {
	u, disk := user(t, 10)
	m := u.Inbox()
	if _, err := m.Append(make([]byte, 6), nil, noon); err != nil {
		t.Error(err)
	}
	if _, err := m.Append(make([]byte, 5), nil, noon); !errors.Is(err, ErrQuota) {
		t.Errorf("beyond the quota: %v", err)
	}
	if _, err := m.Copy([]uint32{1}, m); !errors.Is(err, ErrQuota) {
		t.Errorf("a copy beyond the quota: %v", err)
	}
	if err := u.Create("b"); err != nil {
		t.Error(err)
	}
	if _, err := m.Move([]uint32{1}, box(t, u, "b")); err != nil || u.Used() != 6 {
		t.Errorf("moving needs no room: %v, used %d", err, u.Used())
	}
	if err := u.Delete("b"); err != nil || u.Used() != 0 {
		t.Errorf("deleting gives room: %v, used %d", err, u.Used())
	}
	if got := disk.Names(""); len(got) != 1 {
		t.Errorf("left over on the disk: %q", got)
	}
}

func TestCopySharesBytes(t *testing.T) {
	u, disk := user(t, 0)
	m := u.Inbox()
	_, _ = m.Append([]byte("one"), []string{Flagged}, noon)
	_ = u.Create("b")
	b := box(t, u, "b")
	fill(t, b, 4)
	done, err := m.Copy([]uint32{1, 9}, b)
	if err != nil || !slices.Equal(done, []Copied{{1, 5}}) {
		t.Fatalf("copied %v, %v", done, err)
	}
	if n := len(disk.Names("")); n != 6 {
		t.Errorf("%d files for 5 different messages and the journal", n)
	}
	m.Expunge([]uint32{1})
	msg, _, _ := b.Find(5)
	if string(msg.Source()) != "one" || !msg.Has(Flagged) || !msg.Date().Equal(noon) {
		t.Errorf("the copy is %q with %q", msg.Source(), msg.Flags())
	}
	if u.Used() != 7 {
		t.Errorf("used %d", u.Used())
	}
	b.Expunge([]uint32{5})
	if n := len(disk.Names("")); n != 5 {
		t.Errorf("%d files for 4 messages and the journal", n)
	}
	if msg.Source() != nil || !msg.Gone() {
		t.Error("what is gone can be read")
	}
}

// What one client does the others hear of, in the order in which it happened.
func TestWatch(t *testing.T) {
	u, _ := user(t, 0)
	m := u.Inbox()
	fill(t, m, 5)
	var heard []string
	var stop func()
	stop = m.Watch(func(c Change) {
		heard = append(heard, fmt.Sprint(c.Kind, c.UID, c.Seq))
		if c.Kind == Vanished {
			stop()
		}
	})
	silent := m.Watch(func(Change) { t.Error("heard after the end") })
	silent()
	m.SetFlags([]uint32{2, 3}, AddFlags, []string{Seen})
	m.SetFlags([]uint32{3, 4}, AddFlags, []string{Seen}) // of 3 it changes nothing
	m.Expunge([]uint32{2, 4, 5})
	fill(t, m, 1)
	_ = u.Create("b")
	_, _ = m.Move([]uint32{1}, box(t, u, "b"))
	want := []string{"reflagged 2 2", "reflagged 3 3", "reflagged 4 4",
		"expunged 2 2", "expunged 4 3", "expunged 5 3", "appended 6 3", "expunged 1 1"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q\nwant %q", heard, want)
	}
	b := box(t, u, "b")
	last := ""
	b.Watch(func(c Change) { last = c.Kind.String() })
	_ = u.Delete("b")
	if last != "vanished" || !b.Gone() {
		t.Errorf("of its end a mailbox says %q", last)
	}
	if _, err := b.Append(nil, nil, noon); !errors.Is(err, ErrNone) {
		t.Errorf("a mailbox that is gone takes a message: %v", err)
	}
}

// A keyword that no message gets takes none of the places that there are for keywords.
func TestKeywordsThatNobodyHas(t *testing.T) {
	u, disk := user(t, 0)
	m := u.Inbox()
	fill(t, m, 1)
	for i := range 100 {
		m.SetFlags([]uint32{1}, RemoveFlags, []string{fmt.Sprint("gone", i)})
		m.SetFlags([]uint32{9}, AddFlags, []string{fmt.Sprint("nowhere", i)})
	}
	if k := u.Keywords(); len(k) != 0 {
		t.Errorf("keywords %q", k)
	}
	m.SetFlags([]uint32{1}, AddFlags, []string{"work"})
	m.SetFlags([]uint32{1}, RemoveFlags, []string{"WORK", "play"})
	again, _ := Open(disk, testAccounts).User(u.Name())
	if msg, _, _ := m.Find(1); msg.Has("work") || !slices.Equal(u.Keywords(), []string{"work"}) || !slices.Equal(again.Keywords(), u.Keywords()) {
		t.Errorf("%q, keywords %q, after opening again %q", msg.Flags(), u.Keywords(), again.Keywords())
	}
}

// A list that somebody goes through stays as it is.
func TestMessagesStay(t *testing.T) {
	u, _ := user(t, 0)
	m := u.Inbox()
	fill(t, m, 4)
	list := m.Messages()
	m.Expunge([]uint32{1, 2})
	fill(t, m, 9)
	for i, msg := range list {
		if msg.UID() != uint32(i+1) {
			t.Errorf("place %d has UID %d", i, msg.UID())
		}
	}
	if len(list) != 4 || !list[0].Gone() || list[3].Gone() {
		t.Error("the list has changed")
	}
}

func TestLock(t *testing.T) {
	u, _ := user(t, 0)
	release, ok := u.Inbox().Lock()
	if _, again := u.Inbox().Lock(); !ok || again {
		t.Error("two have the lock")
	}
	release()
	if _, ok := u.Inbox().Lock(); !ok {
		t.Error("the lock is not given back")
	}
}

func TestRecent(t *testing.T) {
	u, disk := user(t, 0)
	m := u.Inbox()
	fill(t, m, 2)
	if m.Recent() != 2 || m.TakeRecent() != 1 || m.Recent() != 0 {
		t.Error("the first session is not told of both")
	}
	fill(t, m, 1)
	again, _ := Open(disk, []Account{u.account}).User("alice")
	if m := again.Inbox(); m.Recent() != 1 || m.TakeRecent() != 3 {
		t.Error("after a stop more or fewer are recent")
	}
}

func TestKeywordsAreBounded(t *testing.T) {
	u, _ := user(t, 0)
	m := u.Inbox()
	fill(t, m, 1)
	for i := range 100 {
		m.SetFlags([]uint32{1}, AddFlags, []string{fmt.Sprint("k", i)})
	}
	if n := len(m.At(1).Flags()); n != maxKeywords || u.MoreKeywords() {
		t.Errorf("%d keywords", n)
	}
}

func TestView(t *testing.T) {
	u, _ := user(t, 1000)
	m := u.Inbox()
	fill(t, m, 3)
	_, _ = m.Append([]byte("From: Alice <alice@crepes.fr>\r\nTo: bob@hamburger.edu\r\nSubject: Cr=?utf-8?q?=C3=AApes?=\r\n\r\nHi\r\n"), []string{Seen}, noon)
	_ = u.Create("a/b")
	v := u.View(2)
	if len(v) != 2 || v[1].Name != "a/b" {
		t.Fatalf("mailboxes %+v", v)
	}
	in := v[0]
	if in.Name != "INBOX" || in.User != "alice" || in.Total != 4 || in.Unseen != 3 || in.Quota != 1000 || in.UIDNext != 5 || len(in.Messages) != 2 {
		t.Errorf("INBOX %+v", in)
	}
	if got := in.Messages[1]; got.UID != 4 || got.From != "Alice <alice@crepes.fr>" || !slices.Equal(got.Flags, []string{Seen}) {
		t.Errorf("message %+v", got)
	}
}
