package share_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"reflect"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/share"
	"playnet/core/lab/strict"
	"playnet/public"
)

func entries(t testing.TB, texts ...string) []lab.Entry {
	t.Helper()
	var log []lab.Entry
	for i, text := range texts {
		a, err := labfile.ParseAction([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, lab.Entry{Position: uint64(40 + i), At: 100e6, Do: a})
	}
	return log
}

func states(t testing.TB) map[string]share.State {
	text, ok := public.Lab("dns-iterated")
	if !ok {
		t.Fatal("no lab")
	}
	return map[string]share.State{
		"the least": {LabID: "dns-iterated"},
		"a shipped lab": {LabID: "dns-iterated", LabDigest: sha256.Sum256(text), Seed: 7, Position: 42, At: 142_123_456,
			Log:  entries(t, `{"op":"dns.query","host":"engineering","name":"www.umass.edu"}`, `{"op":"host.stop","host":"dns.nyu.edu"}`),
			View: share.View{Frame: 17, Tab: "packets", Filter: `dns.qry.name == "gaia.cs.umass.edu"`},
			Hash: sha256.Sum256([]byte("trace"))},
		"one's own lab": {LabText: text, Seed: 1<<64 - 1, View: share.View{Host: "dns.nyu.edu", Embed: true}},
		"a hash alone":  {LabID: "x", Hash: sha256.Sum256(nil)},
		"the far end":   {LabID: "x", Position: 1<<53 - 1, At: 100 * 365 * 24 * 3600e9},
	}
}

func encode(t testing.TB, s share.State) string {
	t.Helper()
	fragment, err := share.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return fragment
}

// reason returns the id of a *strict.Reason.
func reason(t testing.TB, err error) string {
	t.Helper()
	var why *strict.Reason
	if !errors.As(err, &why) {
		t.Fatalf("not a reason: %v", err)
	}
	return why.ID
}

func TestRoundTrip(t *testing.T) {
	for name, s := range states(t) {
		fragment := encode(t, s)
		back, err := share.Decode(fragment)
		if err != nil || !reflect.DeepEqual(back, s) {
			t.Errorf("%s: came back as %+v, %v", name, back, err)
		}
		if again := encode(t, back); again != fragment {
			t.Errorf("%s: written as %s and as %s", name, fragment, again)
		}
		if strings.Trim(fragment, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
			t.Errorf("%s: %s is more than a fragment can hold", name, fragment)
		}
		if !share.Is(fragment) {
			t.Errorf("%s: not recognised", name)
		}
	}
}

// Who makes a link of a shipped lab with a few actions wants to send it in a message.
func TestLinksAreShort(t *testing.T) {
	s := states(t)
	if n := len(encode(t, s["a shipped lab"])); n > 240 {
		t.Errorf("a link with two actions has %d characters", n)
	}
	own := s["one's own lab"]
	if n := len(encode(t, own)); n > len(own.LabText)/2 {
		t.Errorf("a lab of %d bytes makes a link of %d characters", len(own.LabText), n)
	}
}

// A link that was made by version 1 once can be opened by version 1 for ever: neither
// format nor dictionary may change.
func TestOldLinksOpen(t *testing.T) {
	const old = "p1.Jsoq4gLq_oleuBGebl0GRjWQsu-Bs2UcFX1cjhjxiJGGx_0KwKKSa2Cp3ByzRIIXQZjlC0ZSi1HCCC9D5LgyMaBCakMkYVSzsRYX6OUNorSIrQUEAAD__w"
	want := states(t)["a shipped lab"]
	want.LabDigest = [32]byte{} // labs change
	s, err := share.Decode(old)
	if err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, %v; today it would be %s", s, err, encode(t, want))
	}
}

