// Command pack assembles dist/ from the page's shell, its styles and scripts, and the
// compiled program:
//
//	dist/index.html       to be hosted under any path; asks for the program's file
//	dist/playnet.wasm     the program, and beside it .gz and .br for servers that send these
//	dist/playnet.html     everything in one file that asks nobody for anything
//
// It runs in the repository's root; build.sh calls it.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	wasm := flag.String("wasm", ".cache/playnet.wasm", "the compiled program")
	out := flag.String("out", "dist", "the folder to fill")
	cache := flag.String("cache", ".cache", "the folder for compressed programs")
	quick := flag.Bool("quick", false, "compress the .br file lightly: half a second instead of half a minute")
	flag.Parse()
	if err := pack(*wasm, *out, *cache, *quick); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// pack writes every file of dist/ and prints what it wrote.
func pack(wasmPath, out, cacheDir string, quick bool) error {
	program, err := compress(wasmPath, cacheDir, quick)
	if err != nil {
		return err
	}
	parts, err := readParts(".")
	if err != nil {
		return err
	}
	hosted, err := parts.hostedPage(program)
	if err != nil {
		return err
	}
	single, err := parts.singlePage(program)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{"playnet.wasm", program.raw},
		{"playnet.wasm.gz", program.gzip},
		{"playnet.wasm.br", program.brotli},
		{"index.html", []byte(hosted)},
		{"playnet.html", []byte(single)},
	} {
		path := filepath.Join(out, file.name)
		if err := writeFile(path, file.data); err != nil {
			return err
		}
		fmt.Printf("%9d  %s\n", len(file.data), path)
	}
	return nil
}

// writeFile replaces a file in one step, so that a server or a test that is reading dist/
// meanwhile never sees half of it.
func writeFile(path string, data []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, data, 0o644); err != nil {
		return err
	}
	return os.Rename(next, path)
}
