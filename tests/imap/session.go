package imap

import (
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/tests/imapscript"
)

// answerTime is how long a real server may take for an answer.
const answerTime = 20 * time.Second

// session plays dialogues with a server on real sockets, for one user, who is alice in the
// dialogues.
type session struct {
	testing.TB
	at    string
	user  string
	conns map[string]*conn
}

type conn struct {
	net.Conn
	got    []byte
	broken bool
}

func newSession(t testing.TB, at, user string) *session {
	s := &session{TB: t, at: at, user: user, conns: map[string]*conn{}}
	t.Cleanup(func() {
		for _, c := range s.conns {
			c.Close()
		}
	})
	return s
}

// Dial opens a connection.
func (s *session) Dial(name string) {
	s.Helper()
	c, err := net.Dial("tcp", s.at)
	if err != nil {
		s.Fatal(err)
	}
	s.conns[name] = &conn{Conn: c}
}

// Say says something, and returns what has come when all that is wanted has, or nothing
// more comes.
func (s *session) Say(name, bytes string, want map[string]string) map[string]string {
	s.Helper()
	c, known := s.conns[name]
	if !known {
		s.Fatalf("no connection %q", name)
	}
	bytes = strings.ReplaceAll(bytes, "LOGIN "+imapscript.User+" ", "LOGIN "+s.user+" ")
	if _, err := c.Write([]byte(bytes)); err != nil {
		s.Logf("%s: %v", name, err)
	}
	for other, text := range want {
		if s.conns[other] != nil {
			s.conns[other].await(text)
		}
	}
	got := map[string]string{}
	for other, c := range s.conns {
		if want[other] == "" {
			c.read(5 * time.Millisecond)
		}
		if len(c.got) > 0 {
			got[other] = string(c.got)
			c.got = nil
		}
	}
	return got
}

// optional are response codes that a server may add or leave out (RFC 5530; RFC 3501's
// ALERT and PARSE).
var optional = regexp.MustCompile(`(?m)^(\S+ (?:NO|BAD|BYE)) \[(?:NONEXISTENT|ALREADYEXISTS|CANNOT|ALERT|AUTHENTICATIONFAILED|PARSE|READ-ONLY|CLIENTBUG|BADCHARSET[^\]]*|LIMIT|AUTHORIZATIONFAILED|TOOBIG|UNAVAILABLE)[^\]]*\]`)

// Same reports whether two texts say the same: LIST may come in any order.
func (s *session) Same(expected, got string) bool { return same(expected, got) }

func same(expected, got string) bool {
	alike := func(text string) []string {
		text = strings.ReplaceAll(text, " OK [CLIENTBUG]", " OK")
		lines := strings.Split(optional.ReplaceAllString(text, "$1"), "\n")
		slices.SortStableFunc(lines, func(a, b string) int {
			if isListing(a) && isListing(b) {
				return strings.Compare(a, b)
			}
			return 0
		})
		return lines
	}
	return slices.Equal(alike(expected), alike(got))
}

func isListing(line string) bool {
	return strings.HasPrefix(line, "* LIST ") || strings.HasPrefix(line, "* LSUB ")
}

// await reads until the last line that is wanted has come, or what came instead of it.
func (c *conn) await(want string) {
	lines := strings.Split(strings.TrimRight(want, "\n"), "\n")
	last := lines[len(lines)-1]
	tag, _, _ := strings.Cut(last, " ")
	until := time.Now().Add(answerTime)
	for time.Now().Before(until) && !c.broken {
		c.read(20 * time.Millisecond)
		got := "\n" + string(c.got)
		switch {
		case tag == "+" && (strings.Contains(got, "\n+") || strings.Contains(got, " BAD ") || strings.Contains(got, " NO ")),
			tag != "*" && tag != "+" && strings.Contains(got, "\n"+tag+" ") && strings.HasSuffix(got, "\n"),
			tag == "*" && strings.Count(imapscript.Normal(string(c.got)), "\n") >= len(lines):
			return
		}
	}
}

// read takes what comes within a time.
func (c *conn) read(d time.Duration) {
	buf := make([]byte, 1<<16)
	_ = c.SetReadDeadline(time.Now().Add(d)) // Read tells the error
	n, err := c.Conn.Read(buf)
	c.got = append(c.got, buf[:n]...)
	if err != nil && !isTimeout(err) {
		c.broken = true
	}
}

func isTimeout(err error) bool {
	e, is := err.(net.Error)
	return is && e.Timeout()
}

// close hangs up.
func (s *session) close() {
	for _, c := range s.conns {
		c.Close()
	}
	clear(s.conns)
}
