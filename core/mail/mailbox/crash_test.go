package mailbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
)

// dump writes down all that a store says of its users.
func dump(s *Store) string {
	var b strings.Builder
	for _, u := range s.Users() {
		fmt.Fprintf(&b, "%s used %d, subscribed %q\n", u.Name(), u.Used(), u.Subscriptions())
		for _, f := range u.Folders() {
			fmt.Fprintf(&b, "  %+v\n", f)
			m, err := u.Mailbox(f.Name)
			if err != nil {
				continue
			}
			fmt.Fprintf(&b, "  validity %d next %d recent %d len %d unseen %d bytes %d\n",
				m.UIDValidity(), m.UIDNext(), m.Recent(), m.Len(), m.Unseen(), m.Bytes())
			for i, msg := range m.Messages() {
				flags := msg.Flags()
				slices.Sort(flags)
				fmt.Fprintf(&b, "    %d %d %v %v %q\n", i+1, msg.UID(), msg.Date(), flags, msg.Source())
			}
		}
	}
	return b.String()
}

// script does things to a store that dice choose, and calls done after each.
func script(s *Store, dice *rand.Rand, steps int, done func()) {
	names := []string{"INBOX", "a", "a/b", "a/b/c", "d", "inbox/x"}
	name := func() string { return names[dice.IntN(len(names))] }
	some := func(m *Mailbox) (uids []uint32) {
		for range 1 + dice.IntN(3) {
			uids = append(uids, 1+dice.Uint32N(m.UIDNext()))
		}
		return uids
	}
	flags := [][]string{{Seen}, {Deleted, "$Work"}, {Flagged, Draft}, nil}
	for i := range steps {
		u := s.Users()[dice.IntN(len(s.Users()))]
		m, err := u.Mailbox(name())
		if err != nil {
			m = u.Inbox()
		}
		switch dice.IntN(14) {
		case 0:
			_ = u.Create(name())
		case 1:
			_ = u.Delete(name())
		case 2:
			if from := name(); canonical(from) != Inbox { // which is two calls in one
				_ = u.Rename(from, name())
			}
		case 3:
			_ = u.Subscribe(name())
		case 4:
			_ = u.Unsubscribe(name())
		case 5:
			m.SetFlags(some(m), []FlagOp{AddFlags, RemoveFlags, ReplaceFlags}[dice.IntN(3)], flags[dice.IntN(4)])
		case 6:
			m.Expunge(some(m))
		case 7, 8:
			if to, err := u.Mailbox(name()); err == nil {
				_, _ = m.transfer(some(m), to, dice.IntN(2) == 0)
			}
		case 9:
			m.TakeRecent()
		case 10:
			u.compact()
		default:
			_, _ = m.Append(fmt.Appendf(nil, "message %d", i), flags[dice.IntN(4)], time.Unix(int64(i), 5))
		}
		done()
	}
}

var testAccounts = []Account{{User: "alice", Password: "x"}, {User: "Bob", Password: "y", Quota: 100}}

// What a store says is the same when it is opened again.
func TestReopen(t *testing.T) {
	for seed := range uint64(50) {
		disk := host.NewDisk()
		s := Open(disk, testAccounts)
		script(s, rand.New(rand.NewPCG(seed, 0)), 60, func() {})
		want := dump(s)
		if got := dump(Open(disk, testAccounts)); got != want {
			t.Fatalf("seed %d: opened again\n%s\nwas\n%s", seed, got, want)
		}
	}
}

// A store that is opened again now and then goes on as one that never was closed: no UID, no
// UIDVALIDITY and no file is given out twice.
func TestGoOnAfterReopening(t *testing.T) {
	for seed := range uint64(50) {
		disk := host.NewDisk()
		whole, again := Open(host.NewDisk(), testAccounts), Open(disk, testAccounts)
		one, other := rand.New(rand.NewPCG(seed, 2)), rand.New(rand.NewPCG(seed, 2))
		for range 12 {
			script(whole, one, 5, func() {})
			script(again, other, 5, func() {})
			again = Open(disk, testAccounts)
		}
		if got, want := dump(again), dump(whole); got != want {
			t.Fatalf("seed %d: opened again and again\n%s\nnever closed\n%s", seed, got, want)
		}
	}
}

// dying is the disk of a machine that stops before one of its writing calls.
type dying struct {
	host.Disk
	left int
}

func (d *dying) spend() {
	if d.left--; d.left < 0 {
		panic(d)
	}
}

func (d *dying) Write(name string, b []byte)  { d.spend(); d.Disk.Write(name, b) }
func (d *dying) Append(name string, b []byte) { d.spend(); d.Disk.Append(name, b) }
func (d *dying) Remove(name string)           { d.spend(); d.Disk.Remove(name) }

// A machine may stop before any call of the disk: what was being done is then done
// wholly or not at all, all before it is there, and no file is left over.
func TestStopAtAnyInstant(t *testing.T) {
	for seed := range uint64(6) {
		states := []string{}
		whole := &dying{host.NewDisk(), 1 << 30}
		s := Open(whole, testAccounts)
		note := func() { states = append(states, dump(s)) }
		note()
		script(s, rand.New(rand.NewPCG(seed, 1)), 80, note)
		calls := 1<<30 - whole.left
		opening := 4 // what two new accounts write
		for k := opening; k < calls; k++ {
			disk := &dying{host.NewDisk(), k}
			done := 0
			func() {
				defer func() {
					if v := recover(); v != any(disk) {
						panic(v)
					}
				}()
				script(Open(disk, testAccounts), rand.New(rand.NewPCG(seed, 1)), 80, func() { done++ })
			}()
			again := Open(disk.Disk, testAccounts)
			if got := dump(again); got != states[done] && got != states[done+1] {
				t.Fatalf("seed %d, stopped at call %d in step %d:\n%s\nis neither what was before\n%s\nnor after\n%s",
					seed, k, done+1, got, states[done], states[done+1])
			}
			checkFiles(t, again, disk.Disk)
		}
	}
}

// checkFiles asserts that each message has its file, and each file a message.
func checkFiles(t *testing.T, s *Store, disk host.Disk) {
	t.Helper()
	var want []string
	for _, u := range s.Users() {
		want = append(want, u.journal)
		for _, m := range u.boxes {
			for _, msg := range m.list {
				want = append(want, u.fileName(msg.file))
			}
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	if got := disk.Names(""); !slices.Equal(got, want) {
		t.Fatalf("the disk has %q, want %q", got, want)
	}
}
