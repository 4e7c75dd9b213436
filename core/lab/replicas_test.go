package lab_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

// traveller is somebody who goes to and fro in one world.
type traveller struct {
	*lab.World
	t     *testing.T
	dice  *rand.Rand
	kinds []reflect.Type
	did   map[string]int
}

// whole is what there is of a world at a place.
type whole struct {
	Snapshot  view.Snapshot
	Hash      string
	Transfers []view.Transfer
	Last      trace.ID
	Talks     []view.Talk
}

func wholeOf(w *lab.World) whole {
	list, _ := w.Transfers(0, 1<<20)
	return whole{w.Snapshot(), w.Hash(), list, w.LastMessage(), slices.Clone(w.Talks())}
}

// fresh returns a world that was only ever run ahead, to where this one stands.
func (v *traveller) fresh() *lab.World {
	w, err := lab.New(v.File(), v.Seed(), lab.Options{})
	if err != nil {
		v.t.Fatal(err)
	}
	w.Follow(v.Log())
	w.RunToPlace(v.Place(), nil)
	return w
}

// some picks one of a list.
func some[T any](v *traveller, list ...T) T { return list[v.dice.IntN(len(list))] }

// action makes an action of any kind at random, out of what its fields can hold. It can
// be one that is refused.
func (v *traveller) action() labfile.Action {
	made := reflect.New(some(v, v.kinds...)).Elem()
	v.fillIn(made)
	return made.Interface().(labfile.Action)
}

func (v *traveller) fillIn(s reflect.Value) {
	l := &v.File().Lab
	hosts := []string{}
	for i := range l.Hosts {
		hosts = append(hosts, string(l.Hosts[i].Name))
	}
	for i := range s.NumField() {
		f, name := s.Field(i), s.Type().Field(i).Name
		switch f.Kind() {
		case reflect.String:
			f.SetString(some(v, hosts...))
			switch {
			case name == "Host" && v.dice.IntN(2) == 0:
				f.SetString(hosts[0])
			case name == "Line":
				f.SetString(some(v, "ss", "cat", "ping -c 2 "+hosts[0], "ping "+hosts[0]))
			case name == "Name":
				f.SetString(some(v, "gaia.cs.umass.edu", "www.umass.edu", "nowhere.edu"))
			case f.Type() == reflect.TypeFor[labfile.RRType]():
				f.SetString("A")
			case name == "Server":
				f.SetString("")
			case name == "Switch":
				f.SetString("intermediate")
			case name == "Place" && v.dice.IntN(2) == 0 && len(l.Sites) > 0:
				f.SetString(string(l.Sites[v.dice.IntN(len(l.Sites))].Name))
			}
		case reflect.Bool:
			f.SetBool(v.dice.IntN(2) == 0)
		case reflect.Int, reflect.Int64, reflect.Int32:
			f.SetInt(int64(v.number(name)))
		case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint16:
			f.SetUint(v.number(name))
		case reflect.Struct:
			v.fillIn(f)
		}
	}
}

// number makes a number for a field of that name.
func (v *traveller) number(name string) uint64 {
	frames := v.Snapshot().Frames
	switch {
	case name == "Frame" && len(frames) > 0:
		return frames[v.dice.IntN(len(frames))].ID
	case name == "Port":
		return some[uint64](v, 7, 9, 53)
	case name == "Count":
		return 2
	}
	return 1 + v.dice.Uint64N(2000)
}

// intervene does something that is not refused, if it can.
func (v *traveller) intervene() {
	for range 20 {
		a := v.action()
		if _, err := v.Do(a); err == nil {
			v.did[a.Op()]++
			return
		}
	}
}

// seek goes somewhere in slices, and sometimes thinks better of it.
func (v *traveller) seek(g lab.Goal) {
	before := wholeOf(v.World)
	s := v.SeekTo(g)
	for n := 0; !s.Go(v.little()); n++ {
		if share := s.Share(); share < 0 || share > 1 {
			v.t.Fatalf("%v of the way is done", share)
		}
		if v.dice.IntN(4) > 0 {
			continue
		}
		if !s.Cancel() {
			v.SeekTo(lab.AtPlace(s.Origin())).Go(nil)
		}
		if after := wholeOf(v.World); !reflect.DeepEqual(after, before) {
			v.t.Fatal("a seek that was cancelled has left something")
		}
		return
	}
}

// little lets something go on for a random, short while.
func (v *traveller) little() func() bool {
	n := v.dice.IntN(4)
	return func() bool { n--; return n >= 0 }
}

func (v *traveller) step() {
	switch v.dice.IntN(10) {
	case 0, 1:
		v.RunUntil(v.Now()+sim.Instant(v.dice.Int64N(2e8)), nil)
	case 2:
		v.intervene()
	case 3:
		v.seek(lab.AtPosition(v.dice.Uint64N(v.Position() + 50)))
	case 4:
		v.seek(lab.AtInstant(sim.Instant(v.dice.Int64N(int64(v.Now()) + 1))))
	case 5:
		if n := v.EventCount(); n > 0 {
			v.seek(lab.AfterEvent(trace.ID(1 + v.dice.IntN(n))))
		}
	case 6:
		v.backStep()
	case 7:
		v.StepMessage(nil)
	case 8:
		if v.dice.IntN(20) == 0 {
			v.Rewind()
		}
		v.twin()
	case 9: // another log: its own without the last action
		if log := v.Log(); len(log) > 0 && v.dice.IntN(3) == 0 {
			v.Follow(log[:len(log)-1])
		}
	}
	v.RunToPlace(v.Place(), nil) // what was done at the very beginning is done again
	if v.Position() > 4000 {
		v.seek(lab.AtPosition(v.dice.Uint64N(2000)))
		v.intervene()
	}
	v.TendReplicas(v.little())
}

