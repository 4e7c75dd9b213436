package lab_test

import (
	"strings"
	"testing"

	"playnet/core/lab/labfile"
)

// A server that was stopped at its host's terminal is not there for anybody; what is done
// to it does no harm, and once it is started again it serves.
func TestServiceStopped(t *testing.T) {
	s := openSession(t, "dns-register", 3)
	const server = "a.com-servers"
	ask := func() string {
		s.news("alice")
		s.do(labfile.TerminalLine{Host: "alice", Line: "dig @192.0.2.30 com SOA +noall +answer +comments +timeout=1 +tries=1"})
		s.w.RunIdle(nil)
		return s.news("alice")
	}
	service := func(what string) {
		s.do(labfile.TerminalLine{Host: server, Line: labfile.TypedLine("service dns.authority " + what)})
		s.w.RunIdle(nil)
	}
	if got := ask(); !strings.Contains(got, "status: NOERROR") {
		t.Fatalf("%s before: %s", server, got)
	}
	service("stop")
	if got := ask(); strings.Contains(got, "status:") {
		t.Errorf("stopped, it answers: %s", got)
	}
	text, _ := s.w.ZoneText(server, "com")
	s.do(labfile.DNSZoneSet{Host: server, Zone: "com", Text: text + "\nadded.com. IN A 192.0.2.99\n"})
	s.w.RunIdle(nil)
	service("start")
	if got := ask(); !strings.Contains(got, "status: NOERROR") {
		t.Errorf("after its start: %s", got)
	}
	if c := s.w.Snapshot().Crashes; len(c) > 0 {
		t.Errorf("crashes: %v", c)
	}
	hash := s.w.Hash()
	if other := twin(t, s.w); other.Hash() != hash {
		t.Errorf("another world of the same log has the hash %s, want %s", other.Hash(), hash)
	}
}
