package ladder

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

// exchange is a connection: a handshake, requests of one segment with answers of several,
// each with its acknowledgments, and the end. Some segments are lost and sent again.
func exchange(seed int64, turns int) []view.Transfer {
	r := rand.New(rand.NewSource(seed))
	var list []view.Transfer
	now, frame := int64(0), uint64(1)
	send := func(from, to string, control view.Control, data int, again bool) {
		t := view.Transfer{Frame: frame, From: from, To: to, Protocol: "tcp", Summary: fmt.Sprint("[ACK] Len=", data), Connection: "a:1 b:2",
			Control: control, Data: data, Retransmission: again, SentAt: now, EndAt: now + 10*ms + int64(r.Intn(ms)), Fate: view.Delivered}
		if data > 0 && !again && r.Intn(6) == 0 {
			t.Fate, t.Where, t.EndAt = view.Lost, "b/down", now+4*ms
		}
		frame += 3
		list = append(list, t)
		now += ms
	}
	say := func(from, to string, segments int) {
		for range segments {
			send(from, to, view.NoControl, 500, false)
			lost := list[len(list)-1].Fate == view.Lost
			if r.Intn(2) == 0 {
				send(to, from, view.NoControl, 0, false)
			}
			if lost {
				now += 200 * ms
				send(from, to, view.NoControl, 500, true)
			}
		}
		now += 30 * ms
	}
	for _, c := range []view.Control{view.Opens, view.Accepts} {
		from, to := "a", "b"
		if c == view.Accepts {
			from, to = to, from
		}
		send(from, to, c, 0, false)
		now += 12 * ms
	}
	send("a", "b", view.NoControl, 0, false)
	for range turns {
		say("a", "b", 1)
		say("b", "a", 2+r.Intn(6))
	}
	send("a", "b", view.Closes, 0, false)
	now += 12 * ms
	send("b", "a", view.Closes, 0, false)
	now += 12 * ms
	send("a", "b", view.NoControl, 0, false)
	return list
}

// Each side's segments become one message a turn; handshake and end stay what they are, and
// no frame is left out.
func TestSegmentsFoldIntoMessages(t *testing.T) {
	for seed := range int64(40) {
		const turns = 5
		run := exchange(seed, turns)
		var l Ladder
		in := at(run, run[len(run)-1].EndAt)
		in.Width, in.Height, in.Fold = 900, 400, true
		l.Draw(in)
		if got, want := len(l.rungs), 3+2*turns+3; got != want {
			t.Fatalf("seed %d: %d rungs, want %d", seed, got, want)
		}
		var answers, frames int
		for i := range l.rungs {
			r := &l.rungs[i]
			frames += r.frames()
			if !r.over {
				t.Errorf("seed %d: rung %d has no end", seed, i)
			}
			if r.segments > 0 && r.t.From == "b" {
				answers++
				data := 0
				for _, m := range r.members {
					if run[m].Data > 0 && run[m].From != "b" {
						t.Errorf("seed %d: rung %d holds a segment of the other side", seed, i)
					}
					if !run[m].Retransmission {
						data += run[m].Data
					}
				}
				if data != r.t.Data {
					t.Errorf("seed %d: rung %d says %d bytes, its segments carry %d", seed, i, r.t.Data, data)
				}
			}
		}
		if answers != turns {
			t.Errorf("seed %d: %d answers, want %d", seed, answers, turns)
		}
		if slices.Contains(l.rungOf, -1) {
			t.Errorf("seed %d: a frame is in no rung", seed)
		}
		if frames < len(run)-2*turns { // an acknowledgment of what is drawn already may come late
			t.Errorf("seed %d: %d of %d frames are told of", seed, frames, len(run))
		}
	}
}

// A folded ladder, too, depends on the input alone: grown step by step it is what comes of
// the whole at once, whatever is unfolded, hidden or in another order.
func TestFoldedPicturesDependOnTheInputAlone(t *testing.T) {
	run := exchange(7, 8)
	end := run[len(run)-1].EndAt
	for name, set := range map[string]func(*In){
		"folded":   func(in *In) {},
		"to scale": func(in *In) { in.ToScale = true },
		"unfolded": func(in *In) { in.Open = map[uint64]bool{run[5].Frame: true, run[3].Frame: true, run[9].Frame: true} },
		"order":    func(in *In) { in.Order = []string{"b", "a"} },
	} {
		var l Ladder
		r := rand.New(rand.NewSource(1))
		now := int64(0)
		for k := range 400 {
			now += end / 300
			if k%40 == 39 {
				now = r.Int63n(end)
			}
			in := at(run, now)
			in.Width, in.Height, in.Follow, in.Fold = 950, 430, true, true
			set(&in)
			var fresh Ladder
			if got, want := scene.Markup(l.Draw(in).Node), scene.Markup(fresh.Draw(in).Node); got != want {
				t.Fatalf("%s, step %d: not what a fresh ladder draws: %s", name, k, firstDifference(got, want))
			}
		}
	}
}

// Unfolding one message draws its segments one by one, and no other's.
func TestUnfolding(t *testing.T) {
	run := exchange(7, 3)
	in := at(run, run[len(run)-1].EndAt)
	in.Width, in.Height, in.Fold = 900, 2000, true
	var l Ladder
	l.Draw(in)
	folded := len(l.rungs)
	i := slices.IndexFunc(l.rungs, func(r rung) bool { return r.band() })
	band := l.rungs[i]
	in.Open, in.Choice = map[uint64]bool{band.t.Frame: true}, 1
	root := l.Draw(in).Node
	// Its acknowledgments stand by themselves, too.
	if got, want := len(l.rungs), folded-1+len(band.members); got != want {
		t.Errorf("%d rungs, want %d", got, want)
	}
	if n := root.Find("data-key", "fold:"+id(&band.t)); n == nil || n.Attr("role") != "button" {
		t.Error("nothing folds it again")
	}
}

// Hosts stand in the order asked for, and a hidden one takes with it what goes to it.
func TestColumnsAreTheLearnersChoice(t *testing.T) {
	run := lookUp()
	in := at(run, run[len(run)-1].EndAt)
	in.Width, in.Height, in.Order = 950, 400, []string{"a.root", "engineering"}
	in.Hidden = map[string]bool{"dns.cs.umass.edu": true}
	var l Ladder
	root := l.Draw(in).Node
	if got := strings.Join(l.columns, " "); got != "a.root engineering dns.nyu.edu a.edu-servers dns.umass.edu" {
		t.Errorf("columns %s", got)
	}
	if len(l.rungs) != len(run)-2 || l.hiddenCount != 2 || root.Find("data-key", "frame:80") != nil {
		t.Errorf("%d rungs, %d hidden", len(l.rungs), l.hiddenCount)
	}
}

// What is dimmed is drawn pale, and bright again when it is not.
func TestDimming(t *testing.T) {
	run := lookUp()
	in := at(run, run[len(run)-1].EndAt)
	in.Width, in.Height = 950, 1000
	var l Ladder
	pale := func() (n int) {
		l.Draw(in).Node.Walk(func(n2 *scene.Node) {
			if strings.HasPrefix(n2.Attr("class"), "rung ") && strings.HasSuffix(n2.Attr("class"), " pale") {
				n++
			}
		})
		return n
	}
	if got := pale(); got != 0 {
		t.Errorf("%d pale without a filter", got)
	}
	in.Dim = func(i int) bool { return run[i].Reply }
	if got := pale(); got != 5 {
		t.Errorf("%d pale, want the 5 answers", got)
	}
	in.Dim = nil
	if got := pale(); got != 0 {
		t.Errorf("%d still pale", got)
	}
}
