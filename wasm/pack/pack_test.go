package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// testParts is a page as small as can be.
func testParts() *parts {
	return &parts{
		shell: "<!doctype html>\n<!-- about -->\n<!-- playnet:policy -->\n<!-- playnet:style -->\n" +
			"<!-- playnet:source -->\nfor readers of the source\n<!-- /playnet:source -->\n" +
			"<p data-message=\"boot.hello\">Hello &amp; welcome</p>\n<!-- playnet:script -->\n<!-- playnet:program -->\n",
		styles:   []string{"p { color: red }"},
		scripts:  []string{"run()"},
		messages: map[string]string{"boot.hello": "Hello & welcome", "boot.trap": "</script><script>"},
	}
}

func testProgram(t *testing.T, size int) *program {
	t.Helper()
	dir := t.TempDir()
	raw := make([]byte, size)
	state := uint32(1)
	for i := range raw { // noise, so that it stays long when it is packed
		state = state*1664525 + 1013904223
		raw[i] = byte(state >> 24)
	}
	path := filepath.Join(dir, "playnet.wasm")
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := compress(path, filepath.Join(dir, "cache"), true)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPages(t *testing.T) {
	prog := testProgram(t, 500_000)
	hosted, err := testParts().hostedPage(prog)
	if err != nil {
		t.Fatal(err)
	}
	single, err := testParts().singlePage(prog)
	if err != nil {
		t.Fatal(err)
	}
	// echo -n 'run()' | openssl dgst -sha256 -binary | base64
	const runHash = "'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='"
	for name, page := range map[string]string{"hosted": hosted, "single": single} {
		for _, want := range []string{"<style>p { color: red }</style>", "<script>run()</script>", runHash, "default-src 'none'"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s page lacks %s", name, want)
			}
		}
		for _, unwanted := range []string{"readers of the source", "playnet:", "about", "</script><script>\"", "unsafe-inline", "'unsafe-eval'"} {
			// Style attributes are there for HTML mail: see policy.
			if strings.Contains(strings.Replace(page, "style-src-attr 'unsafe-inline'", "", 1), unwanted) {
				t.Errorf("%s page holds %q", name, unwanted)
			}
		}
	}
	if !strings.Contains(hosted, "connect-src 'self'") || !strings.Contains(single, "connect-src 'none'") {
		t.Error("only the hosted page may fetch")
	}
	if !strings.Contains(hosted, "playnet.wasm?v="+prog.version) {
		t.Error("the hosted page does not name the version of its program")
	}

	var packed []byte
	pieces := regexp.MustCompile(`<script type="application/octet-stream;base64" id="program-\d+">([^<]*)</script>`).FindAllStringSubmatch(single, -1)
	for _, piece := range pieces {
		data, err := base64.StdEncoding.DecodeString(piece[1])
		if err != nil {
			t.Fatal(err)
		}
		packed = append(packed, data...)
	}
	if len(pieces) < 2 {
		t.Errorf("%d pieces: this test should see several", len(pieces))
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(raw, prog.raw) {
		t.Errorf("the single file does not hold the program: %v", err)
	}
}

func TestPageRefusesWrongTexts(t *testing.T) {
	p := testParts()
	p.messages["boot.hello"] = "Hello"
	if _, err := p.hostedPage(testProgram(t, 10)); err == nil || !strings.Contains(err.Error(), "boot.hello") {
		t.Errorf("a text that differs from the catalogue: error %v", err)
	}
	p = testParts()
	p.shell = strings.Replace(p.shell, "<!-- playnet:script -->\n", "", 1)
	if _, err := p.hostedPage(testProgram(t, 10)); err == nil || !strings.Contains(err.Error(), "playnet:script") {
		t.Errorf("a shell without a marker: error %v", err)
	}
}

func TestReadAllRefusesWhatBreaksAPage(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := readAll(filepath.Join(dir, "*.js")); err == nil {
		t.Error("no file: no error")
	}
	write("b.js", "second")
	write("a.js", "first")
	if texts, err := readAll(filepath.Join(dir, "*.js"), "</script"); err != nil || strings.Join(texts, " ") != "first second" {
		t.Errorf("%q, %v", texts, err)
	}
	write("c.js", `x = "</SCRIPT>"`)
	if _, err := readAll(filepath.Join(dir, "*.js"), "</script"); err == nil || !strings.Contains(err.Error(), "c.js") {
		t.Errorf("a script that ends its element: error %v", err)
	}
}

func TestCompressUsesItsCache(t *testing.T) {
	dir := t.TempDir()
	wasm, cache := filepath.Join(dir, "x.wasm"), filepath.Join(dir, "cache")
	if err := os.WriteFile(wasm, bytes.Repeat([]byte("program "), 1000), 0o644); err != nil {
		t.Fatal(err)
	}
	best, err := compress(wasm, cache, false)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(brotli.NewReader(bytes.NewReader(best.brotli)))
	if err != nil || !bytes.Equal(raw, best.raw) {
		t.Fatalf("brotli does not give the program back: %v", err)
	}
	// A mark in the cached file shows that it is what the second call returns, although that
	// one would be content with less.
	if err := os.WriteFile(filepath.Join(cache, best.version+".br"), []byte("marked"), 0o644); err != nil {
		t.Fatal(err)
	}
	again, err := compress(wasm, cache, true)
	if err != nil || string(again.brotli) != "marked" {
		t.Errorf("brotli was compressed again: %v", err)
	}
	// Another program leaves nothing of the old one behind.
	if err := os.WriteFile(wasm, []byte("another"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := compress(wasm, cache, true); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, best.version+"*")); len(left) > 0 {
		t.Errorf("left in the cache: %v", left)
	}
}

func TestVuguHelperIsThere(t *testing.T) {
	helper, err := vuguHelper()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"window.vuguRender=", "window.vuguGetRenderArray="} {
		if !strings.Contains(helper, want) {
			t.Errorf("vugu's helper script lacks %s: the page could not start without eval", want)
		}
	}
}

func TestVuguHelperIsAmended(t *testing.T) {
	helper, err := vuguHelper()
	if err != nil {
		t.Fatal(err)
	}
	amended, err := amend(helper)
	if err != nil || amended == helper {
		t.Errorf("amended: %v, %v", amended != helper, err)
	}
	if _, err := amend(strings.Replace(helper, "x.el.innerHTML=", "x.el.innerHTML =", 1)); err == nil {
		t.Error("another script is amended all the same")
	}
	if _, err := amend(amended); err == nil {
		t.Error("what is amended is amended again")
	}
}
