package app_test

import (
	"testing"

	"playnet/ui/app"
)

const parameterLab = `-- lab.json --
{"playnet": 1, "id": "x", "title": "x", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
 "parameters": [{"id": "peers", "title": "Peers", "min": 1, "max": 40, "default": 2}],
 "hosts": [{"name": "server", "address": "192.0.2.1"}],
 "groups": [{"name": "peer", "count": {"parameter": "peers"}, "address": "192.0.2.10"}],
 "services": [{"kind": "sockets.small", "host": "server"}],
 "timeline": [{"at": "1s", "do": {"op": "ping", "host": "peer-1", "to": "server"}}]}
`

// A parameter opens the lab anew, a new seed keeps it, and a link carries it.
func TestSetParameter(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenText("x.lab", []byte(parameterLab), 3); err != nil {
		t.Fatal(err)
	}
	hosts := func(a *app.App) int { return len(a.Snapshot().Hosts) }
	if err := a.SetParameter("peers", 9); err != nil || hosts(a) != 10 || a.Parameters()[0].Value != 9 {
		t.Fatalf("%d hosts, %+v, %v", hosts(a), a.Parameters(), err)
	}
	if err := a.SetParameter("peers", 41); err == nil || hosts(a) != 10 {
		t.Errorf("a value beyond the range is taken: %v", err)
	}
	if err := a.Reopen(4); err != nil || hosts(a) != 10 || a.Seed() != 4 {
		t.Errorf("another seed has %d hosts, %v", hosts(a), err)
	}
	if n := len(a.Branch().Tail); n != 1 {
		t.Errorf("the branch has %d actions", n)
	}
}
