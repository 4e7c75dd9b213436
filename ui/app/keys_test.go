package app_test

import (
	"testing"

	"playnet/ui/app"
)

func TestKeys(t *testing.T) {
	a := opened(t, "dns-iterated")
	press := func(name string, change ...func(*app.Key)) bool {
		k := app.Key{Name: name}
		for _, c := range change {
			c(&k)
		}
		did := a.Press(k)
		settled(a)
		return did
	}
	shift := func(k *app.Key) { k.Shift = true }
	in := func(p app.KeyPlace) func(*app.Key) { return func(k *app.Key) { k.In = p } }

	if !press(" ") || !a.Playing() || !press("k") || a.Playing() {
		t.Error("space plays, k pauses")
	}
	press("ArrowRight")
	if a.TransferCount() != 1 {
		t.Error("the right arrow steps a message")
	}
	p := a.Position()
	press("ArrowRight", shift)
	if a.Position() != p+1 {
		t.Error("with shift it steps an event")
	}
	press("ArrowLeft", shift)
	if a.Position() != p {
		t.Errorf("and back: %d, want %d", a.Position(), p)
	}
	press("l")
	press("L", shift) // capitals come with shift
	press("j")
	press("Home")
	if a.Position() != 0 {
		t.Error("Home goes to the start")
	}
	speed := a.Speed()
	press("+")
	if a.Speed() != speed+1 {
		t.Error("+ is faster")
	}
	if press("x") || press("q") {
		t.Error("keys without a meaning mean something")
	}
	for _, name := range []string{" ", "k", "ArrowRight", "Home", "?", "s", "+"} {
		if press(name, in(app.TextField)) {
			t.Errorf("%q fires in a text field", name)
		}
		if press(name, func(k *app.Key) { k.Other = true }) {
			t.Errorf("Ctrl %q fires", name)
		}
	}
	if press(" ", in(app.Button)) || press("ArrowRight", in(app.Slider)) || press("Home", in(app.Listing)) {
		t.Error("a key is taken from what has the focus")
	}
	if !press("k", in(app.Button)) || !press("k", in(app.Slider)) {
		t.Error("a button takes a letter")
	}
	a.Pause()
	press("?")
	if a.Dialog() != app.Keys {
		t.Fatal("? opens the sheet")
	}
	if press(" ") || a.Playing() {
		t.Error("what lies behind a dialog takes keys")
	}
	press("Escape")
	if a.Dialog() != app.NoDialog {
		t.Error("Escape closes")
	}
	if press("Escape") {
		t.Error("Escape with nothing to close means something")
	}
}

// What is typed while the focus is on its way is meant for where it goes.
func TestKeysWhileTheFocusMoves(t *testing.T) {
	a := opened(t, "dns-iterated")
	press := func(name string) bool { return a.Press(app.Key{Name: name}) }
	if !press("/") || a.WantedFocus() != "filter-input" {
		t.Fatal("/ leads to the filter")
	}
	if tables := a.Look().Tables; !press("g") || !press(" ") || a.Look().Tables != tables || a.Playing() {
		t.Error("what is typed for the filter does something else")
	}
	a.FocusTaken()
	if press("g"); !a.Look().Tables {
		t.Error("g shows tables again")
	}
}

func TestLinks(t *testing.T) {
	l := app.ParseLink("lab=dns-recursive&seed=9&t=142ms&embed=1&unknown=5&broken")
	if l.Lab != "dns-recursive" || l.Seed != 9 || !l.HasSeed || l.At != 142e6 || !l.HasAt || !l.Embed {
		t.Errorf("%+v", l)
	}
	if l := app.ParseLink("seed=x&t=later&t2"); l.HasSeed || l.HasAt || l.Lab != "" {
		t.Errorf("what cannot be read is read: %+v", l)
	}
	if l := app.ParseLink("t=2.5"); l.At != 2.5e9 {
		t.Errorf("seconds: %+v", l)
	}
	if got := app.ParseLink("embed=1&lab=a").Merge(app.ParseLink("lab=b")); got.Lab != "b" || !got.Embed {
		t.Errorf("the fragment goes over the query: %+v", got)
	}
	a := app.New(library{})
	if err := a.Follow(app.ParseLink("lab=dns-recursive&seed=9&t=142ms"), false); err != nil {
		t.Fatal(err)
	}
	settled(a)
	if a.LabID() != "dns-recursive" || a.Seed() != 9 || a.Now() != 142e6 || a.Playing() {
		t.Errorf("%s %d %d %v", a.LabID(), a.Seed(), a.Now(), a.Playing())
	}
	if a.Fragment() != "lab=dns-recursive&seed=9" {
		t.Errorf("fragment %q", a.Fragment())
	}
	// A visitor without a link sees the first lab run; one who wants no motion sees it stand.
	for calm, playing := range map[bool]bool{false: true, true: false} {
		a := app.New(library{})
		if err := a.Follow(app.Link{}, calm); err != nil || a.LabID() != "mail-adventure" || a.Playing() != playing {
			t.Errorf("calm %v: %v, %s, playing %v", calm, err, a.LabID(), a.Playing())
		}
	}
	if app.New(library{}).Follow(app.ParseLink("lab=x"), true) == nil {
		t.Error("an unknown lab is followed")
	}
}

func TestLayouts(t *testing.T) {
	a := opened(t, "dns-iterated")
	for _, c := range []struct {
		width, height int
		want          app.Layout
	}{{1440, 900, app.Wide}, {1280, 720, app.Wide}, {800, 500, app.Medium}, {390, 844, app.Phone}} {
		a.Resize(c.width, c.height)
		if got := a.Look().Layout; got != c.want {
			t.Errorf("%d × %d: %s, want %s", c.width, c.height, got, c.want)
		}
	}
	if a.Look().Pane != app.Stage {
		t.Errorf("a phone begins with %s", a.Look().Pane)
	}
	a.SelectHost("a.root")
	if a.Look().Pane != app.Details {
		t.Errorf("a host that is chosen on a phone shows %s", a.Look().Pane)
	}
}
