package dns

import (
	"math/rand/v2"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/trace"
)

// cacheUnderTest has a clock that the test moves.
func cacheUnderTest(maxTTL time.Duration) (c *cache, now *time.Time) {
	clock := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return newCache(maxTTL, func() time.Time { return clock }, func(trace.Body) trace.ID { return 1 }), &clock
}

func set(lines ...string) RRset {
	var s RRset
	for _, l := range lines {
		rr, err := mdns.NewRR(l)
		if err != nil {
			panic(err)
		}
		s = append(s, rr)
	}
	return s
}

// first returns the first value that the cache has of a name's addresses.
func first(c *cache, name string) string {
	e := c.find(name, mdns.TypeA)
	switch {
	case e == nil:
		return "-"
	case e.result != Success:
		return e.result.String()
	}
	return value(e.rrs[0])
}

func TestCacheTTL(t *testing.T) {
	c, now := cacheUnderTest(0)
	c.putSet(set("a.example. 60 A 192.0.2.1", "a.example. 30 A 192.0.2.2"), nil, rankAuthority)
	for _, step := range []struct {
		after time.Duration
		left  uint32
		alive bool
	}{
		{0, 30, true}, {time.Millisecond, 29, true}, {29 * time.Second, 0, true}, {998 * time.Millisecond, 0, true},
		{time.Millisecond, 0, false},
	} {
		*now = now.Add(step.after)
		e := c.find("a.example.", mdns.TypeA)
		if (e != nil) != step.alive {
			t.Fatalf("%v: alive is %v", now, e != nil)
		}
		if e != nil && e.left(*now) != step.left {
			t.Errorf("%v: %d s left, want %d", now, e.left(*now), step.left)
		}
	}
	if len(c.entries) != 0 {
		t.Error("what has expired is still kept")
	}
	c.putSet(set("z.example. 0 A 192.0.2.1"), nil, rankAuthority)
	c.putSet(set("h.example. 2147483649 A 192.0.2.1"), nil, rankAuthority) // RFC 2181: read as zero
	if len(c.entries) != 0 {
		t.Error("a TTL of zero was kept")
	}
}

func TestCacheCaps(t *testing.T) {
	c, now := cacheUnderTest(100 * time.Second)
	c.putSet(set("a.example. 3600 A 192.0.2.1"), nil, rankAuthority)
	soa := set("example. 3600 SOA ns h 1 1 1 1 50")[0].(*mdns.SOA)
	c.putNegative("b.example.", mdns.TypeA, NoData, soa, nil, rankAuthority)
	long, _ := cacheUnderTest(0)
	soa2 := set("example. 99999 SOA ns h 1 1 1 1 99999")[0].(*mdns.SOA)
	long.putNegative("b.example.", mdns.TypeA, NoData, soa2, nil, rankAuthority)
	long.putSet(set("a.example. 99999999 A 192.0.2.1"), nil, rankAuthority)
	if left := c.find("a.example.", mdns.TypeA).left(*now); left != 100 {
		t.Errorf("%d s, want the cap", left)
	}
	if left := c.find("b.example.", mdns.TypeA).left(*now); left != 50 {
		t.Errorf("%d s, want the SOA's minimum", left)
	}
	if left := long.find("b.example.", mdns.TypeA).left(*now); left != 3*3600 {
		t.Errorf("%d s, want three hours", left)
	}
	if left := long.find("a.example.", mdns.TypeA).left(*now); left != 7*86400 {
		t.Errorf("%d s, want a week", left)
	}
}

