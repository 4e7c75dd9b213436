package host

import (
	"bytes"
	"slices"
	"testing"
)

func TestDisk(t *testing.T) {
	d := NewDisk()
	if _, ok := d.Read("a"); ok {
		t.Error("a new disk has a file")
	}
	d.Append("a", []byte("one"))
	b, _ := d.Read("a")
	d.Append("a", []byte("two"))
	_ = append(b, "mine"...) // what somebody does with what was read changes nothing
	if now, _ := d.Read("a"); string(b) != "one" || string(now) != "onetwo" {
		t.Errorf("read %q, then %q", b, now)
	}
	own := []byte("three")
	d.Write("a", own)
	own[0] = 'X'
	if now, ok := d.Read("a"); !ok || string(now) != "three" {
		t.Errorf("after being written over it holds %q", now)
	}
	d.Write("empty", nil)
	if now, ok := d.Read("empty"); !ok || !bytes.Equal(now, nil) {
		t.Errorf("an empty file is read as %q, %v", now, ok)
	}
	for _, name := range []string{"mail/b", "mail/a", "mail", "main", "mail/a/b", "l"} {
		d.Write(name, []byte(name))
	}
	if got, want := d.Names("mail/"), []string{"mail/a", "mail/a/b", "mail/b"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	d.Remove("mail/a")
	d.Remove("nobody")
	if got, want := d.Names(""), []string{"a", "empty", "l", "mail", "mail/a/b", "mail/b", "main"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	if got := d.Names("z"); len(got) != 0 {
		t.Errorf("names %q", got)
	}
}
