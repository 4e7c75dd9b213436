package arch

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Words that core/ must not say. Its tests may: they check from outside.

// bannedImports are import paths (a trailing slash bans everything below) and why.
var bannedImports = []struct{ path, why string }{
	{"sync", "control is handed over, never raced for: there is nothing to lock"},
	{"sync/atomic", "control is handed over, never raced for"},
	{"syscall/js", "core runs the same natively and in a browser"},
	{"github.com/hack-pad/safejs", "core runs the same natively and in a browser"},
	{"github.com/vugu/", "core knows no screen"},
	{"crypto/rand", "randomness comes from named streams of the seed"},
	{"hash/maphash", "its seed differs in each process"},
	{"crypto/tls", "hundreds of kB of wasm for what no lab needs"},
	{"net/http", "hundreds of kB of wasm, and goroutines of its own; HTTP here is core/web"},
	{"net/smtp", "brings crypto/tls along"},
	{"os/exec", "core touches no machine"},
	{"os/signal", "core touches no machine"},
	{"plugin", "core touches no machine"},
	{"unsafe", "students read this code, and wasm has 32-bit pointers to trip over"},
}

// bannedNames are identifiers of packages that are otherwise welcome.
var bannedNames = []struct {
	path  string
	names []string
	why   string
}{
	{"time", []string{"Now", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Since", "Until", "Timer", "Ticker"},
		"a world's time is its queue's, not the machine's"},
	{"time", []string{"Local", "LoadLocation"}, "where the machine stands must not show in a trace"},
	{"math", []string{"Exp", "Exp2", "Expm1", "Pow", "Log", "Log2", "Log10", "Log1p", "FMA", "Sin", "Cos", "Tan", "Sincos",
		"Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Cbrt", "Hypot", "Gamma",
		"Lgamma", "Erf", "Erfc", "Erfinv", "Erfcinv", "J0", "J1", "Jn", "Y0", "Y1", "Yn"},
		"the last bits differ between amd64 and wasm"},
	{"net", []string{"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer", "Listen", "ListenPacket", "ListenTCP",
		"ListenUDP", "ListenIP", "ListenUnix", "ListenConfig", "ListenMulticastUDP", "Resolver", "DefaultResolver", "LookupAddr",
		"LookupHost", "LookupIP", "LookupCNAME", "LookupMX", "LookupNS", "LookupSRV", "LookupTXT", "ResolveTCPAddr",
		"ResolveUDPAddr", "ResolveIPAddr", "Interfaces", "InterfaceAddrs", "Pipe"},
		"sockets come from host.Host; package net lends its types and errors"},
	{"runtime", []string{"Gosched", "Goexit", "LockOSThread", "GOMAXPROCS", "NumCPU", "ReadMemStats", "SetFinalizer", "AddCleanup"},
		"what the machine does meanwhile must not show"},
}

// allowedNames are the only identifiers of a package that core may use.
var allowedNames = []struct {
	path  string
	names []string
	why   string
}{
	{"os", []string{"ErrDeadlineExceeded", "ErrNotExist", "ErrExist", "ErrClosed", "ErrInvalid", "ErrPermission", "ErrProcessDone",
		"PathError", "SyscallError", "NewSyscallError"},
		"package os lends its errors; files and environment are the machine's"},
	{"math/rand/v2", []string{"Rand", "Source", "New", "PCG", "NewPCG", "ChaCha8", "NewChaCha8", "Zipf", "NewZipf"},
		"the functions without a source draw from the machine's dice"},
	{"math/rand", nil, "its streams are seeded by the machine; use a named stream of sim"},
}

// onlyIn limits a name to the one place that is trusted with it.
var onlyIn = []struct{ path, name, dir, why string }{
	{"iter", "Pull", "core/sim", "a coroutine outside the kernel would be a fiber that nobody stops"},
	{"iter", "Pull2", "core/sim", "a coroutine outside the kernel would be a fiber that nobody stops"},
}

// checkWords reports the banned words in a file of core/.
func checkWords(f *sourceFile) []finding {
	if f.isTest || !strings.HasPrefix(f.path, "core/") {
		return nil
	}
	var found []finding
	add := func(n ast.Node, rule, text string) { found = append(found, f.at(n.Pos(), rule, text)) }
	const noGo = "programs are fibers (sim), which run one at a time and in the same order each time"
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			add(n, "go", noGo)
		case *ast.ChanType:
			add(n, "chan", noGo)
		case *ast.SendStmt:
			add(n, "chan", noGo)
		case *ast.SelectStmt:
			add(n, "select", noGo)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				add(n, "chan", noGo)
			}
		}
		return true
	})
	for _, spec := range f.syntax.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		for _, ban := range bannedImports {
			if name == ban.path || strings.HasSuffix(ban.path, "/") && strings.HasPrefix(name, ban.path) {
				add(spec, "import", name+": "+ban.why)
			}
		}
		if spec.Name != nil && spec.Name.Name == "." {
			add(spec, "import", "a dot import hides where a name comes from, from readers and from this test")
		}
		found = append(found, checkUses(f, spec, name)...)
	}
	return found
}

// checkUses reports the uses of one import's identifiers that the tables forbid.
func checkUses(f *sourceFile, spec *ast.ImportSpec, name string) []finding {
	var found []finding
	called := importName(spec)
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || !isPackage(sel.X, called) {
			return true
		}
		used := called + "." + sel.Sel.Name
		for _, ban := range bannedNames {
			if ban.path == name && slices.Contains(ban.names, sel.Sel.Name) {
				found = append(found, f.at(sel.Pos(), "name", used+": "+ban.why))
			}
		}
		for _, only := range allowedNames {
			if only.path == name && !slices.Contains(only.names, sel.Sel.Name) {
				found = append(found, f.at(sel.Pos(), "name", used+": "+only.why))
			}
		}
		for _, only := range onlyIn {
			if only.path == name && only.name == sel.Sel.Name && !strings.HasPrefix(f.path, only.dir+"/") {
				found = append(found, f.at(sel.Pos(), "name", used+": "+only.why))
			}
		}
		return true
	})
	return found
}

// checkBrowserDoor reports who reaches for the browser without being its keeper.
func checkBrowserDoor(f *sourceFile) []finding {
	var found []finding
	for _, spec := range f.syntax.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		switch name {
		case "syscall/js":
			found = append(found, f.at(spec.Pos(), "browser", "syscall/js panics where safejs returns an error"))
		case "github.com/hack-pad/safejs":
			if !strings.HasPrefix(f.path, "wasm/") {
				found = append(found, f.at(spec.Pos(), "browser", "only wasm/ speaks to the browser, so that everything else builds and tests natively"))
			}
		}
	}
	return found
}

func TestWords(t *testing.T) { report(t, checkWords) }

func TestBrowserDoor(t *testing.T) { report(t, checkBrowserDoor) }
