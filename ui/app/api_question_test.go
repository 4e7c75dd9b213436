package app_test

import (
	"encoding/json"
	"testing"

	"playnet/ui/app"
)

// What an embedding page can find out by itself, an expression's value, and what the learner
// has reached.
func TestEvaluateAndScoreByTheAPI(t *testing.T) {
	a := opened(t, "dns-iterated")
	ok(t, a, "run", `{"idle": true}`)
	for params, want := range map[string]string{
		`{"expression": "count(dns)"}`: `{"deciding":55,"type":"number","values":["8"]}`,
		`{"expression": "first(dns.flags.response == 0 && event.host == \"dns.nyu.edu\").frame.sent.to", "from": 30}`: `{"deciding":38,"type":"string","values":["a.edu-servers"]}`,
		`{"expression": "first(tcp).frame.number"}`: `{"deciding":0,"type":"number","values":[]}`,
	} {
		if got := ok(t, a, "evaluate", params); got != want {
			t.Errorf("evaluate(%s): %s, want %s", params, got, want)
		}
	}
	for _, params := range []string{`{"expression": "count(dns"}`, `{"expression": ""}`, `{"expresion": "count(dns)"}`, `{"expression": "count(dns)", "from": -1}`} {
		if _, err := called(t, a, "evaluate", params); err == nil || err.Code != app.BadParams {
			t.Errorf("evaluate(%s): %v", params, err)
		}
	}

	ok(t, a, "open", `"dns-recursive"`)
	walk(t, a, truths(t, "dns-recursive", app.DefaultSeed), "who-works")
	var got struct {
		Lab, Seed                  string
		Points, Of, Answered, Best int
		Done                       bool
		Labs                       map[string]app.Points
	}
	if err := json.Unmarshal([]byte(ok(t, a, "score", "")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Lab != "dns-recursive" || got.Seed != "7" || got.Points != 4 || got.Of != 5 || got.Best != 4 || !got.Done || len(got.Labs) != 1 || got.Labs["dns-recursive"].Points != 4 {
		t.Errorf("score: %+v", got)
	}
	if _, err := called(t, app.New(library{}), "score", ""); err == nil || err.Code != app.NoLab {
		t.Errorf("without a lab: %v", err)
	}
}
