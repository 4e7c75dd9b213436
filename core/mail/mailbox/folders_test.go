package mailbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// names lists the user's folders: "a" can be selected, "(a)" cannot.
func names(u *User) (all []string) {
	for _, f := range u.Folders() {
		name := f.Name
		if f.NoSelect {
			name = "(" + name + ")"
		}
		if f.Children {
			name += "+"
		}
		all = append(all, name)
	}
	return all
}

// Each line does something to the folders of a new user; what is wrong with it, if
// anything, stands behind the arrow.
func TestFolders(t *testing.T) {
	for title, c := range map[string]struct{ do, want string }{
		"names above are made":          {"create x/y/z", "INBOX (x)+ (x/y)+ x/y/z"},
		"a level becomes a mailbox":     {"create x/y; create x", "INBOX x+ x/y"},
		"a separator at the end":        {"create x/", "INBOX x"},
		"what exists":                   {"create x; create x -> the mailbox exists already; create inbox -> the mailbox exists already", "INBOX x"},
		"impossible":                    {"create /x -> not a possible name of a mailbox; create x//y -> not a possible name of a mailbox; create x* -> not a possible name of a mailbox; create % -> not a possible name of a mailbox", "INBOX"},
		"below INBOX":                   {"create inbox/x; create b; create A", "INBOX+ INBOX/x A b"},
		"inferiors follow at once":      {"create a; create a-b; create a/b; create a.c", "INBOX a+ a/b a-b a.c"},
		"delete a leaf":                 {"create x; delete x", "INBOX"},
		"delete INBOX":                  {"delete Inbox -> INBOX cannot be deleted", "INBOX"},
		"delete nothing":                {"delete x -> no such mailbox", "INBOX"},
		"delete with inferiors":         {"create x; create x/y; delete x", "INBOX (x)+ x/y"},
		"delete a level":                {"create x/y; delete x -> other mailboxes stand below it; delete x/y; delete x", "INBOX"},
		"rename":                        {"create x; rename x y", "INBOX y"},
		"rename with inferiors":         {"create x/y/z; create xx; rename x b/c", "INBOX (b)+ (b/c)+ (b/c/y)+ b/c/y/z xx"},
		"rename to what exists":         {"create x; create y; rename x y -> the mailbox exists already; rename x inbox -> the mailbox exists already", "INBOX x y"},
		"rename nothing":                {"rename x y -> no such mailbox", "INBOX"},
		"rename below itself":           {"create x; rename x x/y -> not a possible name of a mailbox", "INBOX x"},
		"rename INBOX leaves it":        {"create inbox/k; rename inbox old", "INBOX+ INBOX/k old"},
		"rename INBOX below itself":     {"rename inbox inbox/old", "INBOX+ INBOX/old"},
		"rename INBOX to what is there": {"create x; rename inbox x -> the mailbox exists already", "INBOX x"},
	} {
		u, disk := user(t, 0)
		for command := range strings.SplitSeq(c.do, "; ") {
			command, want, _ := strings.Cut(command, " -> ")
			f := strings.Fields(command)
			var err error
			switch f[0] {
			case "create":
				err = u.Create(f[1])
			case "delete":
				err = u.Delete(f[1])
			case "rename":
				err = u.Rename(f[1], f[2])
			}
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("%s: %s: %q, want %q", title, command, got, want)
			}
		}
		again, _ := Open(disk, []Account{u.account}).User("alice")
		for when, u := range map[string]*User{"at once": u, "opened again": again} {
			if got := names(u); !slices.Equal(got, strings.Fields(c.want)) {
				t.Errorf("%s, %s: %q, want %q", title, when, got, c.want)
			}
		}
	}
}

// A mailbox that is made anew is another one, one that is renamed stays the same.
func TestUIDValidity(t *testing.T) {
	u, _ := user(t, 0)
	_ = u.Create("x")
	first := box(t, u, "x")
	fill(t, first, 2)
	_ = u.Rename("x", "y")
	if m := box(t, u, "y"); m.UIDValidity() != first.UIDValidity() || m.Len() != 2 {
		t.Error("renaming made another mailbox")
	}
	_ = u.Delete("y")
	_ = u.Create("y")
	if m := box(t, u, "y"); m.UIDValidity() <= first.UIDValidity() || m.Len() != 0 {
		t.Errorf("UIDVALIDITY %d after %d, %d messages", m.UIDValidity(), first.UIDValidity(), m.Len())
	}
}

func TestRenameInbox(t *testing.T) {
	u, _ := user(t, 0)
	fill(t, u.Inbox(), 3)
	validity := u.Inbox().UIDValidity()
	_ = u.Rename("INBOX", "old")
	in, old := u.Inbox(), box(t, u, "old")
	if in.Len() != 0 || in.UIDNext() != 4 || in.UIDValidity() != validity || old.Len() != 3 || u.Used() != 3 {
		t.Errorf("INBOX has %d messages, next %d; old %d", in.Len(), in.UIDNext(), old.Len())
	}
}

func TestDeletedParentKeepsNoMessages(t *testing.T) {
	u, disk := user(t, 0)
	_ = u.Create("x")
	_ = u.Create("x/y")
	fill(t, box(t, u, "x"), 2)
	_ = u.Delete("x")
	if _, err := u.Mailbox("x"); !errors.Is(err, ErrNoSelect) || u.Used() != 0 || len(disk.Names("")) != 1 {
		t.Errorf("x: %v, %d bytes used", err, u.Used())
	}
}

func TestSubscriptions(t *testing.T) {
	u, _ := user(t, 0)
	_ = u.Create("x")
	if err := u.Subscribe("x"); err != nil {
		t.Error(err)
	}
	_ = u.Subscribe("not/there")
	_ = u.Delete("x")
	if got := u.Subscriptions(); !slices.Equal(got, []string{"INBOX", "not/there", "x"}) {
		t.Errorf("subscriptions %q", got)
	}
	if err := u.Unsubscribe("y"); !errors.Is(err, ErrNone) {
		t.Errorf("unsubscribing what isn't: %v", err)
	}
	if err := u.Unsubscribe("inbox"); err != nil || u.IsSubscribed("Inbox") {
		t.Errorf("unsubscribing INBOX: %v", err)
	}
}

func TestManyFolders(t *testing.T) {
	u, _ := user(t, 0)
	for n := range maxBoxes - 1 {
		if err := u.Create(fmt.Sprint("n", n)); err != nil {
			t.Fatal(n, err)
		}
	}
	if err := u.Create("one more"); !errors.Is(err, ErrMany) {
		t.Error(err)
	}
	if err := u.Rename("n1", "x/n1"); !errors.Is(err, ErrMany) {
		t.Error(err)
	}
}
