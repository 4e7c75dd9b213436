package public_test

import (
	"slices"
	"testing"

	_ "playnet/core/lab" // what labs ask is about the events of all programs
	"playnet/core/lab/labfile"
	"playnet/public"
)

func TestLabs(t *testing.T) {
	ids := public.Labs()
	if want := []string{"mail-adventure", "smtp-by-hand"}; !slices.Equal(ids[:2], want) {
		t.Errorf("Labs() begins with %q, want %q", ids[:2], want)
	}
	for _, id := range ids {
		text, ok := public.Lab(id)
		if !ok {
			t.Fatalf("Lab(%q): not found", id)
		}
		f, err := labfile.Parse(text)
		if err != nil {
			t.Errorf("%s.lab does not parse:\n%v", id, err)
			continue
		}
		if string(f.Lab.ID) != id {
			t.Errorf("%s.lab has the id %q; the file is named after it", id, f.Lab.ID)
		}
	}
	for _, id := range []string{"", "nothing", "../embed", "dns-iterated.lab"} {
		if _, ok := public.Lab(id); ok {
			t.Errorf("Lab(%q) found something", id)
		}
	}
}
