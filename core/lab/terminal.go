package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
	"playnet/core/terminal"
	"playnet/core/trace"
	"playnet/core/view"
)

// console is the terminal of a host. A shell is made when first something is typed,
// and anew when the host starts again; the screen stays.
type console struct {
	screen terminal.Screen
	shell  *terminal.Shell
}

func (r *run) planTyping(a labfile.TerminalLine) (func(), error) {
	return func() {
		r.console(a.Host).shell.Line(string(a.Line), trace.ID(r.kernel.Context().For))
	}, unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}

func (r *run) planInterrupt(a labfile.TerminalInterrupt) (func(), error) {
	return func() { r.console(a.Host).shell.Interrupt() },
		unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}

// console returns the terminal of a host that is up.
func (r *run) console(h labfile.Name) *console {
	if r.consoles[h] == nil {
		c := &console{}
		r.consoles[h] = c
		env := terminal.Env{Files: hostFiles{r, r.file.Host(h)}, Stub: func() *dns.Stub { return r.stubs[h] }}
		r.machine(h).Install(terminal.Kind, func() host.Program {
			c.shell = terminal.NewShell(&c.screen, env)
			return c.shell
		})
	}
	return r.consoles[h]
}

// terminalOf describes a host's terminal for the snapshot; nil before anything was
// typed.
func (r *run) terminalOf(h labfile.Name) *view.Terminal {
	c := r.consoles[h]
	if c == nil {
		return nil
	}
	shell := c.shell
	if !r.machine(h).Up() {
		shell = nil
	}
	t := terminal.Show(string(h), &c.screen, shell)
	return &t
}

// Terminal describes a host's terminal; an error says that there is no such host.
func (w *World) Terminal(h labfile.Name) (view.Terminal, error) {
	if w.file.Host(h) == nil {
		return view.Terminal{}, fmt.Errorf("there is no host %s", h)
	}
	if t := w.run.terminalOf(h); t != nil {
		return *t, nil
	}
	return terminal.Show(string(h), nil, nil), nil
}

// Complete finds what the word that ends at the cursor of a host's terminal may go
// on with; before is the text before the cursor.
func (w *World) Complete(h labfile.Name, before string) view.Completion {
	on := w.file.Host(h)
	if on == nil {
		return view.Completion{}
	}
	files := hostFiles{w.run, on}
	words := terminal.Words{Hosts: w.run.knownNames(on), Files: files.List()}
	for _, s := range files.services() {
		words.Services = append(words.Services, s.Kind())
	}
	return terminal.Complete(before, words)
}

// Suggest says what could be typed next in the conversation that a host's terminal
// shows; nothing where there is none, or none of a known protocol.
func (w *World) Suggest(h labfile.Name) []view.Suggestion {
	t := w.run.terminalOf(h)
	if t == nil {
		return nil
	}
	return terminal.Suggest(*t)
}

