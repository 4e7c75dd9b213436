package arch

import (
	"go/ast"
	"go/importer"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// The rules themselves: each reports what breaks it, and nothing else.

func TestRulesReport(t *testing.T) {
	for _, test := range []struct {
		name, path, src string
		want            []string // the rules that must speak up
	}{
		{"a sound file", "core/dns/x.go", `package dns; import ("time"; "playnet/core/host"); var _ host.Host; var _ time.Duration`, nil},
		{"a protocol that reaches for the simulator", "core/dns/x.go", `package dns; import _ "playnet/core/sim"`, []string{"floor"}},
		{"a protocol that reaches for the network", "core/web/x.go", `package web; import _ "playnet/core/vnet"`, []string{"floor"}},
		{"a lower floor that looks up", "core/sim/x.go", `package sim; import _ "playnet/core/trace"`, []string{"floor"}},
		{"a library on the wrong floor", "core/vnet/x.go", `package vnet; import _ "github.com/miekg/dns"`, []string{"floor"}},
		{"a library of a lower floor", "core/web/x.go", `package web; import _ "github.com/miekg/dns"`, nil},
		{"a package on no floor", "core/gopher/x.go", `package gopher`, []string{"floor"}},
		{"a package inside another", "core/lab/labfile/x.go", `package labfile; import _ "playnet/core/vnet"`, nil},
		{"a protocol's test on the network", "core/dns/x_test.go", `package dns; import _ "playnet/core/vnet"`, nil},
		{"the screen past the door", "ui/x.go", `package ui; import _ "playnet/core/vnet"`, []string{"floor"}},
		{"the screen naming instants", "ui/x.go", `package ui; import "playnet/core/sim"; var _ sim.Instant`, nil},
		{"the screen running a kernel", "ui/x.go", `package ui; import "playnet/core/sim"; var _ sim.Kernel`, []string{"floor"}},
		{"the browser from the screen", "ui/x.go", `package ui; import _ "github.com/hack-pad/safejs"`, []string{"browser", "floor"}},
		{"the browser from its keeper", "wasm/x.go", `package main; import _ "github.com/hack-pad/safejs"`, nil},
		{"the raw browser", "wasm/x.go", `package main; import _ "syscall/js"`, []string{"browser"}},
		{"a goroutine", "core/dns/x.go", `package dns; func f() { go f() }`, []string{"go"}},
		{"a channel", "core/dns/x.go", `package dns; var c chan int`, []string{"chan"}},
		{"a receive", "core/dns/x.go", `package dns; func f() { <-c }`, []string{"chan"}},
		{"a select", "core/dns/x.go", `package dns; func f() { select {} }`, []string{"select"}},
		{"a lock", "core/sim/x.go", `package sim; import "sync"; var m sync.Mutex`, []string{"import"}},
		{"an HTTP library", "core/web/x.go", `package web; import _ "net/http"`, []string{"import"}},
		{"a dot import", "core/sim/x.go", `package sim; import . "time"`, []string{"import"}},
		{"the machine's clock", "core/sim/x.go", `package sim; import "time"; var t = time.Now()`, []string{"name"}},
		{"the machine's clock under another name", "core/sim/x.go", `package sim; import clock "time"; var t = clock.Now()`, []string{"name"}},
		{"the clock as a value", "core/sim/x.go", `package sim; import "time"; var now = time.Now`, []string{"name"}},
		{"another Now", "core/dns/x.go", `package dns; func f(h host) { h.Now() }`, nil},
		{"an inexact function", "core/vnet/x.go", `package vnet; import "math"; var x = math.Exp(1)`, []string{"name"}},
		{"an exact function", "core/vnet/x.go", `package vnet; import "math"; var x = math.Sqrt(2)`, nil},
		{"the machine's dice", "core/dns/x.go", `package dns; import "math/rand/v2"; var x = rand.IntN(6)`, []string{"name"}},
		{"dice of a source", "core/dns/x.go", `package dns; import "math/rand/v2"; var x = rand.New(rand.NewPCG(1, 2))`, nil},
		{"a real socket", "core/dns/x.go", `package dns; import "net"; var c, _ = net.Dial("udp", "")`, []string{"name"}},
		{"a file of the machine", "core/lab/x.go", `package lab; import "os"; var f, _ = os.Open("")`, []string{"name"}},
		{"an error of package os", "core/dns/x.go", `package dns; import "os"; var e = os.ErrDeadlineExceeded`, nil},
		{"a coroutine outside the kernel", "core/dns/x.go", `package dns; import "iter"; var _, _ = iter.Pull(s)`, []string{"name"}},
		{"a coroutine of the kernel", "core/sim/x.go", `package sim; import "iter"; var _, _ = iter.Pull(s)`, nil},
		{"a goroutine of a test", "core/sim/x_test.go", `package sim; func f() { go f() }`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := parseSource(test.path, test.src)
			if err != nil {
				t.Fatal(err)
			}
			found := slices.Concat(checkFloors(f), checkWords(f), checkBrowserDoor(f))
			if got := rulesOf(found); !slices.Equal(got, test.want) {
				t.Errorf("rules %q spoke up, want %q: %v", got, test.want, found)
			}
		})
	}
}

