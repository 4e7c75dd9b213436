package arch

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floor is one line of the house's table: a package, with the packages inside it, and what
// it may import besides the standard library and itself. What an allowed package may import
// is allowed as well.
type floor struct {
	pkg     string   // folder
	imports []string // folders of this module
	never   []string // folders of this module that stay forbidden all the same
	modules []string // prefixes of other modules' import paths
	// names limits what may be used of a package: nothing but these identifiers.
	names map[string][]string
	why   string
}

var protocolNever = []string{"core/sim", "core/vnet"}

var floors = []floor{
	{pkg: "core/linked", why: "a list, whatever stands in it"},
	{pkg: "core/slab", why: "memory for whatever stays"},
	{pkg: "core/sim", imports: []string{"core/linked"}, why: "time stands below everything, and knows nothing of networks"},
	{pkg: "core/view", why: "plain structs that anybody may import must bring nothing along"},
	{pkg: "core/trace", imports: []string{"core/sim"}, why: "an event is a fact at an instant, whatever it is about"},
	{pkg: "core/pcapng", why: "a file format: bytes and times, whoever sent them"},
	{pkg: "core/zonefile", modules: []string{"github.com/miekg/dns"}, why: "a file format: records and lines, whoever serves them"},
	{pkg: "core/spelling", why: "words, whatever they name"},
	{pkg: "core/formula", why: "numbers and names, whatever they measure"},
	{pkg: "core/filter", imports: []string{"core/trace", "core/spelling"}, why: "a filter reads events and nothing else"},
	{pkg: "core/host", imports: []string{"core/trace", "core/view"}, why: "the contract must not know who fulfils it"},
	{pkg: "core/vnet", imports: []string{"core/sim", "core/slab", "core/host", "core/pcapng"}, why: "a network carries bytes of protocols that it doesn't know"},
	{pkg: "core/dns", imports: []string{"core/host", "core/zonefile", "core/spelling"}, never: protocolNever, modules: []string{"github.com/miekg/dns"},
		why: "a protocol is given a host.Host: it cannot tell the world from a real machine"},
	{pkg: "core/torrent/bencode", why: "a notation: bytes and values, whoever writes them"},
	{pkg: "core/torrent/metainfo", imports: []string{"core/torrent/bencode"}, why: "a file format: what is shared, whoever shares it"},
	{pkg: "core/torrent/wire", imports: []string{"core/torrent/bencode"}, why: "messages and bytes, whoever sends them"},
	{pkg: "core/dissect", imports: []string{"core/torrent/bencode", "core/torrent/wire"}, why: "what is said is understood from the bytes alone, without the programs that said it"},
	{pkg: "core/mail", imports: []string{"core/host"}, never: protocolNever, modules: []string{"github.com/emersion/go-message"},
		why: "messages and mailboxes are the same on real machines"},
	{pkg: "core/smtp", imports: []string{"core/mail", "core/dns"}, never: protocolNever, why: "as core/dns"},
	{pkg: "core/pop3", imports: []string{"core/mail", "core/dns"}, never: protocolNever, why: "as core/dns"},
	{pkg: "core/imap", imports: []string{"core/mail", "core/dns"}, never: protocolNever, why: "as core/dns"},
	{pkg: "core/mailserver", imports: []string{"core/smtp", "core/pop3", "core/imap"}, never: protocolNever,
		why: "as core/dns: it puts the protocols together around one store"},
	{pkg: "core/agent", imports: []string{"core/smtp", "core/pop3", "core/imap"}, never: protocolNever,
		why: "as core/dns: a user's mail program is on the other end of the servers' protocols"},
	{pkg: "core/web", imports: []string{"core/dns"}, never: protocolNever, why: "as core/dns"},
	{pkg: "core/webmail", imports: []string{"core/web", "core/smtp", "core/imap"}, never: protocolNever,
		modules: []string{"github.com/microcosm-cc/bluemonday"}, why: "as core/dns"},
	{pkg: "core/ftp", imports: []string{"core/dns"}, never: protocolNever, why: "as core/dns"},
	{pkg: "core/torrent", imports: []string{"core/web", "core/dns", "core/slab"}, never: protocolNever, why: "as core/dns"},
	{pkg: "core/program", imports: []string{"core/dns"}, never: protocolNever, modules: []string{"go.starlark.net"},
		why: "as core/dns"},
	{pkg: "core/terminal", imports: []string{"core/dns"}, never: protocolNever,
		why: "a shell and its commands are programs like others: they are given a host.Host"},
	{pkg: "core/lab", imports: []string{"core"}, modules: []string{"golang.org/x/tools/txtar"},
		why: "the one door: it puts a world together out of everything above"},
	{pkg: "public", why: "files and nothing else"},
	{pkg: "ui", imports: []string{"core/lab", "core/view", "core/trace", "core/filter", "public"},
		never: []string{"core/vnet", "core/host", "core/dns", "core/mail", "core/smtp", "core/pop3", "core/imap", "core/mailserver", "core/agent",
			"core/web", "core/webmail", "core/ftp", "core/torrent", "core/program", "core/terminal"},
		names:   map[string][]string{"core/sim": {"Instant", "Never"}}, // the unit in which lab and trace tell time
		modules: []string{"github.com/vugu/", "golang.org/x/net/html"},
		why:     "the screen commands and reads a world through lab only, so that the world may live elsewhere"},
	{pkg: "ui/mailhtml", modules: []string{"golang.org/x/net/html"}, why: "HTML that came by mail, made harmless, whoever shows it"},
	{pkg: "ui/qr", modules: []string{"rsc.io/qr/coding"}, why: "a picture of a text, whatever it says"},
	{pkg: "wasm", imports: []string{"ui", "core/lab", "core/view", "core/trace", "core/filter", "public"},
		never:   []string{"core/vnet", "core/host", "core/dns"},
		names:   map[string][]string{"core/sim": {"Instant", "Never"}},
		modules: []string{"github.com/vugu/", "github.com/hack-pad/safejs"},
		why:     "the browser's side of the page; protocols are none of its business"},
	{pkg: "wasm/pack", modules: []string{"github.com/andybalholm/brotli"}, why: "a tool of the build, not of the page"},
	{pkg: "wasm/serve", why: "a tool of the build, not of the page"},
}

