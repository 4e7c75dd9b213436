package app_test

import (
	"fmt"
	"testing"

	"playnet/ui/app"
)

// broken is a library of labs that don't parse, and that counts what is asked of it.
type broken struct{ asked int }

func (*broken) Labs() []string {
	var ids []string
	for i := range 40 {
		ids = append(ids, fmt.Sprintf("lab-%d", i))
	}
	return ids
}

func (b *broken) Lab(id string) ([]byte, bool) {
	b.asked++
	return fmt.Appendf(nil, "-- lab.json --\n{\"playnet\": 1, \"id\": %q, \"title\": \"Lab %s\", \"summary\": \"S\", \"subject\": \"dns\", oh no", id, id), true
}

// The list of labs takes what it shows from the beginning of each lab: to parse forty of them
// would keep the first screen waiting.
func TestTheListParsesNoLab(t *testing.T) {
	var b broken
	a := app.New(&b)
	if len(a.Labs()) != 40 || b.asked != 40 {
		t.Fatalf("%d labs, read %d times", len(a.Labs()), b.asked)
	}
	if l := a.Labs()[39]; l != (app.LabInfo{ID: "lab-39", Title: "Lab lab-39", Summary: "S", Subject: "dns"}) {
		t.Errorf("%+v", l)
	}
	if a.OpenLab("lab-3", 7) == nil {
		t.Error("what does not parse opens")
	}
}

func BenchmarkList(b *testing.B) {
	for b.Loop() {
		app.New(library{})
	}
}
