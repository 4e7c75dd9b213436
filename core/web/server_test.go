package web_test

import (
	"net/netip"
	"testing"

	"playnet/core/host"
	"playnet/core/vnet"
	"playnet/core/web"
)

// A server answers at each address of its host.
func TestServerAtEachAddress(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: site})
	many, err := w.n.AddHost(vnet.HostConfig{Name: "many", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.81"), netip.MustParseAddr("192.0.2.82")}})
	if err != nil {
		t.Fatal(err)
	}
	many.Install("server", func() host.Program { return program(web.NewServer(web.ServerConfig{Handler: site}).Run) })
	w.do(func(h host.Host) {
		c := web.NewClient(h, web.ClientConfig{})
		defer c.Close()
		for _, at := range []string{"192.0.2.81", "192.0.2.82"} {
			if answer, err := c.Do(web.Ask{URL: "http://" + at + "/"}); err != nil || answer.Status != 200 {
				t.Errorf("%s: %v", at, err)
			}
		}
	})
}
