package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	module = "playnet"
	root   = "../.."
)

// sourceFile is a parsed Go file; its path is relative to the repository's root.
type sourceFile struct {
	path      string
	isTest    bool
	generated bool
	fset      *token.FileSet
	syntax    *ast.File
}

// finding is a rule broken at a place.
type finding struct {
	where, rule, text string
}

func (f finding) String() string { return f.where + ": " + f.rule + ": " + f.text }

func (f *sourceFile) at(pos token.Pos, rule, text string) finding {
	return finding{fmt.Sprintf("%s:%d", f.path, f.fset.Position(pos).Line), rule, text}
}

func parseSource(name string, src any) (*sourceFile, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &sourceFile{
		path:      name,
		isTest:    strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(syntax),
		fset:      fset,
		syntax:    syntax,
	}, nil
}

// goFiles parses every Go file of the repository, once for all tests.
var goFiles = sync.OnceValues(func() ([]*sourceFile, error) {
	var files []*sourceFile
	err := walk(func(name string) error {
		if path.Ext(name) != ".go" {
			return nil
		}
		src, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		f, err := parseSource(name, src)
		if err != nil {
			return err
		}
		files = append(files, f)
		return nil
	})
	return files, err
})

// walk calls visit for each file that belongs to the project: not for hidden folders (but
// for .ci), dist/, nor what npm installs.
func walk(visit func(name string) error) error {
	return fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if entry.IsDir() {
			if base == "node_modules" || name == "dist" || name != "." && name != ".ci" && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		}
		return visit(name)
	})
}

// report runs a check over every Go file and fails for each finding.
func report(t *testing.T, check func(*sourceFile) []finding) {
	t.Helper()
	files, err := goFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d Go files found: looking in the wrong place?", len(files))
	}
	for _, f := range files {
		for _, bad := range check(f) {
			t.Error(bad)
		}
	}
}

// importName returns the name by which a file speaks of an import. Without a type checker
// the package's own name is guessed from its path: "math/rand/v2" is rand.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	name, _ := strconv.Unquote(spec.Path.Value)
	parts := strings.Split(name, "/")
	if len(parts) > 1 && regexp.MustCompile(`^v[0-9]+$`).MatchString(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	return parts[len(parts)-1]
}

func isPackage(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

// rulesOf returns the rules that findings name, sorted, each once.
func rulesOf(found []finding) []string {
	var rules []string
	for _, f := range found {
		rules = append(rules, f.rule)
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}
