package dissect

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"playnet/core/view"
)

// said is what one side sends in one go.
type said struct {
	side Side
	text string
}

// script reads a conversation: lines that begin with "C: " or "S: ", whose ends are CRLF.
func script(text string) (list []said) {
	for line := range strings.Lines(text) {
		side := Client
		if line[0] == 'S' {
			side = Server
		}
		list = append(list, said{side, strings.TrimSuffix(line[3:], "\n") + "\r\n"})
	}
	return list
}

// units gives a conversation to a session, cut as cut says, and tells what it found.
func units(p Protocol, list []said, cut func(n int) int) (told []string) {
	s := p.Session()
	var open [2][]byte
	for _, x := range list {
		for rest := []byte(x.text); len(rest) > 0; {
			n := cut(len(rest))
			for b := rest[:n]; len(b) > 0; {
				step := s.Take(x.side, b)
				open[x.side] = append(open[x.side], b[:step.N]...)
				b = b[step.N:]
				if step.Done {
					told = append(told, tell(p, step.Unit, open[x.side]))
					open[x.side] = nil
				}
			}
			rest = rest[n:]
		}
	}
	for side, b := range open {
		if len(b) > 0 {
			told = append(told, fmt.Sprintf("%d goes on: %d bytes", side, len(b)))
		}
	}
	return told
}

var kindNames = [...]string{"unknown", "command", "reply", "listing", "credential", "message", "body"}

func tell(p Protocol, u Unit, b []byte) string {
	if u.Kind.Folded() {
		return fmt.Sprintf("%s %d", kindNames[u.Kind], len(b))
	}
	var fields []string
	var each func(list []view.MessageField)
	each = func(list []view.MessageField) {
		for _, f := range list {
			if len(f.Children) == 0 {
				fields = append(fields, strings.TrimPrefix(f.Name, p.Name()+".")+"="+f.Value)
			}
			each(f.Children)
		}
	}
	each(p.Fields(u, b))
	return kindNames[u.Kind] + " " + p.Summary(u, b) + " {" + strings.Join(fields, "; ") + "}"
}

