package imap

import (
	"testing"
)

// A name has one encoding; what decodes is what was encoded.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"INBOX", "R&AOk-sum&AOk-s", "&-", "&2D3cSw-", "&AGE-", "&", "a&b", "&AOkA-", "&AOk-&AOk-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, wire string) {
		if name, ok := decodeName(wire); ok && encodeName(name) != wire {
			t.Errorf("%q is %q, which is %q", wire, name, encodeName(name))
		}
	})
}

func TestNames(t *testing.T) {
	for name, wire := range map[string]string{"INBOX": "INBOX", "Résumés": "R&AOk-sum&AOk-s", "a&b": "a&-b", "👋": "&2D3cSw-",
		// RFC 3501, section 5.1.3: the example with three scripts.
		"~peter/mail/台北/日本語": "~peter/mail/&U,BTFw-/&ZeVnLIqe-"} {
		if got := encodeName(name); got != wire {
			t.Errorf("%q is %q, want %q", name, got, wire)
		}
		if got, ok := decodeName(wire); !ok || got != name {
			t.Errorf("%q is %q, %v", wire, got, ok)
		}
	}
	for _, wire := range []string{"é", "&AGE-", "&AOk", "&AOkA-", "&U,BTFw-&ZeVnLIqe-", "&====-", "a\x00"} {
		if name, ok := decodeName(wire); ok {
			t.Errorf("%q is taken for %q", wire, name)
		}
	}
}

// A set means the same whatever its order, and finds what it holds.
func TestSets(t *testing.T) {
	for text, want := range map[string]string{"1": "1", "3:1": "1:3", "1,2,3": "1:3", "5:*": "5:9", "*": "9", "*:5": "5:9",
		"2:4,3:6,8": "2:6,8", "12:*": "9:12", "1,1,1": "1"} {
		s := scanner{b: []byte(text)}
		set := s.set()
		if s.end(); s.err != nil {
			t.Errorf("%s: %v", text, s.err)
			continue
		}
		got := set.resolve(9)
		if got.String() != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
		for n := uint32(1); n < 15; n++ {
			in := false
			for _, r := range got {
				in = in || n >= r.First && n <= r.Last
			}
			if got.has(n) != in {
				t.Errorf("%s has %d: %v", text, n, got.has(n))
			}
		}
	}
	for _, text := range []string{"", "0", "1:", ":1", "1,,2", "4294967296", "-1", "a"} {
		s := scanner{b: []byte(text)}
		s.set()
		if s.end(); s.err == nil {
			t.Errorf("%q is taken for a set", text)
		}
	}
}

// "*" and "%" match as LIST wants, and no pattern takes long.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{{"*", "a/b", true}, {"%", "a/b", false}, {"%/%", "a/b", true}, {"a*b", "a/x/b", true}, {"a%b", "a/b", false},
		{"inbox", "INBOX", true}, {"iNb*", "INBOX/x", true}, {"INBOX/X", "INBOX/x", false}, {"A", "a", false}, {"", "a", false}, {"**%*", "abc", true}} {
		if got := matches(c.pattern, c.name); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.name, got)
		}
	}
}

// FuzzCommand reads bytes as each of the grammars: none may panic, or read beyond the end.
func FuzzCommand(f *testing.F) {
	for _, seed := range []string{"1:3,5:* (FLAGS BODY[1.2.HEADER.FIELDS (a \"b\")]<0.5>)", "OR (NOT SEEN) 1:3 HEADER a {1+}\r\nb", `(\Seen $x) " 7-Feb-1994 21:52:25 -0800"`,
		`(("a" NIL "b" "c"))`, `("text" "plain" ("a" "b") NIL NIL "7bit" 1 2 NIL ("x" NIL))`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		read := []func(*scanner){
			func(s *scanner) { s.set(); s.sp(); s.items() },
			func(s *scanner) { room := maxKeys; s.keys(0, &room) },
			func(s *scanner) { s.flags(); s.sp(); s.dateTime() },
			func(s *scanner) { s.message() },
			func(s *scanner) { s.addressList() },
			func(s *scanner) { s.structure(0) },
			func(s *scanner) { s.reply() },
		}
		for _, f := range read {
			s := scanner{b: b}
			f(&s)
			if s.at > len(b) {
				t.Errorf("at %d of %d", s.at, len(b))
			}
		}
		addresses(string(b))
	})
}