// checkFloors reports the imports of a file that its floor does not allow. A package on no
// floor is reported too: whoever adds one decides where it stands. Tests may import anything.
func checkFloors(f *sourceFile) []finding {
	if f.isTest || strings.HasPrefix(f.path, "tests/") {
		return nil
	}
	row := floorOf(path.Dir(f.path))
	if row == nil {
		return []finding{f.at(f.syntax.Package, "floor", "the package is on no floor of the house (tests/arch/floors_test.go)")}
	}
	var found []finding
	for _, spec := range f.syntax.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil || row.allows(name) {
			continue
		}
		local, inModule := strings.CutPrefix(name, module+"/")
		if names, limited := row.names[local]; inModule && limited {
			found = append(found, checkNames(f, spec, names)...)
			continue
		}
		found = append(found, f.at(spec.Pos(), "floor", fmt.Sprintf("%s may not import %s: %s", row.pkg, name, row.why)))
	}
	return found
}

// checkNames reports the uses of an imported package that are not among names.
func checkNames(f *sourceFile, spec *ast.ImportSpec, names []string) []finding {
	var found []finding
	called := importName(spec)
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && isPackage(sel.X, called) && !slices.Contains(names, sel.Sel.Name) {
			found = append(found, f.at(sel.Pos(), "floor",
				fmt.Sprintf("of %s nothing but %s may be used here", spec.Path.Value, strings.Join(names, ", "))))
		}
		return true
	})
	return found
}

// floorOf returns the line of the longest folder that holds dir.
func floorOf(dir string) *floor {
	var best *floor
	for i := range floors {
		if row := &floors[i]; inside(dir, row.pkg) && (best == nil || len(row.pkg) > len(best.pkg)) {
			best = row
		}
	}
	return best
}

// allows reports whether the floor lets a file import name.
func (row *floor) allows(name string) bool {
	local, inModule := strings.CutPrefix(name, module+"/")
	if !inModule {
		if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
			return true // the standard library; words_test.go knows which parts are banned
		}
		return row.allowsModule(name, map[string]bool{})
	}
	if inside(local, row.pkg) || inside(local, "core/view") {
		return true
	}
	for _, pkg := range row.never {
		if inside(local, pkg) {
			return false
		}
	}
	if _, limited := row.names[local]; limited {
		return false
	}
	return row.reaches(local, map[string]bool{})
}

// reaches walks the table: what stands on the line, and whatever that may import.
func (row *floor) reaches(local string, seen map[string]bool) bool {
	for _, pkg := range row.imports {
		if inside(local, pkg) {
			return true
		}
		if next := floorOf(pkg); next != nil && !seen[pkg] {
			seen[pkg] = true
			if next.reaches(local, seen) {
				return true
			}
		}
	}
	return false
}

func (row *floor) allowsModule(name string, seen map[string]bool) bool {
	for _, prefix := range row.modules {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	// A library that a lower floor speaks in (miekg/dns) may be named above it; those of the
	// screen and of the browser stay theirs.
	if !inside(row.pkg, "core") {
		return false
	}
	for i := range floors {
		lower := &floors[i]
		if inside(lower.pkg, "core") && !seen[lower.pkg] && row.reaches(lower.pkg, map[string]bool{}) {
			seen[lower.pkg] = true
			if lower.allowsModule(name, seen) {
				return true
			}
		}
	}
	return false
}

// inside reports whether a folder is pkg or lies in it.
func inside(dir, pkg string) bool { return dir == pkg || strings.HasPrefix(dir, pkg+"/") }

func TestFloors(t *testing.T) { report(t, checkFloors) }