var conversations = []struct {
	name     string
	protocol Protocol
	said     []said
	want     string
}{
	{"smtp", smtp{}, script(`S: 220 mail.hamburger.edu
C: EHLO crepes.fr
S: 250-mail.hamburger.edu
S: 250-SIZE 10485760
S: 250 PIPELINING
C: mail FROM:<alice@crepes.fr> SIZE=48213
S: 250 2.1.0 Sender ok
C: DATA
S: 354 Go on
C: From: Alice <alice@crepes.fr>
C:` + " \n" + `C: ..
C: .
S: 250 2.0.0 Taken
C: QUIT
S: 221 Bye
`), `reply 220 mail.hamburger.edu {response.code=220; rsp.parameter=mail.hamburger.edu}
command EHLO crepes.fr {req.command=EHLO; req.parameter=crepes.fr}
reply 250-mail.hamburger.edu | SIZE 10485760 | PIPELINING {response.code=250; rsp.parameter=mail.hamburger.edu; rsp.parameter=SIZE 10485760; rsp.parameter=PIPELINING}
command mail FROM:<alice@crepes.fr> SIZE=48213 {req.command=MAIL; req.parameter=FROM:<alice@crepes.fr> SIZE=48213}
reply 250 2.1.0 Sender ok {response.code=250; rsp.parameter=2.1.0 Sender ok}
command DATA {req.command=DATA}
reply 354 Go on {response.code=354; rsp.parameter=Go on}
message 40
reply 250 2.0.0 Taken {response.code=250; rsp.parameter=2.0.0 Taken}
command QUIT {req.command=QUIT}
reply 221 Bye {response.code=221; rsp.parameter=Bye}`},
	{"smtp auth and bdat", smtp{}, append(script(`C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Well done
C: AUTH PLAIN
S: 334 
C: AGFsaWNlAHNlY3JldA==
S: 535 No
C: BDAT 7 LAST
`), said{Client, "0\r\n.\r\n1"}, said{Client, "RSET\r\n"}), `command AUTH LOGIN {req.command=AUTH; req.parameter=LOGIN}
reply 334 VXNlcm5hbWU6 {response.code=334; rsp.parameter=VXNlcm5hbWU6}
credential User: YWxpY2U= {auth.username=alice}
reply 334 UGFzc3dvcmQ6 {response.code=334; rsp.parameter=UGFzc3dvcmQ6}
credential Pass: c2VjcmV0 {auth.password=secret}
reply 235 2.7.0 Well done {response.code=235; rsp.parameter=2.7.0 Well done}
command AUTH PLAIN {req.command=AUTH; req.parameter=PLAIN}
reply 334  {response.code=334}
credential AGFsaWNlAHNlY3JldA== {auth.username_password=·alice·secret}
reply 535 No {response.code=535; rsp.parameter=No}
command BDAT 7 LAST {req.command=BDAT; req.parameter=7 LAST}
message 7
command RSET {req.command=RSET}`},
	{"pop", pop{}, script(`S: +OK POP3
C: USER bob
C: PASS x
C: LIST
C: RETR 1
C: LIST 1
S: +OK
S: +OK hello
S: +OK 1 message
S: 1 120
S: .
S: +OK 120 octets
S: Subject: x
S: 
S: .
S: -ERR no such message
`), `reply +OK POP3 {response.indicator=+OK; response.description=POP3}
command USER bob {request.command=USER; request.parameter=bob}
command PASS x {request.command=PASS; request.parameter=x}
command LIST {request.command=LIST}
command RETR 1 {request.command=RETR; request.parameter=1}
command LIST 1 {request.command=LIST; request.parameter=1}
reply +OK {response.indicator=+OK}
reply +OK hello {response.indicator=+OK; response.description=hello}
reply +OK 1 message {response.indicator=+OK; response.description=1 message}
listing 1 120 {response.data=1 120}
listing . {response.data=.}
reply +OK 120 octets {response.indicator=+OK; response.description=120 octets}
message 17
reply -ERR no such message {response.indicator=-ERR; response.description=no such message}`},
	{"imap", imap{}, append(script(`S: * OK here
C: a LOGIN bob "secret"
S: a OK done
C: b SELECT "My Box"
S: * 3 EXISTS
S: b OK [READ-WRITE] done
C: c UID FETCH 1 BODY[]
S: * 1 FETCH (UID 1 BODY[] {12}
`), said{Server, "Subject: x\r\n"}, said{Server, ")\r\n"}, said{Client, "d APPEND Sent {3+}\r\na\r\n"}, said{Client, "\r\n"}, said{Client, "e AUTHENTICATE PLAIN\r\n"},
		said{Server, "+ \r\n"}, said{Client, "AGIAeA==\r\n"}), `reply * OK here {response_tag=*; response.status=OK}
command a LOGIN bob "secret" {request_tag=a; request.command=LOGIN; request.username=bob; request.password=secret}
reply a OK done {response_tag=a; response.status=OK}
command b SELECT "My Box" {request_tag=b; request.command=SELECT; request.folder=My Box}
reply * 3 EXISTS {response_tag=*; response.command=EXISTS}
reply b OK [READ-WRITE] done {response_tag=b; response.status=OK}
command c UID FETCH 1 BODY[] {request_tag=c; request.command=FETCH}
reply * 1 FETCH (UID 1 BODY[] {12} {response_tag=*; response.command=FETCH}
message 12
reply ) {line=)}
command d APPEND Sent {3+} {request_tag=d; request.command=APPEND; request.folder=Sent}
message 3
command  {line=}
command e AUTHENTICATE PLAIN {request_tag=e; request.command=AUTHENTICATE}
reply +  {response_tag=+}
credential AGIAeA== {request=·b·x}`},
	{"http", http{}, []said{{Client, "GET /a HTTP/1.1\r\nHost: x\r\nCookie: id=7\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n"},
		{Server, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello"},
		{Server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
		{Server, "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n4;x\r\n\r\n0\r\r\n0\r\nA: b\r\n\r\n"},
		{Client, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b"}, {Server, "hello\r\n"}},
		`command GET /a HTTP/1.1 {request.method=GET; request.uri=/a; request.version=HTTP/1.1; host=x; cookie=id=7; header_end=}
command HEAD /b HTTP/1.1 {request.method=HEAD; request.uri=/b; request.version=HTTP/1.1; header_end=}
command GET /c HTTP/1.1 {request.method=GET; request.uri=/c; request.version=HTTP/1.1; header_end=}
reply HTTP/1.1 200 OK  (text/html) {response.version=HTTP/1.1; response.code=200; response.phrase=OK; content_type=text/html; charset=utf-8; content_length_header=5; header_end=}
body 5
reply HTTP/1.1 200 OK {response.version=HTTP/1.1; response.code=200; response.phrase=OK; content_length_header=5; header_end=}
reply HTTP/1.1 200 Fine {response.version=HTTP/1.1; response.code=200; response.phrase=Fine; transfer_encoding=chunked; header_end=}
body 22
command POST / HTTP/1.1 {request.method=POST; request.uri=/; request.version=HTTP/1.1; content_length_header=3; header_end=}
body 3
unknown hello {unknown=hello}`},
}

// Each thing that is said is found, whatever it is, and taken apart.
func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(units(c.protocol, c.said, func(n int) int { return n }), "\n")
			if got != c.want {
				t.Errorf("it says\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// How the network cuts a stream into segments makes no difference.
func TestCutsMakeNoDifference(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	for _, c := range conversations {
		want := strings.Join(units(c.protocol, c.said, func(n int) int { return n }), "\n")
		for range 200 {
			got := strings.Join(units(c.protocol, c.said, func(n int) int { return 1 + dice.IntN(min(n, 9)) }), "\n")
			if got != want {
				t.Fatalf("%s, cut: it says\n%s\nwant\n%s", c.name, got, want)
			}
		}
	}
}

func TestIMF(t *testing.T) {
	l, ok := IMF([]byte("From: Alice <alice@crepes.fr>\r\nSubject: =?utf-8?q?Cr=C3=AApes?=\r\n with jam\r\nX-Odd: 1\r\n\r\nFrom: not me\r\n"))
	if !ok || l.Len != 88 || len(l.Fields) != 3 {
		t.Fatalf("%+v, %v", l, ok)
	}
	if got := IMFSummary(l); got != "from: Alice <alice@crepes.fr>, subject: Crêpes with jam" {
		t.Error(got)
	}
	if _, ok := IMF([]byte("no header\r\n")); ok {
		t.Error("a header was found where there is none")
	}
}

// Whatever comes, a session takes at least a byte and no more than it is given, and what
// it makes of it stays within the bytes.
func FuzzSessions(f *testing.F) {
	for _, c := range conversations {
		for i, x := range c.said {
			f.Add(byte(i), []byte(x.text))
		}
	}
	f.Fuzz(func(t *testing.T, cut byte, data []byte) {
		for _, p := range protocols {
			b := data
			s := p.Session()
			var open [2][]byte
			side := Client
			for len(b) > 0 {
				n := min(len(b), 1+int(cut)%31)
				step := s.Take(side, b[:n])
				if step.N < 1 || step.N > n {
					t.Fatalf("%s took %d of %d bytes", p.Name(), step.N, n)
				}
				open[side] = append(open[side], b[:step.N]...)
				if step.Done {
					p.Summary(step.Unit, open[side])
					within(t, p.Fields(step.Unit, open[side]), len(open[side]))
					open[side] = nil
				}
				b = b[step.N:]
				side ^= Side(cut >> 5 & 1)
				cut = cut*5 + 1
			}
		}
	})
}

func within(t *testing.T, list []view.MessageField, n int) {
	t.Helper()
	for _, f := range list {
		if f.Offset < 0 || f.Len < 0 || f.Offset+f.Len > n {
			t.Fatalf("%s stands at %d, %d bytes, of %d", f.Name, f.Offset, f.Len, n)
		}
		within(t, f.Children, n)
	}
}
