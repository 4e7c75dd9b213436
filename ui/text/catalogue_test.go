package text_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"playnet/public"
	"playnet/ui/text"
)

// catalogue reads all files of the English catalogue.
func catalogue(t *testing.T) text.Catalogue {
	t.Helper()
	files, err := public.Files.ReadDir("messages")
	if err != nil {
		t.Fatal(err)
	}
	c := text.Catalogue{}
	for _, f := range files {
		data, err := public.Files.ReadFile("messages/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Parse(data); err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
	}
	return c
}

// use is a place in the sources that asks for a message.
type use struct {
	where string
	id    string   // or its beginning, where the rest is added at run time
	open  bool     // more is added to id
	args  []string // names of the arguments, where they stand in the source
	known bool     // the arguments do stand in the source
	count bool     // it is Count: {n} is added
}

var asking = map[string]bool{"T": true, "With": true, "Rich": true, "Plain": true, "Count": true, "Has": true, "named": true}

// uses finds the calls in Go files of ui and wasm, generated ones included: these hold
// what the components' markup says.
func uses(t *testing.T) []use {
	t.Helper()
	var list []use
	for _, root := range []string{"../../ui", "../../wasm"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if u, ok := useOf(path, call); ok {
						list = append(list, u)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func useOf(path string, call *ast.CallExpr) (use, bool) {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if !asking[name] || len(call.Args) == 0 {
		return use{}, false
	}
	u := use{where: path, count: name == "Count"}
	switch id := call.Args[0].(type) {
	case *ast.BasicLit:
		u.id = literal(id)
		u.open = name == "named"
	case *ast.BinaryExpr:
		u.id, u.open = literal(id.X), true
	}
	if u.id == "" {
		return use{}, false // an id that the program was given: see TestEveryMessageIsUsed
	}
	pairs := call.Args[1:]
	if u.count {
		pairs = call.Args[2:]
	}
	u.known = (name == "T" || name == "Count") && call.Ellipsis == token.NoPos
	for i := 0; i < len(pairs); i += 2 {
		u.args = append(u.args, literal(pairs[i]))
	}
	return u, true
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, err := strconv.Unquote(lit.Value)
		if err == nil {
			return s
		}
	}
	return ""
}

func TestEveryIdHasAMessage(t *testing.T) {
	c := catalogue(t)
	found := uses(t)
	if len(found) < 100 {
		t.Fatalf("only %d uses were found: does the scan still work?", len(found))
	}
	for _, u := range found {
		if u.open {
			continue // checked for what it is made of, below
		}
		sentence, ok := c[u.id]
		if !ok {
			t.Errorf("%s asks for %q, which the catalogue lacks", u.where, u.id)
			continue
		}
		if !u.known {
			continue
		}
		want := text.Places(sentence)
		got := append([]string(nil), u.args...)
		if u.count {
			got = append(got, "n")
		}
		for _, place := range want {
			if !slices.Contains(got, place) {
				t.Errorf("%s: %q has a place {%s} that gets no argument", u.where, u.id, place)
			}
		}
		for _, arg := range u.args {
			if !slices.Contains(want, arg) {
				t.Errorf("%s: %q has no place for the argument %s", u.where, u.id, arg)
			}
		}
	}
}

// given are the ids that come from below: from the trace, from snapshots, from dissected
// messages and from the reasons of errors. Other tests hold those equal to their sources.
var given = regexp.MustCompile(`^(happening|why|mark|field|counter|table|column|program|state|role|reason|boot|subject|keys|pane|tab|filter\.error|filter\.note)\.`)

func TestEveryMessageIsUsed(t *testing.T) {
	c := catalogue(t)
	var unused []string
	found := uses(t)
	for id := range c {
		if given.MatchString(id) {
			continue
		}
		base := strings.TrimSuffix(id, ".one")
		used := slices.ContainsFunc(found, func(u use) bool {
			return u.id == id || u.count && u.id == base || u.open && strings.HasPrefix(id, u.id)
		})
		if !used && !written(t, base) {
			unused = append(unused, id)
		}
	}
	sort.Strings(unused)
	for _, id := range unused {
		t.Errorf("nothing uses the message %s", id)
	}
}

// written reports whether an id stands in a source as a string, for a function that hands
// it on.
func written(t *testing.T, id string) bool {
	t.Helper()
	return slices.Contains(allStrings(t), id)
}

var stringsOfSources []string

func allStrings(t *testing.T) []string {
	if stringsOfSources != nil {
		return stringsOfSources
	}
	err := filepath.WalkDir("../../ui", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if s := literal(e); s != "" {
					stringsOfSources = append(stringsOfSources, s)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return stringsOfSources
}

// TestMarksArePaired keeps a lone mark from being shown as an asterisk.
func TestMarksArePaired(t *testing.T) {
	for id, sentence := range catalogue(t) {
		if strings.HasPrefix(id, "reason.") {
			continue // shown as it is
		}
		if strings.Count(sentence, "**")%2 != 0 || strings.Count(sentence, "`")%2 != 0 {
			t.Errorf("%s: a mark without its partner: %s", id, sentence)
		}
	}
}
