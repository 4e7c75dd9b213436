package fields_test

import (
	"encoding/json"
	"testing"

	"playnet/core/filter"
	_ "playnet/core/lab"
	"playnet/public"
)

// Each field that a filter can name is explained in one line of the catalogue.
func TestFieldsAreExplained(t *testing.T) {
	said := map[string]string{}
	files, err := public.Files.ReadDir("messages")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, _ := public.Files.ReadFile("messages/" + f.Name())
		if err := json.Unmarshal(data, &said); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range filter.Default.Fields() {
		if said[f.Note] == "" {
			t.Errorf("%s: there is no message %q", f.Name, f.Note)
		}
	}
	for _, text := range []string{"", "ip.src ", "dns.qry.name ", "dns.flags.response == ", "dns && udp "} {
		for _, c := range filter.Complete(text, len(text)) {
			if c.Note != "" && said[c.Note] == "" {
				t.Errorf("%s: there is no message %q", c.Text, c.Note)
			}
		}
	}
	for id, text := range filter.Reasons {
		if said[id] != text {
			t.Errorf("%s: the catalogue says %q, the code %q", id, said[id], text)
		}
	}
}
