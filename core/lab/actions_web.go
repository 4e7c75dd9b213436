package lab

import (
	"errors"
	"net/netip"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/web"
)

// errNoSuchName says that a browser did not find a server.
var errNoSuchName = errors.New("the server's name has no address")

// browser returns the browser of a host, which is installed when the host is first told to
// show a page.
func (r *run) browser(h labfile.Name) *web.Browser {
	if r.browsers[h] == nil {
		r.machine(h).Install(web.BrowserKind, func() host.Program {
			r.browsers[h] = web.NewBrowser(func(m host.Host, name string) (netip.Addr, error) { return r.find(m, h, name) })
			return r.browsers[h]
		})
	}
	return r.browsers[h]
}

// find finds a server as a host's programs do: in the host's own table of names, else by
// its name servers.
func (r *run) find(m host.Host, h labfile.Name, name string) (netip.Addr, error) {
	if r.stubs[h] == nil {
		if o := r.file.Host(labfile.Name(name)); o != nil {
			return o.Address.Addr, nil
		}
		return netip.Addr{}, errNoSuchName
	}
	reply := r.stubs[h].Lookup(m, name, mdns.TypeA)
	if list := reply.Addrs(); reply.State == dns.LookupFound && len(list) > 0 {
		return list[0], nil
	}
	return netip.Addr{}, errNoSuchName
}

func (r *run) planGet(a labfile.WebGet) (func(), error) {
	return func() { r.browser(a.Host).Go(web.Ask{URL: string(a.URL)}, a.Alone) },
		unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}

func (r *run) planPost(a labfile.WebPost) (func(), error) {
	var form web.Form
	for _, f := range a.Form {
		form = append(form, web.FormValue{Name: f.Name, Value: f.Value})
	}
	return func() { r.browser(a.Host).Submit(string(a.URL), form) },
		unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}