// RFC 2181, section 5.4.1: what is trusted less neither replaces what is trusted
// more, nor is glue an answer.
func TestCacheRanks(t *testing.T) {
	c, now := cacheUnderTest(0)
	c.putSet(set("a.example. 60 A 192.0.2.1"), nil, rankReferral)
	if got := first(c, "a.example."); got != "-" {
		t.Errorf("glue was given as an answer: %s", got)
	}
	if c.get("a.example.", mdns.TypeA, rankReferral) == nil {
		t.Error("glue is no help in finding servers")
	}
	c.putSet(set("a.example. 60 A 192.0.2.2"), nil, rankAuthority)
	c.putSet(set("a.example. 60 A 192.0.2.3"), nil, rankReferral)
	c.putSet(set("a.example. 60 A 192.0.2.4"), nil, rankAnswer)
	if got := first(c, "a.example."); got != "192.0.2.2" {
		t.Errorf("%s, want what has authority", got)
	}
	c.putSet(set("a.example. 60 A 192.0.2.5"), nil, rankAuthority)
	if got := first(c, "a.example."); got != "192.0.2.5" {
		t.Errorf("%s, want the newer one of equal rank", got)
	}
	*now = now.Add(61 * time.Second)
	c.putSet(set("a.example. 60 A 192.0.2.6"), nil, rankAnswer)
	if got := first(c, "a.example."); got != "192.0.2.6" {
		t.Errorf("%s, want what is alive", got)
	}
}

func TestCacheNegative(t *testing.T) {
	c, now := cacheUnderTest(0)
	soa := set("example. 3600 SOA ns h 1 1 1 1 60")[0].(*mdns.SOA)
	c.putNegative("no.example.", mdns.TypeA, NXDomain, soa, nil, rankAuthority)
	c.putNegative("some.example.", mdns.TypeA, NoData, soa, nil, rankAuthority)
	if e := c.find("no.example.", mdns.TypeMX); e == nil || e.result != NXDomain {
		t.Error("a name that does not exist has no records of any type")
	}
	if e := c.find("some.example.", mdns.TypeMX); e != nil {
		t.Error("that there is no A says nothing about MX")
	}
	if got := first(c, "some.example."); got != "NODATA" {
		t.Errorf("%s", got)
	}
	c.putSet(set("no.example. 60 A 192.0.2.1"), nil, rankAuthority)
	if got := first(c, "no.example."); got != "192.0.2.1" {
		t.Errorf("%s: the name has come into being", got)
	}
	*now = now.Add(61 * time.Second)
	if got := first(c, "some.example."); got != "-" {
		t.Errorf("%s after its time", got)
	}
}

// The bound holds, and what was used longest ago goes first.
func TestCacheBound(t *testing.T) {
	c, _ := cacheUnderTest(0)
	c.limit = 3
	for _, name := range []string{"a.", "b.", "c."} {
		c.putSet(set(name+" 60 A 192.0.2.1"), nil, rankAuthority)
	}
	c.find("a.", mdns.TypeA)
	c.putSet(set("d. 60 A 192.0.2.1"), nil, rankAuthority)
	for name, want := range map[string]string{"a.": "192.0.2.1", "b.": "-", "c.": "192.0.2.1", "d.": "192.0.2.1"} {
		if got := first(c, name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A long random life: list and map agree, and every answer is what a plain model
// says.
func TestCacheModel(t *testing.T) {
	type kept struct {
		value   string
		expires time.Time
		rank    rank
	}
	c, now := cacheUnderTest(0)
	model := map[string]kept{}
	rnd := rand.New(rand.NewPCG(1, 2))
	names := []string{"a.", "b.", "c.", "d.", "e.", "f."}
	for range 20_000 {
		name := names[rnd.IntN(len(names))]
		switch rnd.IntN(3) {
		case 0:
			*now = now.Add(time.Duration(rnd.IntN(5000)) * time.Millisecond)
		case 1:
			ttl, r, last := rnd.IntN(20), rankReferral+rank(rnd.IntN(3)), rnd.IntN(250)
			v := "192.0.2." + decimal(last)
			c.putSet(set(name+" "+decimal(ttl)+" A "+v), nil, r)
			old, has := model[name]
			if ttl > 0 && !(has && now.Before(old.expires) && old.rank > r) {
				model[name] = kept{v, now.Add(time.Duration(ttl) * time.Second), r}
			}
		case 2:
			want := "-"
			if m, has := model[name]; has && now.Before(m.expires) && m.rank >= rankAnswer {
				want = m.value
			}
			if got := first(c, name); got != want {
				t.Fatalf("%s: %s, want %s", name, got, want)
			}
		}
	}
	n := 0
	for e := c.oldest; e != nil; e = e.newer {
		n++
	}
	if n != len(c.entries) || n == 0 {
		t.Errorf("%d entries in the list, %d in the map", n, len(c.entries))
	}
}
