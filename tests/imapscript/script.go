// Package imapscript plays dialogues with an IMAP server: files in which what is said on
// each connection, and what has to come back, stand as one reads them. The tests of
// core/imap play them with our server in a world, tests/imap plays the same files with
// Dovecot.
package imapscript

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// The user of all dialogues.
const (
	User     = "alice"
	Password = "secret"
)

// Server is an IMAP server under test, with an empty INBOX.
type Server interface {
	// Dial opens a connection; what comes back is kept for Say.
	Dial(name string)
	// Say sends bytes on a connection and returns what all connections have received since,
	// once the server has answered: by name. want is what is expected, normalised, for
	// those who can't know when a server has nothing more to say.
	Say(name string, bytes string, want map[string]string) map[string]string
}

// Run plays a file. Directives are the names of connections; the input is what is said,
// the output what comes back, without the words that each server chooses for itself.
//
//	open a [select=MAILBOX]  connects, logs in, selects
//	fill messages=3          puts messages into INBOX beforehand
//	a [raw] [silent]         says lines on the connection a; raw: as a quoted string;
//	                         silent: only hears
//
// With the argument "differs" a peer does not answer what the file has.
func Run(t *testing.T, path string, s Server) {
	datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
		got := step(t, d, s)
		if peer, is := s.(Peer); is {
			return judge(d, peer, got)
		}
		return got
	})
}

// Peer is a server that is not ours: what it says need not be the same to the letter.
type Peer interface {
	Server
	// Same reports whether what was got says what was expected; both are normalised.
	Same(expected, got string) bool
}

// judge holds what a peer has said against the file. Where it says something else for a
// reason, which stands above in the file, the directive has the argument "differs".
func judge(d *datadriven.TestData, peer Peer, got string) string {
	switch same := peer.Same(d.Expected, got); {
	case same && d.HasArg("differs"):
		return "the peer does not differ\n"
	case same || d.HasArg("differs"):
		return d.Expected
	}
	return got
}

// step does what a directive says and returns what has come back.
func step(t *testing.T, d *datadriven.TestData, s Server) string {
	t.Helper()
	switch d.Cmd {
	case "fill":
		fill(t, d, s)
		return ""
	case "open":
		return open(t, d, s)
	case "dial":
		name := d.CmdArgs[0].Key
		s.Dial(name)
		return format(name, s.Say(name, "", split(name, d.Expected)))
	}
	said := strings.ReplaceAll(d.Input, "\n", "\r\n") + "\r\n"
	if d.HasArg("raw") {
		text, err := strconv.Unquote(strings.TrimSpace(d.Input))
		if err != nil {
			t.Fatalf("%s: %v", d.Pos, err)
		}
		said = text
	}
	if d.HasArg("silent") {
		said = ""
	}
	return format(d.Cmd, s.Say(d.Cmd, said, split(d.Cmd, d.Expected)))
}

// open connects, logs in and selects, and shows only what is not as it should be.
func open(t *testing.T, d *datadriven.TestData, s Server) string {
	name := d.CmdArgs[0].Key
	s.Dial(name)
	s.Say(name, "", map[string]string{name: "* OK"})
	say := func(command string) {
		got := Normal(s.Say(name, "o "+command+"\r\n", map[string]string{name: "o OK"})[name])
		if !strings.Contains("\n"+got, "\no OK") {
			t.Fatalf("%s: %s: %s", d.Pos, command, got)
		}
	}
	say("LOGIN " + User + " " + Password)
	for _, arg := range d.CmdArgs[1:] {
		say(strings.ToUpper(arg.Key) + " " + arg.Vals[0])
	}
	return ""
}

// fill appends messages to INBOX.
func fill(t *testing.T, d *datadriven.TestData, s Server) {
	n := 1
	d.ScanArgs(t, "messages", &n)
	s.Dial("fill")
	s.Say("fill", "", map[string]string{"fill": "* OK"})
	say := func(command string) {
		got := Normal(s.Say("fill", "f "+command+"\r\n", map[string]string{"fill": "f OK"})["fill"])
		if !strings.Contains("\n"+got, "\nf OK") {
			t.Fatalf("%s: %s: %s", d.Pos, command, got)
		}
	}
	say("LOGIN " + User + " " + Password)
	for i := range n {
		m := Message(i + 1)
		say(fmt.Sprintf("APPEND INBOX \"%2d-Mar-2026 09:00:00 +0000\" {%d+}\r\n%s", i+1, len(m), m))
	}
	say("LOGOUT")
}

// Message is the n-th message that fill appends.
func Message(n int) string {
	return fmt.Sprintf("From: Bob <bob@hamburger.edu>\r\nTo: Alice <alice@crepes.fr>\r\n"+
		"Subject: Recipe %d\r\nDate: Mon, 2 Mar 2026 09:0%d:00 +0000\r\nMessage-ID: <%d@hamburger.edu>\r\n\r\n"+
		"Hello Alice,\r\nthis is number %d.\r\n", n, n%10, n, n)
}

// split takes an expectation apart: lines of other connections begin with "b| ".
func split(main, expected string) map[string]string {
	parts := map[string]string{}
	for _, line := range strings.Split(strings.TrimRight(expected, "\n"), "\n") {
		name := main
		if m := prefix.FindStringSubmatch(line); m != nil {
			name, line = m[1], line[len(m[0]):]
		}
		if line != "" {
			parts[name] += line + "\n"
		}
	}
	return parts
}

var prefix = regexp.MustCompile(`^([a-z]+)\| ?`)

// format puts what has come together, normalised.
func format(main string, got map[string]string) string {
	var b strings.Builder
	names := make([]string, 0, len(got))
	for name := range got {
		if name != main {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	b.WriteString(Normal(got[main]))
	for _, name := range names {
		for _, line := range strings.SplitAfter(Normal(got[name]), "\n") {
			if line != "" {
				b.WriteString(name + "| " + line)
			}
		}
	}
	return b.String()
}
