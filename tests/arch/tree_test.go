package arch

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// maxLines is the length beyond which a file holds more than one idea.
const maxLines = 400

// longFiles may be longer, each for the reason that stands beside it.
var longFiles = map[string]string{}

// sources are the endings of files that people write and read.
var sources = []string{".go", ".vugu", ".js", ".mjs", ".css", ".sh"}

// isSource reports whether people write and read a file; what a generator leaves behind in
// its output is not theirs.
func isSource(name string, text []byte) bool {
	return slices.Contains(sources, path.Ext(name)) && !bytes.HasPrefix(text, []byte("// Code generated "))
}

// checkLength reports a source file that has grown too long.
func checkLength(name string, text []byte) []finding {
	if !isSource(name, text) || longFiles[name] != "" {
		return nil
	}
	if n := bytes.Count(text, []byte("\n")); n > maxLines {
		return []finding{{name, "length", "more than 400 lines: more than one idea; split it"}}
	}
	return nil
}

var (
	// Put together from pieces, so that this file does not report itself.
	leftOpen = regexp.MustCompile(`\b(` + "TO" + `DO|` + "FIX" + `ME|` + "X" + `XX)\b|` + "not " + `implemented`)
	homes    = regexp.MustCompile(`(^|[^\w./-])/(home|Users|root)/\w`)
)

// checkText reports what no committed text should hold: places of one machine, open ends.
func checkText(name string, text []byte) []finding {
	if bytes.IndexByte(text, 0) >= 0 {
		return nil // no text
	}
	var found []finding
	for i, line := range strings.Split(string(text), "\n") {
		if homes.MatchString(line) || slices.ContainsFunc(machinePaths(), func(p string) bool { return strings.Contains(line, p) }) {
			found = append(found, finding{name + ":" + strconv.Itoa(i+1), "machine", "a path of one machine means nothing on another"})
		}
		if isSource(name, text) && leftOpen.MatchString(line) {
			found = append(found, finding{name + ":" + strconv.Itoa(i+1), "open", "what is open belongs to the list of issues, not into the source"})
		}
	}
	if path.Base(name) == "package-lock.json" && bytes.Contains(text, []byte(`"resolved"`)) {
		found = append(found, finding{name, "machine", "it names the registry of one machine: npm install --omit-lockfile-registry-resolved"})
	}
	return found
}

// machinePaths are the places of this machine that an error message or a tool's output, once
// pasted, would bring along.
func machinePaths() []string {
	var paths []string
	if here, err := filepath.Abs(root); err == nil && strings.Count(here, "/") > 1 {
		paths = append(paths, here+"/")
	}
	return paths
}

var styleAttribute = regexp.MustCompile(`<style|[\s:]style\s*=`)

// checkStyles reports styles written into the markup.
func checkStyles(name string, text []byte) []finding {
	if path.Ext(name) == ".vugu" && styleAttribute.Match(text) {
		return []finding{{name, "style", "the page's policy refuses style attributes and elements: use a class and public/css, an SVG attribute, or element.style from wasm/"}}
	}
	return nil
}

// committed returns the files that git tracks, or without git those that walk finds.
func committed(t *testing.T) []string {
	t.Helper()
	var names []string
	out, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err == nil && len(out) > 0 {
		return strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	}
	if err := walk(func(name string) error { names = append(names, name); return nil }); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestTree(t *testing.T) {
	for _, name := range committed(t) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // deleted, but not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range []func(string, []byte) []finding{checkLength, checkText, checkStyles} {
			for _, bad := range check(name, text) {
				t.Error(bad)
			}
		}
	}
}