// knownNames lists the names that a host can find addresses of: those of its own
// file and, if it has name servers to ask, those that the lab's zones hold.
func (r *run) knownNames(h *labfile.Host) []string {
	names := []string{"localhost"}
	if len(h.Resolvers) == 0 {
		for i := range r.file.Lab.Hosts {
			names = append(names, string(r.file.Lab.Hosts[i].Name))
		}
		return names
	}
	names = append(names, string(h.Name))
	for _, s := range r.services {
		a, ok := s.lab.(labfile.DNSAuthority)
		if !ok {
			continue
		}
		for _, zone := range a.Zones {
			names = appendOwners(names, r.disk(a.Host)(zone).Records)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func appendOwners(names []string, records []mdns.RR) []string {
	for _, rr := range records {
		if t := rr.Header().Rrtype; t == mdns.TypeA || t == mdns.TypeCNAME {
			names = append(names, strings.TrimSuffix(mdns.CanonicalName(rr.Header().Name), "."))
		}
	}
	return names
}

// hostFiles are the files of a host: what its programs are set up with, as the lab and
// its switches have it, and with what was changed since.
type hostFiles struct {
	r *run
	h *labfile.Host
}

// etc is the folder of the files.
const etc = "/etc/"

// List returns the names in ascending order.
func (f hostFiles) List() []string {
	names := []string{etc + "hostname", etc + "hosts"}
	if len(f.h.Resolvers) > 0 {
		names = append(names, etc+"resolv.conf")
	}
	for _, s := range f.services() {
		names = append(names, etc+s.Kind()+".json")
		for _, member := range membersOf(s) {
			names = append(names, etc+member)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Read returns a file's content.
func (f hostFiles) Read(name string) (text string, ok bool) {
	name, ok = strings.CutPrefix(name, etc)
	switch {
	case !ok:
		return "", false
	case name == "hostname":
		return string(f.h.Name) + "\n", true
	case name == "hosts":
		return f.hosts(), true
	case name == "resolv.conf" && len(f.h.Resolvers) > 0:
		return resolvConf(f.r.resolvers(f.h)), true
	}
	for _, s := range f.services() {
		if name == s.Kind()+".json" {
			return settings(s), true
		}
		if slices.Contains(membersOf(s), name) {
			return f.zone(name)
		}
	}
	return "", false
}

func (f hostFiles) services() []labfile.Service {
	var list []labfile.Service
	for _, s := range f.r.services {
		if s.lab.On() == f.h.Name {
			list = append(list, s.lab)
		}
	}
	return list
}

// zone is a zone as its author wrote it or, once its operator has changed it, as it
// stands: a record a line.
func (f hostFiles) zone(member string) (text string, ok bool) {
	now := f.r.disk(f.h.Name)(labfile.MemberName(member))
	if _, edited := f.r.edited[zoneFile{f.h.Name, now.Member}]; !edited {
		data, ok := f.r.file.Member(member, f.r.switchesOn())
		return string(data), ok
	}
	var out strings.Builder
	for _, rr := range now.Records {
		out.WriteString(rr.String() + "\n")
	}
	return out.String(), true
}

// hosts is the host's own table of names (hosts(5)). Where there are no name servers
// to ask it holds all of the lab's, as the one file HOSTS.TXT once held all of the
// Internet's (RFC 952).
func (f hostFiles) hosts() string {
	var out strings.Builder
	out.WriteString("127.0.0.1\tlocalhost\n")
	fmt.Fprintf(&out, "%v\t%s\n", f.h.Address, f.h.Name)
	if len(f.h.Resolvers) > 0 {
		return out.String()
	}
	for i := range f.r.file.Lab.Hosts {
		if o := &f.r.file.Lab.Hosts[i]; o.Name != f.h.Name {
			fmt.Fprintf(&out, "%v\t%s\n", o.Address, o.Name)
		}
	}
	return out.String()
}

// resolvConf tells a host's programs whom to ask (resolv.conf(5)).
func resolvConf(servers []netip.AddrPort) string {
	var out strings.Builder
	for _, s := range servers {
		fmt.Fprintf(&out, "nameserver %v\n", s.Addr())
	}
	return out.String()
}

// settings writes a service as the lab file has it.
func settings(s labfile.Service) string {
	var out bytes.Buffer
	if err := json.Indent(&out, strict.EncodeUnion(s, labfile.Unions()), "", "  "); err != nil {
		panic("lab: a service is written as what is no JSON: " + err.Error())
	}
	out.WriteByte('\n')
	return out.String()
}

// membersOf lists the members that a service reads.
func membersOf(s labfile.Service) []string {
	var names []string
	switch s := s.(type) {
	case labfile.DNSAuthority:
		for _, z := range s.Zones {
			names = append(names, string(z))
		}
	case labfile.DNSResolver:
		if s.Hints != "" {
			names = append(names, string(s.Hints))
		}
	}
	return names
}
