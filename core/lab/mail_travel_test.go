package lab_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// seen is what a world says of itself at a place.
type seen struct{ hash, snapshot string }

func look(t *testing.T, w *lab.World) seen {
	t.Helper()
	s, err := json.Marshal(w.Snapshot().Hosts)
	if err != nil {
		t.Fatal(err)
	}
	return seen{w.Hash(), string(s)}
}

// A world of mail is the same wherever one comes from: queues, mailboxes and what mail
// programs know of them.
func TestSeeksInAWorldOfMail(t *testing.T) {
	w := open(t, "mail-adventure", 11)
	var at []uint64
	var want []seen
	for w.RunToPosition(w.Position()+60, nil); !w.Idle(); w.RunToPosition(w.Position()+60, nil) {
		at, want = append(at, w.Position()), append(want, look(t, w))
	}
	if len(at) < 10 {
		t.Fatalf("only %d places", len(at))
	}
	dice := rand.New(rand.NewPCG(11, 200))
	for range 200 {
		i := dice.IntN(len(at))
		w.Seek(at[i])
		if got := look(t, w); got != want[i] {
			t.Fatalf("at position %d it is another world (hash %v)", at[i], got.hash == want[i].hash)
		}
	}
}

// What is done at some place of the past makes another future, the same in every world with
// that log.
func TestForksInAWorldOfMail(t *testing.T) {
	w := open(t, "mail-adventure", 12)
	w.RunIdle(nil)
	end := w.Position()
	dice := rand.New(rand.NewPCG(12, 30))
	for n := range 30 {
		w.Seek(dice.Uint64N(end))
		if _, err := w.Do(labfile.MailSend{Host: "bob", To: []labfile.Recipient{"alice@crepes.fr"}, Subject: "Once more",
			Attachments: []labfile.MailAttachment{{Name: "a.bin", Type: "application/octet-stream", Data: "AAEC"}}}); err != nil {
			t.Fatal(err)
		}
		w.RunUntil(w.Now()+1e9, nil)
		if n%5 != 0 {
			continue
		}
		other := open(t, "mail-adventure", 12)
		other.Follow(lab.Entries(lab.LogOf(w.Log())))
		if !other.RunToPlace(w.Place(), nil) || look(t, other) != look(t, w) {
			t.Fatalf("fork %d at %d is another world", n, w.Position())
		}
		other.Close()
	}
}
