package lab_test

import (
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

const parameterLab = `-- lab.json --
{"playnet": 1, "id": "x", "title": "x", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
 "parameters": [{"id": "peers", "title": "Peers", "min": 1, "max": 40, "default": 2}],
 "hosts": [{"name": "server", "address": "192.0.2.1"}],
 "groups": [{"name": "peer", "count": {"parameter": "peers"}, "address": "192.0.2.10"}],
 "services": [{"kind": "sockets.small", "host": "server"}],
 "timeline": [{"at": "1s", "do": {"op": "ping", "host": "peer-1", "to": "server"}}]}
`

// A parameter's value makes the world anew and stands at the head of its log: whoever gets
// the log gets the same world.
func TestParameterMakesWorld(t *testing.T) {
	w := openText(t, parameterLab)
	do(t, w, `{"op": "lab.parameter", "parameter": "peers", "value": 5}`)
	do(t, w, `{"op": "lab.parameter", "parameter": "peers", "value": 4}`) // takes the place of the first choice
	if n := len(w.Snapshot().Hosts); n != 5 || len(w.Log()) != 1 {
		t.Fatalf("%d hosts and %d actions in the log", n, len(w.Log()))
	}
	w.RunUntil(sim.Instant(2e9), nil)
	do(t, w, `{"op": "ping", "host": "peer-4", "to": "server"}`)
	w.RunUntil(sim.Instant(3e9), nil)
	w.SeekTime(1)
	w.RunUntil(sim.Instant(3e9), nil)

	other := openText(t, parameterLab)
	if err := lab.CheckLog(other.File(), w.Log()); err != nil {
		t.Fatalf("the log is refused: %v", err)
	}
	other.Follow(w.Log())
	other.RunUntil(sim.Instant(3e9), nil)
	if other.LogError() != nil || other.Hash() != w.Hash() || len(other.Snapshot().Hosts) != 5 {
		t.Errorf("the log makes another run, with %d hosts: %v", len(other.Snapshot().Hosts), other.LogError())
	}
	plain, err := lab.New(w.File(), 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if n := len(plain.Snapshot().Hosts); n != 3 {
		t.Errorf("a new world has %d hosts before its log says anything", n)
	}
	other.Follow(nil)
	if n := len(other.Snapshot().Hosts); n != 3 {
		t.Errorf("without the log there are %d hosts", n)
	}
}

// Once something has happened it is too late.
func TestParameterLate(t *testing.T) {
	w := openText(t, parameterLab)
	w.RunUntil(sim.Instant(2e9), nil)
	late, err := labfile.ParseAction([]byte(`{"op": "lab.parameter", "parameter": "peers", "value": 5}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Do(late); err == nil || !strings.Contains(err.Error(), "something has happened") {
		t.Errorf("the world is made anew in the middle of its run: %v", err)
	}
	log := []lab.Entry{{Position: 1, At: 1, Do: late}}
	w.Follow(log)
	w.RunUntil(sim.Instant(3e9), nil)
	if w.LogError() == nil {
		t.Error("a log with a late parameter can be done")
	}
}