func TestEachDamagedCharacterIsNoticed(t *testing.T) {
	fragment := encode(t, states(t)["a shipped lab"])
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := len("p1."); i < len(fragment); i++ {
		at := strings.IndexByte(alphabet, fragment[i])
		for _, other := range []byte{alphabet[at^1], alphabet[at^32], alphabet[(at+17)%64], '+', '=', ' ', '\n', '%'} {
			if _, err := share.Decode(fragment[:i] + string(other) + fragment[i+1:]); err == nil || reason(t, err) != "link-damaged" {
				t.Fatalf("character %d as %q: %v", i, other, err)
			}
		}
		for name, text := range map[string]string{
			"left out": fragment[:i] + fragment[i+1:], "twice": fragment[:i] + fragment[i:i+1] + fragment[i:], "the last": fragment[:i],
			"behind a line break": fragment[:i] + "\n" + fragment[i:],
		} {
			if text == fragment {
				continue
			}
			if s, err := share.Decode(text); err == nil || reason(t, err) != "link-damaged" {
				t.Fatalf("character %d %s: %+v, %v", i, name, s, err)
			}
		}
	}
}

func TestWhatIsNoLink(t *testing.T) {
	fragment := encode(t, states(t)["the least"])
	for text, id := range map[string]string{
		"": "link-none", "lab=dns-iterated": "link-none", "p": "link-none", "p.": "link-none", "p01." + fragment[3:]: "link-none", "q1.AAAA": "link-none",
		"p1":  "link-none",
		"p1.": "link-damaged", "p1.AAAA": "link-damaged", "p1.!": "link-damaged",
		"p2." + fragment[3:]:   "link-newer",
		"p2.~new~":             "link-newer",
		"p123456.":             "link-newer",
		"p1." + big(4<<20):     "link-too-large",
		"p1234567890123456.AA": "link-none",
	} {
		_, err := share.Decode(text)
		if err == nil || reason(t, err) != id {
			t.Errorf("%.40q: %v, wanted %s", text, err, id)
		}
	}
	_, err := share.Decode("p2.")
	if err == nil || !strings.Contains(err.Error(), "version 2, and this one knows version 1") {
		t.Errorf("a newer link: %v", err)
	}
}

func big(n int) string { return strings.Repeat("A", n) }

// forge makes a link as an attacker can: with a checksum that fits.
func forge(head []byte, text string) string {
	var packed bytes.Buffer
	packed.Write(head)
	w, _ := flate.NewWriterDict(&packed, 9, []byte(share.Dictionary))
	w.Write([]byte(text))
	w.Close()
	return seal(packed.Bytes())
}

func seal(packed []byte) string {
	sum := sha256.Sum256(packed)
	return "p1." + base64.RawURLEncoding.EncodeToString(append(sum[:4:4], packed...))
}

