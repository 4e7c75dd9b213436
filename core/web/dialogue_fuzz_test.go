package web_test

import (
	"bytes"
	"io"
	"testing"

	"playnet/core/host"
	"playnet/core/web"
)

// Whatever a client says, the server answers with whole responses, and lives.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx"))
	f.Add([]byte("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n1\r\na\r\n0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		w := newWorld(t, web.ServerConfig{Handler: site, Limits: web.Limits{Body: 1 << 12}})
		w.do(func(h host.Host) {
			c := w.dial(h)
			_, _ = c.Write(in)
			_ = c.(host.HalfCloser).CloseWrite()
			all, _ := io.ReadAll(c)
			_ = c.Close()
			if len(all) > 0 && !bytes.HasPrefix(all, []byte("HTTP/1.1 ")) {
				t.Fatalf("%q is answered by %q", in, all)
			}
			c = w.dial(h)
			_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: www\r\nConnection: close\r\n\r\n")
			if all, _ := io.ReadAll(c); !bytes.Contains(all, []byte("<h1>")) {
				t.Fatalf("after %q the next client gets %q", in, all)
			}
			_ = c.Close()
		})
	})
}