func TestTypeRulesReport(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       []string
	}{
		{"a range over a map", `for k := range m { println(k) }`, []string{"map"}},
		{"a range that picks the first", `for k := range m { return k }`, []string{"map"}},
		{"a range over a slice", `for k := range s { println(k) }`, nil},
		{"keys collected and sorted", `var keys []string; for k := range m { keys = append(keys, k) }; slices.Sort(keys)`, nil},
		{"keys collected and not sorted", `var keys []string; for k := range m { keys = append(keys, k) }; s = keys`, []string{"map"}},
		{"another slice sorted", `var keys []string; for k := range m { keys = append(keys, k) }; slices.Sort(s); s = keys`, []string{"map"}},
		{"a map emptied", `for k, v := range m { if v > 3 { delete(m, k) } }`, nil},
		{"a map filled under the same keys", `n := map[string]int{}; for k, v := range m { n[k] = v }; m = n`, nil},
		{"a list filled in the map's order", `for k := range m { s[len(k)] = k }`, []string{"map"}},
		{"integers added up", `n := 0; for _, v := range m { n += v }; println(n)`, nil},
		{"floats added up", `for _, v := range m { x += float64(v) }`, []string{"map"}},
		{"iterated keys", `for k := range maps.Keys(m) { println(k) }`, []string{"map"}},
		{"sorted keys", `for _, k := range slices.Sorted(maps.Keys(m)) { println(k) }`, nil},
		{"a fused product", `x = x*y + 1`, []string{"fused"}},
		{"a fused product on the right", `x = 1 - (x * y)`, []string{"fused"}},
		{"a product rounded first", `x = float64(x*y) + 1`, nil},
		{"a product of constants", `x = 2*3.5 + 1`, nil},
		{"a product of integers", `s = s[:len(s)*2+1]`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := `package x; import ("maps"; "slices"); var _ = maps.Clone[map[int]int]; var _ = slices.Clone[[]int]
				var m map[string]int; var s []string; var x, y float64
				func f() string { ` + test.body + `; return "" }`
			f, err := parseSource("core/x/x.go", strings.NewReader(src))
			if err != nil {
				t.Fatal(err)
			}
			info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
			config := types.Config{Importer: importer.ForCompiler(f.fset, "source", nil)}
			if _, err := config.Check("x", f.fset, []*ast.File{f.syntax}, info); err != nil {
				t.Fatal(err)
			}
			found := checkTypes(f, info)
			if got := rulesOf(found); !slices.Equal(got, test.want) {
				t.Errorf("rules %q spoke up, want %q: %v", got, test.want, found)
			}
		})
	}
}

func TestTreeRulesReport(t *testing.T) {
	long := strings.Repeat("x\n", maxLines+1)
	open := "// TO" + "DO"
	here := machinePaths()
	if len(here) == 0 {
		here = []string{"/home/" + "somebody/"}
	}
	for _, test := range []struct {
		name, path, text string
		want             []string
	}{
		{"a long file", "core/sim/x.go", long, []string{"length"}},
		{"a long generated file", "ui/x.go", "// Code generated by x DO NOT EDIT.\n" + long, nil},
		{"a long text", "README.md", long, nil},
		{"an open end", "core/sim/x.go", open + "\n", []string{"open"}},
		{"an open end in generated code", "ui/x.go", "// Code generated by x DO NOT EDIT.\n" + open + "\n", nil},
		{"a home folder", "README.md", "see /home/" + "somebody/notes\n", []string{"machine"}},
		{"this folder", "README.md", "see " + here[0] + "x\n", []string{"machine"}},
		{"a registry's name", "tests/browser/package-lock.json", `{"resolved": "x"}`, []string{"machine"}},
		{"a style attribute", "ui/x.vugu", `<p style="color: red">`, []string{"style"}},
		{"a bound style attribute", "ui/x.vugu", `<p :style="c.S">`, []string{"style"}},
		{"a class", "ui/x.vugu", `<p class="style">`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := []byte(test.text)
			found := slices.Concat(checkLength(test.path, text), checkText(test.path, text), checkStyles(test.path, text))
			if got := rulesOf(found); !slices.Equal(got, test.want) {
				t.Errorf("rules %q spoke up, want %q: %v", got, test.want, found)
			}
		})
	}
}