func (v *traveller) backStep() {
	var b lab.Back
	match := some(v, nil, lab.MovesFrame, lab.ActsAt(string(v.File().Lab.Hosts[0].Name)))
	for {
		if to, done := b.Find(v.World, match, v.little()); done {
			v.seek(to)
			return
		}
	}
}

func (v *traveller) twin() {
	other := twin(v.t, v.World)
	defer other.Close()
	got, want := wholeOf(other), wholeOf(v.World)
	got.Snapshot.Idle = want.Snapshot.Idle // it knows of no actions to come
	if !reflect.DeepEqual(got, want) {
		v.t.Fatal("a replica is another world")
	}
}

// Wherever a world has been and whatever was done to it, it is what a fresh world is.
func TestTravelEqualsFreshWorlds(t *testing.T) {
	steps := 500
	if testing.Short() {
		steps = 100
	}
	for _, name := range []string{"dns-iterated", "transfer"} {
		v := &traveller{World: open(t, name, 7), t: t, dice: rand.New(rand.NewPCG(20, 26)), kinds: labfile.ActionTypes(), did: map[string]int{}}
		for n := range steps {
			v.step()
			fresh := v.fresh()
			got, want := wholeOf(v.World), wholeOf(fresh)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s, step %d, position %d: another world than a fresh one (hash %v, snapshot %v, transfers %v, last %d %d, talks %v)", name, n, v.Position(),
					got.Hash == want.Hash, reflect.DeepEqual(got.Snapshot, want.Snapshot), reflect.DeepEqual(got.Transfers, want.Transfers), got.Last, want.Last, reflect.DeepEqual(got.Talks, want.Talks))
			}
			fresh.Close()
		}
		if len(v.did) < 6 {
			t.Errorf("%s: only these actions were done: %v", name, v.did)
		}
		t.Logf("%s: %v, %d replicas", name, v.did, lab.Replicas(v.World))
	}
}

// Steps back undo steps ahead.
func TestStepsBackUndoStepsAhead(t *testing.T) {
	ways := map[string]struct {
		ahead func(*lab.World) bool
		back  func(trace.Head) bool
	}{
		"message": {func(w *lab.World) bool { return w.StepMessage(nil) }, lab.MovesFrame},
		"host":    {func(w *lab.World) bool { return w.StepHost("dns.nyu.edu", nil) }, lab.ActsAt("dns.nyu.edu")},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			w := open(t, "dns-iterated", 7)
			for range 2 { // two actions at one position, at two instants and at one
				w.RunUntil(120e6, nil)
				w.Do(labfile.DNSQuery{Host: "engineering", Name: "www.umass.edu"})
				w.RunUntil(w.Now()+1, nil)
				w.Do(labfile.DNSQuery{Host: "engineering", Name: "www.umass.edu"})
				w.Do(labfile.DNSQuery{Host: "dns.nyu.edu", Name: "www.umass.edu", Server: "a.root"})
			}
			w.RunIdle(nil)
			w.Rewind()
			places := []lab.Place{{}}
			for {
				way.ahead(w)
				if w.Place() == places[len(places)-1] || w.Idle() {
					break
				}
				places = append(places, w.Place())
			}
			if len(places) < 20 {
				t.Fatalf("only %d steps", len(places))
			}
			for i := len(places) - 1; i >= 0; i-- {
				var b lab.Back
				to, _ := b.Find(w, way.back, nil)
				w.SeekTo(to).Go(nil)
				if w.Place() != places[i] {
					t.Fatalf("step %d: back at %v, ahead it was %v", i, w.Place(), places[i])
				}
			}
		})
	}
}

// A replica is a run without a record: what it knows of the trace comes with it.
func TestReplicasStandAllOverALongRun(t *testing.T) {
	w := open(t, "transfer", 3)
	for range 3 {
		if _, err := w.Do(labfile.TCPSend{Host: "student", To: "distant", Port: 9, Bytes: 200_000}); err != nil {
			t.Fatal(err)
		}
		w.RunIdle(nil)
	}
	for range 10_000 {
		if n := 0; w.TendReplicas(func() bool { n++; return n < 3 }) {
			break
		}
	}
	places := lab.ReplicaPositions(w)
	if len(places) < 5 || places[0] != 0 {
		t.Fatalf("replicas at %v of %d", places, w.Position())
	}
	widest := uint64(0)
	for i := range places {
		next := w.Position()
		if i+1 < len(places) {
			next = places[i+1]
		}
		widest = max(widest, next-places[i])
	}
	if widest > w.Position()*2/5 {
		t.Errorf("replicas at %v of %d leave a wide gap", places, w.Position())
	}
	end := w.Hash()
	w.Seek(w.Position() / 2)
	w.RunIdle(nil)
	if w.Hash() != end {
		t.Error("the run is another one the second time")
	}
}
