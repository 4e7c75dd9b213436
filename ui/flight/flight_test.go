package flight

import (
	"math"
	"testing"

	"playnet/core/view"
)

// The snapshots of one frame on three legs, the second with a wait before a line:
// the place may stand still, but never goes back, and ends where the frame arrives.
func TestProgressNeverFalls(t *testing.T) {
	const ms = 1_000_000
	legs := []view.Frame{
		{SentAt: 5 * ms, LegStart: 5 * ms, LegEnd: 6 * ms, LegFrom: 0, LegTo: 0.1, ArrivesAt: 15 * ms},
		{SentAt: 5 * ms, LegStart: 6 * ms, LegEnd: 20 * ms, LegFrom: 0.1, LegTo: 0.8, ArrivesAt: 22 * ms},
		{SentAt: 5 * ms, LegStart: 20 * ms, LegEnd: 22 * ms, LegFrom: 0.8, LegTo: 1, ArrivesAt: 22 * ms},
	}
	last := 0.0
	for now := int64(4 * ms); now <= 23*ms; now += ms / 10 {
		f := &legs[0]
		if now > 6*ms {
			f = &legs[1]
		}
		if now > 20*ms {
			f = &legs[2]
		}
		p := Progress(f, now)
		if p < last || p < 0 || p > 1 {
			t.Fatalf("at %d: %v after %v", now, p, last)
		}
		last = p
	}
	if last != 1 {
		t.Errorf("ends at %v, want 1", last)
	}
	if p := Progress(&legs[1], 13*ms); math.Abs(p-0.45) > 1e-9 {
		t.Errorf("in the middle of the middle leg: %v, want 0.45", p)
	}
	// An old snapshot is carried on to the arrival.
	if p := Progress(&legs[0], 15*ms); p != 1 {
		t.Errorf("from an old snapshot at the arrival: %v, want 1", p)
	}
	if p := Progress(&view.Frame{SentAt: 0, ArrivesAt: 4, LegEnd: 4}, 1); p != 0.25 {
		t.Errorf("without shares: %v, want 0.25", p)
	}
}

func TestLostAt(t *testing.T) {
	from, to := &view.Host{Name: "a", Site: "campus"}, &view.Host{Name: "b", Site: "isp"}
	last := 0.0
	for _, where := range []string{"a", "a/up", "campus/up", "campus/isp", "isp/down", "b/down", "b"} {
		p := LostAt(&view.Transfer{From: "a", To: "b", Where: where}, from, to)
		if p <= last || p >= 1 {
			t.Errorf("lost at %s: %v, want more than %v", where, p, last)
		}
		last = p
	}
	if p := LostAt(&view.Transfer{From: "a", Where: "a/up"}, nil, nil); p != 0.2 {
		t.Errorf("without hosts: %v", p)
	}
}

func TestFirst(t *testing.T) {
	for whole, want := range map[string]string{
		"A? gaia.cs.umass.edu":        "A?",
		"[SYN, ACK] Seq=0 Ack=1":      "[SYN, ACK]",
		"retransmission [PSH, ACK] S": "retransmission",
		"":                            "",
		"one":                         "one",
		"[open":                       "[open",
	} {
		if got := First(whole); got != want {
			t.Errorf("First(%q) = %q, want %q", whole, got, want)
		}
	}
}

func TestClass(t *testing.T) {
	for want, v := range map[string]view.Transfer{
		"proto-dns":     {Protocol: "dns"},
		"proto-tcp":     {Protocol: "tcp"},
		"proto-icmp":    {Protocol: "icmp", Reply: true},
		"proto-failure": {Protocol: "tcp", Failure: true},
		"proto-other":   {Protocol: "udp"},
	} {
		if got := Class(&v); got != want {
			t.Errorf("%+v: %s, want %s", v, got, want)
		}
	}
}
