package lab_test

import (
	"testing"

	"playnet/core/lab/labfile"
)

func TestReplicaComesByWhereTheWorldStands(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	query, err := labfile.ParseAction([]byte(`{"op": "dns.query", "host": "engineering", "name": "www.umass.edu", "type": "A"}`))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := w.Do(query); err != nil {
			t.Fatal(err)
		}
		w.RunToPosition(w.Position()+5, nil)
	}
	r, err := w.Replica()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Position() != 0 || len(r.Log()) != 2 {
		t.Fatalf("the replica stands at position %d with %d actions to come", r.Position(), len(r.Log()))
	}
	r.RunToPosition(w.Position(), nil)
	if r.Hash() != w.Hash() {
		t.Error("the replica came to the same position by another way")
	}
	r.RunIdle(nil)
	w.RunIdle(nil)
	if r.Hash() != w.Hash() || r.Now() != w.Now() {
		t.Error("the replica has seen another future")
	}
}
