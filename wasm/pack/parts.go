package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// parts is what the two pages are put together from, the program excepted.
type parts struct {
	shell    string
	styles   []string
	scripts  []string
	messages map[string]string // the texts needed before the program runs: "boot.…"
}

// readParts reads the parts from a checkout, and from the Go toolchain and vugu the two
// scripts that belong to exactly these versions of them.
func readParts(root string) (*parts, error) {
	shell, err := os.ReadFile(filepath.Join(root, "index.html"))
	if err != nil {
		return nil, err
	}
	p := &parts{shell: string(shell)}
	if p.styles, err = readAll(filepath.Join(root, "public/css/*.css"), "</style"); err != nil {
		return nil, err
	}
	goroot, err := goCommand("env", "GOROOT")
	if err != nil {
		return nil, err
	}
	support, err := readAll(filepath.Join(goroot, "lib/wasm/wasm_exec.js"), "</script", "<!--")
	if err != nil {
		return nil, err
	}
	helper, err := vuguHelper()
	if err != nil {
		return nil, err
	}
	if helper, err = amend(helper); err != nil {
		return nil, err
	}
	own, err := readAll(filepath.Join(root, "public/js/*.js"), "</script", "<!--")
	if err != nil {
		return nil, err
	}
	p.scripts = append(append(support, helper), own...)
	if p.messages, err = bootMessages(filepath.Join(root, "public/messages/en.json")); err != nil {
		return nil, err
	}
	return p, nil
}

// readAll returns the contents of the files that match, in the order of their names. It
// is an error when none does, or when one holds a text that would end the element it is
// put into, or change how the browser reads it.
func readAll(pattern string, forbidden ...string) ([]string, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no file %s", pattern)
	}
	sort.Strings(paths)
	var texts []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for _, bad := range forbidden {
			if strings.Contains(strings.ToLower(string(data)), bad) {
				return nil, fmt.Errorf("%s holds %q, which would break the page it is put into", path, bad)
			}
		}
		texts = append(texts, string(data))
	}
	return texts, nil
}

// vuguHelper returns the script that vugu's renderer would otherwise hand to eval when it
// starts. It is an unexported constant; in the page beforehand, it lets the page's policy
// forbid eval.
func vuguHelper() (string, error) {
	const name = "jsHelperScript"
	dir, err := goCommand("list", "-m", "-f", "{{.Dir}}", "github.com/vugu/vugu")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "domrender/renderer-js-script.go")
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			value := spec.(*ast.ValueSpec)
			if value.Names[0].Name != name || len(value.Values) != 1 {
				continue
			}
			if literal, ok := value.Values[0].(*ast.BasicLit); ok {
				return strconv.Unquote(literal.Value)
			}
		}
	}
	return "", fmt.Errorf("%s: no constant %s in this version of vugu", path, name)
}

// bootMessages returns the catalogue's messages that the page needs before its program runs.
func bootMessages(path string) (map[string]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	boot := make(map[string]string)
	for id, text := range all {
		if strings.HasPrefix(id, "boot.") {
			boot[id] = text
		}
	}
	return boot, nil
}

// goCommand runs the go command and returns what it prints.
func goCommand(args ...string) (string, error) {
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
