package labfile_test

import (
	"strings"
	"testing"

	"playnet/core/lab/labfile"
	"playnet/public"
)

func TestHeadingSaysWhatTheLabSays(t *testing.T) {
	for _, id := range public.Labs() {
		text, _ := public.Lab(id)
		f, err := labfile.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		want := labfile.Heading{Title: f.Lab.Title, Summary: f.Lab.Summary, Subject: f.Lab.Subject}
		if got, err := labfile.ReadHeading(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", id, got, err, want)
		}
	}
}

func TestHeadingOfWhatIsNoLab(t *testing.T) {
	for _, text := range []string{"", "no archive", "-- story.md --\n# Title\n", "-- lab.json --\n{\"title\": 5}\n", "-- lab.json --\n"} {
		if h, err := labfile.ReadHeading([]byte(text)); err == nil {
			t.Errorf("%q has the heading %+v", text, h)
		}
	}
	h, err := labfile.ReadHeading([]byte(strings.ReplaceAll("-- lab.json --\n{\"title\": \"T\", \"nonsense\": 1}\n", "\n", "\r\n")))
	if err != nil || h.Title != "T" {
		t.Errorf("%+v, %v", h, err)
	}
}
