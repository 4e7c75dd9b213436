package imap_test

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/tests/imapscript"
)

// Whatever a client says, the server answers in lines that a client can read, keeps its
// limits, and serves the next client.
func FuzzServer(f *testing.F) {
	for _, seed := range []string{
		"1 LOGIN alice secret\r\n2 SELECT INBOX\r\n3 FETCH 1:* (FLAGS BODY[1.2.MIME]<3.4>)\r\n",
		"1 LOGIN alice secret\r\n2 APPEND INBOX (\\Seen) {12}\r\nSubject: x\r\n\r\n3 SELECT INBOX\r\n4 IDLE\r\nDONE\r\n",
		"1 LOGIN {5+}\r\nalice {6}\r\nsecret\r\n2 SEARCH OR (NOT SEEN) BODY {1000000000}\r\n",
		"1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\r\n2 RENAME INBOX &AOk-/x\r\n3 LIST \"\" %/*\r\n4 UID MOVE 1:* Trash\r\n",
		"1 LOGIN alice secret\r\n2 SELECT INBOX\r\n3 SEARCH " + strings.Repeat("(", 100) + "\r\n",
		"\x00\r\n* OK\r\n+\r\n a\r\n{5}\r\n",
		"1 LOGIN alice secret\r\n2 APPEND INBOX {99999999999999999+}\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		if len(said) > 1<<16 {
			t.Skip()
		}
		w := newWorld(t, imap.Config{MaxMessage: 1 << 16})
		w.Do(func(h host.Host) {
			c := w.login(h)
			_, err := c.Append("INBOX", nil, time.Time{}, []byte(crepe))
			w.must(err)
			w.must(c.Logout())
		})
		w.Dial("a")
		got := w.Say("a", string(said), nil)["a"]
		for _, line := range strings.SplitAfter(got, "\n") {
			if line != "" && !strings.HasSuffix(line, "\n") && strings.Count(got, "{") == 0 {
				t.Errorf("%q has no end", line)
			}
		}
		w.Do(func(h host.Host) { w.must(w.login(h).Logout()) })
	})
}

// hostile is a server that says what it is given, whatever it hears.
func hostile(h host.Host, at netip.AddrPort, say []byte) {
	l, err := h.Listen("tcp", at)
	if err != nil {
		return
	}
	h.Go("hostile", func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Write(say) // the client may hang up in the middle
		if half, is := conn.(host.HalfCloser); is {
			_ = half.CloseWrite() // as above
		}
	})
}

// Whatever a server says, the client comes to an end with a result or an error.
func FuzzClient(f *testing.F) {
	f.Add([]byte("* OK hi\r\n* CAPABILITY IMAP4rev1\r\na1 OK in\r\n* 3 EXISTS\r\n* OK [UIDNEXT 4]\r\na2 OK [READ-WRITE] open\r\n" +
		"* 1 FETCH (UID 1 FLAGS (\\Seen) ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))\r\na3 OK done\r\n" +
		"* LIST (\\Noselect) \"/\" &AOk-\r\na4 OK\r\n* SEARCH 1 2\r\na5 OK\r\na6 OK [COPYUID 1 1:4294967295 1:4294967295] x\r\n+ idling\r\n* 2 EXPUNGE\r\na7 OK\r\n"))
	f.Add([]byte("* BYE no\r\n"))
	f.Add([]byte("* PREAUTH x\r\n+ \r\n+ \r\na1 NO [ALERT] x\r\n"))
	f.Add([]byte("* OK\r\na1 OK\r\na2 OK\r\n* 1 FETCH (BODY[] {4294967295}\r\nx"))
	f.Add([]byte("* OK\r\na1 OK\r\na2 OK\r\n* 1 FETCH (BODY " + strings.Repeat("(", 500)))
	f.Fuzz(func(t *testing.T, say []byte) {
		if len(say) > 1<<16 {
			t.Skip()
		}
		w := newWorld(t, imap.Config{})
		at := netip.AddrPortFrom(w.Client.Addrs()[0], 1143)
		w.Do(func(h host.Host) {
			hostile(h, at, say)
			c, err := imap.Dial(h, at)
			if err != nil {
				return
			}
			errs := []error{c.Login("alice", "secret")}
			try := func(err error) { errs = append(errs, err) }
			_, err = c.Select("INBOX")
			try(err)
			_, err = c.Fetch(imap.Seqs(imap.Range{First: 1, Last: 3}), imap.ItemEnvelope, imap.ItemStructure)
			try(err)
			_, err = c.List("", "*")
			try(err)
			_, err = c.Search()
			try(err)
			_, err = c.Copy(imap.OneUID(1), "Trash")
			try(err)
			h.Go("done", func() { _ = c.Done() }) // IDLE may be over
			try(c.Idle())
			for _, err := range errs {
				var refusal imap.Reply
				var op net.Error
				if err != nil && !errors.As(err, &refusal) && !errors.Is(err, imap.ErrProtocol) && !errors.As(err, &op) &&
					!errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "too") {
					t.Errorf("%T %v", err, err)
				}
			}
		})
	})
}

// Whatever a message is, what the server tells of it the client can read; and it comes
// back as it was.
func FuzzMessage(f *testing.F) {
	f.Add([]byte(crepe))
	f.Add([]byte("From: \"a\\\"b\" <@r:c@d>, g: x@y;;, (c) z\r\nContent-Type: multipart/mixed; boundary=\"\r\n\r\n"))
	f.Add([]byte("Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b--"))
	f.Add([]byte("To: \xff\r\nSubject: =?utf-8?b?gg==?=\r\nContent-Disposition: a; b=\"\r\n c; d*=x\r\n\r\n\xff\xfe"))
	f.Fuzz(func(t *testing.T, message []byte) {
		if len(message) == 0 || len(message) > 1<<16 || bytes.IndexByte(message, 0) >= 0 {
			t.Skip()
		}
		w := newWorld(t, imap.Config{})
		w.Do(func(h host.Host) {
			c := w.login(h)
			uid, err := c.Append("INBOX", []string{mailbox.Seen}, imapscript.Epoch, message)
			w.must(err)
			_, err = c.Select("INBOX")
			w.must(err)
			list, err := c.Fetch(imap.OneUID(uid), imap.ItemEnvelope, imap.ItemStructure, imap.Item{Name: "BODY"}, imap.ItemSize)
			w.must(err)
			if len(list) != 1 || list[0].Size != int64(len(message)) || list[0].Structure == nil {
				t.Errorf("%+v", list)
			}
			list[0].Item()
			whole, err := c.FetchSection(uid, imap.Section{})
			w.must(err)
			if !bytes.Equal(whole, message) {
				t.Errorf("came back as %q", whole)
			}
			header, err := c.FetchSection(uid, imap.Section{Text: "HEADER"})
			w.must(err)
			text, err := c.FetchSection(uid, imap.Section{Text: "TEXT"})
			w.must(err)
			if string(header)+string(text) != string(message) {
				t.Errorf("header %q, text %q", header, text)
			}
			_, err = c.Search(imap.Key{Name: "TEXT", Text: "x"})
			w.must(err)
		})
	})
}