func TestForgedLinks(t *testing.T) {
	if _, err := share.Decode(forge([]byte{0}, `{"lab":"x"}`)); err != nil {
		t.Fatalf("the forger can't do his work: %v", err)
	}
	entry := `{"at":"1s","pos":1,"do":{"op":"host.stop","host":"a"}}`
	for name, c := range map[string]struct {
		fragment, id, why string
	}{
		"unknown flags":         {forge([]byte{4}, `{"lab":"x"}`), "link-malformed", "unknown flags"},
		"half a digest":         {seal([]byte{1, 2, 3}), "link-malformed", "too early"},
		"a digest of zeros":     {forge(make33(2), `{"lab":"x"}`), "link-malformed", "zeros"},
		"no DEFLATE":            {seal([]byte{0, 0xff, 0xff}), "link-malformed", ""},
		"bytes behind":          {seal(append(unseal(t, forge([]byte{0}, `{"lab":"x"}`)), 0)), "link-malformed", "behind its end"},
		"no JSON":               {forge([]byte{0}, `lab`), "link-malformed", ""},
		"no lab":                {forge([]byte{0}, `{"seed":"7"}`), "link-malformed", "not both"},
		"two labs":              {forge([]byte{0}, `{"lab":"x","text":"y"}`), "link-malformed", "not both"},
		"an unknown field":      {forge([]byte{0}, `{"lab":"x","cheat":true}`), "link-malformed", "cheat"},
		"another order":         {forge([]byte{0}, `{"seed":"7","lab":"x"}`), "link-malformed", "canonical"},
		"a default":             {forge([]byte{0}, `{"lab":"x","pos":0}`), "link-malformed", "canonical"},
		"blanks":                {forge([]byte{0}, `{"lab": "x"}`), "link-malformed", "canonical"},
		"a bad id":              {forge([]byte{0}, `{"lab":"../x"}`), "link-malformed", "no id"},
		"a bad seed":            {forge([]byte{0}, `{"lab":"x","seed":"-1"}`), "link-malformed", "no seed"},
		"an impossible place":   {forge([]byte{0}, `{"lab":"x","pos":9007199254740993}`), "link-malformed", "out of range"},
		"two selections":        {forge([]byte{0}, `{"lab":"x","view":{"host":"a","frame":3}}`), "link-malformed", "more than one"},
		"an unknown action":     {forge([]byte{0}, `{"lab":"x","log":[{"at":"1s","pos":1,"do":{"op":"rm"}}]}`), "link-malformed", "rm"},
		"an action without pos": {forge([]byte{0}, `{"lab":"x","log":[{"at":"1s","do":{"op":"host.stop","host":"a"}}]}`), "link-malformed", "pos"},
		"a long log":            {forge([]byte{0}, `{"lab":"x","log":[`+strings.Repeat(entry+",", share.MaxLog)+entry+`]}`), "link-malformed", "at most 10000"},
		"a bomb":                {forge([]byte{0}, `{"text":"`+big(share.MaxText)+`"}`), "link-too-large", ""},
	} {
		_, err := share.Decode(c.fragment)
		if err == nil || reason(t, err) != c.id || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func make33(flags byte) []byte { return append([]byte{flags}, make([]byte, 32)...) }

func unseal(t *testing.T, fragment string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(fragment, "p1."))
	if err != nil {
		t.Fatal(err)
	}
	return b[4:]
}

func TestWhatGetsNoLink(t *testing.T) {
	for name, c := range map[string]struct {
		state share.State
		id    string
	}{
		"a huge lab":      {share.State{LabText: []byte(big(share.MaxText))}, "link-too-large"},
		"too far":         {share.State{LabID: "x", Position: 1 << 60}, "link-impossible"},
		"too late":        {share.State{LabID: "x", At: 1<<63 - 1}, "link-impossible"},
		"no lab":          {share.State{}, "link-impossible"},
		"too much to do":  {share.State{LabID: "x", Log: manyEntries(t, share.MaxLog+1)}, "link-impossible"},
		"as much as goes": {share.State{LabID: "x", Log: manyEntries(t, share.MaxLog)}, ""},
	} {
		_, err := share.Encode(c.state)
		if c.id == "" && err != nil || c.id != "" && (err == nil || reason(t, err) != c.id) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func manyEntries(t *testing.T, n int) []lab.Entry {
	one := entries(t, `{"op":"host.stop","host":"a"}`)[0]
	log := make([]lab.Entry, n)
	for i := range log {
		log[i] = one
	}
	return log
}

// FuzzDecode: any text is refused with a reason, or says something that is written in the
// same way and read again.
func FuzzDecode(f *testing.F) {
	for _, s := range states(f) {
		f.Add(encode(f, s))
	}
	f.Add("p2.AAAA")
	f.Add("p1.")
	f.Add(forge([]byte{0}, `{"lab":"x","pos":0}`))
	f.Fuzz(func(t *testing.T, fragment string) {
		s, err := share.Decode(fragment)
		if err != nil {
			if reason(t, err) == "" || err.Error() == "" {
				t.Fatalf("refused without a reason: %v", err)
			}
			return
		}
		again, err := share.Encode(s)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		back, err := share.Decode(again)
		if err != nil || !reflect.DeepEqual(back, s) {
			t.Fatalf("%+v became %+v, %v", s, back, err)
		}
	})
}

// FuzzForged is FuzzDecode behind the checksum, which a fuzzer does not find.
func FuzzForged(f *testing.F) {
	f.Add([]byte{0}, `{"lab":"x","seed":"7"}`)
	f.Add([]byte{0}, `{"lab":"x","log":[{"at":"1s","pos":1,"do":{"op":"host.stop","host":"a"}}]}`)
	f.Add(make33(1), `{"text":"-- lab.json --\n"}`)
	f.Fuzz(func(t *testing.T, head []byte, text string) {
		s, err := share.Decode(forge(head, text))
		if err != nil {
			reason(t, err)
			return
		}
		if back, err := share.Decode(encode(t, s)); err != nil || !reflect.DeepEqual(back, s) {
			t.Fatalf("%+v became %+v, %v", s, back, err)
		}
	})
}
