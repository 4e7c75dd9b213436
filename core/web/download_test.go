package web_test

import (
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/vnet"
	"playnet/core/web"
)

// A download takes as long as the line says, also where that is longer than the server's
// patience with a client who takes nothing.
func TestDownload(t *testing.T) {
	const size, rate = 4 << 20, 200_000 // bytes, bit/s: about 168 s
	w := newWorld(t, web.ServerConfig{Handler: web.Files{{Path: "/film", Data: make([]byte, size)}}, Patience: 20 * time.Second})
	slow, err := w.n.AddHost(vnet.HostConfig{Name: "slow", Addrs: []netip.Addr{netip.MustParseAddr("198.51.100.10")},
		Link: vnet.LinkConfig{Delay: 10 * time.Millisecond, Down: rate, Queue: 64 << 10}})
	if err != nil {
		t.Fatal(err)
	}
	film := web.NewDownload(web.DownloadConfig{Server: netip.AddrPortFrom(wwwAddr, 80), Host: "www", Target: "/film", After: time.Second})
	none := web.NewDownload(web.DownloadConfig{Server: netip.AddrPortFrom(wwwAddr, 80), Host: "www", Target: "/none"})
	slow.Install("film", func() host.Program { return film })
	slow.Install("none", func() host.Program { return none })
	w.do(func(host.Host) {})
	got := events[web.EventDownloaded](w)
	if len(got) != 2 || got[0].Failed == "" || got[1].Failed != "" || got[1].Bytes != size {
		t.Fatalf("downloads ended as %+v", got)
	}
	ideal := time.Duration(float64(size) * 8 / rate * 1e9)
	if got[1].Took < ideal || got[1].Took > ideal+ideal/15 {
		t.Errorf("it took %v; at %d bit/s it takes %v and headers", got[1].Took, rate, ideal)
	}
	if v := film.View(); v.State != "done" || v.Fields[0].Value != v.Fields[1].Value {
		t.Errorf("in the end the program is %+v", v)
	}
	if v := none.View(); v.State != "failed" || !strings.Contains(v.Fields[2].Value, "does not send") {
		t.Errorf("in the end the other program is %+v", v)
	}
}

// A download is given up when the server has said nothing for a minute, whether it has begun to
// send the file or not; what has come is counted.
func TestDownloadFromASilentServer(t *testing.T) {
	for head, bytes := range map[string]int64{"": 0, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf": 4} {
		w := newWorld(t, web.ServerConfig{Handler: web.Files{}})
		w.www.Install("silent", func() host.Program {
			return program(func(h host.Host) error {
				l, err := h.Listen("tcp", netip.AddrPortFrom(wwwAddr, 81))
				if err != nil {
					return err
				}
				conn, err := l.Accept()
				if err != nil {
					return err
				}
				defer conn.Close()
				if _, err := io.WriteString(conn, head); err != nil {
					return err
				}
				_, err = io.Copy(io.Discard, conn) // until the client goes
				return err
			})
		})
		film := web.NewDownload(web.DownloadConfig{Server: netip.AddrPortFrom(wwwAddr, 81), Host: "www", Target: "/film", After: time.Second})
		w.client.Install("film", func() host.Program { return film })
		w.do(func(host.Host) {})
		got := events[web.EventDownloaded](w)
		if len(got) != 1 || got[0].Bytes != bytes || !strings.Contains(got[0].Failed, "timeout") || got[0].Took < web.ClientPatience || got[0].Took > web.ClientPatience+time.Second {
			t.Errorf("%q: the download ended as %+v", head, got)
		}
		if v := film.View(); v.State != "failed" {
			t.Errorf("%q: in the end it is %s", head, v.State)
		}
	}
}
