// Package gallery serves the tests of the pictures: it loads the page's texts,
// and hangs pictures up as files to look at.
package gallery

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// Texts makes the English catalogue the page's, as the program does at its start.
func Texts() {
	c := text.Catalogue{}
	files, err := filepath.Glob(filepath.Join(root(), "public/messages/en.*.json"))
	if err != nil || len(files) == 0 {
		panic("no message catalogue")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err == nil {
			err = c.Parse(data)
		}
		if err != nil {
			panic(err)
		}
	}
	text.Use(c)
}

// root is the folder of the project.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "../../..")
}

var update = flag.Bool("update", false, "rewrite the golden pictures in testdata")

// Golden compares a picture with testdata/NAME.svg; with -update it writes the file.
func Golden(t *testing.T, name string, n *scene.Node) {
	t.Helper()
	file := filepath.Join("testdata", name+".svg")
	got := scene.Markup(n)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	is, was := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(is), len(was)) {
		a, b := "", ""
		if i < len(is) {
			a = is[i]
		}
		if i < len(was) {
			b = was[i]
		}
		if a != b {
			t.Fatalf("%s, line %d:\n got %s\nwant %s\n(go test -update writes it anew)", file, i+1, a, b)
		}
	}
}

// Show writes a picture, light and dark, as two pages that a browser opens without
// anything else, into the folder that PLAYNET_GALLERY names; it does nothing if
// that is not set. (PLAYNET_GALLERY=/tmp/g go test ./ui/stage)
func Show(t *testing.T, name string, n *scene.Node) {
	dir := os.Getenv("PLAYNET_GALLERY")
	if dir == "" {
		return
	}
	var css strings.Builder
	for _, file := range []string{"00-tokens.css", "40-stage.css"} {
		data, err := os.ReadFile(filepath.Join(root(), "public/css", file))
		if err != nil {
			t.Fatal(err)
		}
		css.Write(data)
	}
	for _, theme := range []string{"light", "dark"} {
		page := "<!doctype html><meta charset=utf-8><html data-theme=" + theme + "><style>" + css.String() +
			"</style><body>\n" + scene.Markup(n)
		if err := os.WriteFile(filepath.Join(dir, name+"-"+theme+".html"), []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
