package pop3

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
)

// FuzzServer says whatever it likes to a server: each reply is a line that begins with
// +OK or -ERR, the session ends, the maildrop is free again, and nothing is deleted but by
// QUIT.
func FuzzServer(f *testing.F) {
	for _, s := range []string{
		"USER alice\r\nPASS crepes et café\r\nLIST\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n",
		"USER alice\r\nPASS crepes et café\r\nTOP 1 1\r\nUIDL\r\nRSET\r\nDELE 2\r\n",
		"CAPA\r\n\x00\r\nAPOP a b\nQUIT",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		w := newWorld(t)
		w.put("Subject: one\r\n\r\n.dot\r\n", "Subject: two\r\n\r\n")
		var heard string
		w.exec(func(h host.Host) {
			c := w.connect(h)
			h.Go("writer", func() {
				_, _ = c.Write(said)
				_ = c.Conn.(host.HalfCloser).CloseWrite()
			})
			heard = c.hear(20 * time.Minute)
			_ = c.Close()
		})
		if !strings.HasPrefix(heard, "+OK") || !strings.HasSuffix(heard, "(closed)\n") && !strings.Contains(heard, "reset") {
			t.Errorf("heard %q", heard)
		}
		if !bytes.Contains(bytes.ToUpper(said), []byte("QUIT")) && len(w.bodies()) != 2 {
			t.Error("a message is gone without QUIT")
		}
		w.serves()
	})
}

// FuzzClient lets a server answer whatever it likes: the client comes to an end.
func FuzzClient(f *testing.F) {
	f.Add([]byte("+OK hi <1.2@x>\r\n+OK\r\n+OK\r\n+OK 1 5\r\n+OK\r\n1 5\r\n.\r\n+OK\r\n1 a\r\n.\r\n+OK\r\n..\r\n.\r\n+OK\r\n+OK\r\n"))
	f.Add([]byte("-ERR [IN-USE] no\r\n"))
	f.Fuzz(func(t *testing.T, says []byte) {
		w := newWorld(t)
		serve(w, string(says))
		w.exec(func(h host.Host) { _ = talk(h) })
		w.run()
	})
}

// FuzzMultiline: what is sent byte-stuffed is what is read, with the line ends of the
// Internet, and the reader stops where the writer did.
func FuzzMultiline(f *testing.F) {
	f.Add([]byte(".\r\n..\n\n.x"))
	f.Fuzz(func(t *testing.T, message []byte) {
		var wire bytes.Buffer
		out := bufio.NewWriter(&wire)
		w := newDotWriter(out)
		w.write(message)
		w.close()
		_ = out.Flush()
		wire.WriteString("+OK next\r\n")
		in := bufio.NewReaderSize(&wire, 16)
		got, err := readLines(in, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		var want []byte
		for line := range bytes.Lines(message) {
			if text, ended := bytes.CutSuffix(line, []byte("\n")); ended {
				line = bytes.TrimSuffix(text, []byte("\r"))
			}
			want = append(append(want, line...), "\r\n"...)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%q came as %q", message, got)
		}
		if rest, _ := io.ReadAll(in); string(rest) != "+OK next\r\n" {
			t.Errorf("left is %q", rest)
		}
	})
}
