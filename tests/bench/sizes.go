package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// sizes compares the page's program with an empty Go program and an empty vugu
// page, all compiled in the same way.
func (b *bench) sizes() (*table, error) {
	t := &table{
		title: "How large the program is (MB of 1,000,000 bytes)",
		head:  []string{"", "raw", "gzip -9", "target", "brotli 11"},
	}
	for _, row := range []struct {
		title, pkg string
		gzip       target
	}{
		{"Playnet (dist/playnet.wasm)", "", atMost(2.5e6, "<= 2.5 MB")},
		{"empty Go program", "./tests/bench/emptygo", target{}},
		{"empty vugu page", emptyPage, target{}},
	} {
		path := "dist/playnet.wasm"
		if row.pkg != "" {
			path = filepath.Join(b.temp, filepath.Base(row.pkg)+".wasm")
			if err := goBuild(forWasm, path, row.pkg); err != nil {
				return nil, err
			}
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("%w (./build.sh makes it)", err)
		}
		zipped, err := packed(raw, func(w io.Writer) (io.WriteCloser, error) {
			return gzip.NewWriterLevel(w, gzip.BestCompression)
		})
		if err != nil {
			return nil, err
		}
		brotlied, err := packed(raw, func(w io.Writer) (io.WriteCloser, error) {
			return brotli.NewWriterLevel(w, brotli.BestCompression), nil
		})
		if err != nil {
			return nil, err
		}
		t.add(row.title, megabytes(int64(len(raw))), megabytes(zipped), row.gzip.mark(float64(zipped)), megabytes(brotlied))
	}
	if page, err := os.Stat("dist/playnet.html"); err == nil {
		t.notes = append(t.notes, fmt.Sprintf("dist/playnet.html, all in one file: %s", megabytes(page.Size())))
	}
	return t, nil
}

// packed returns how many bytes are left of data.
func packed(data []byte, compressor func(io.Writer) (io.WriteCloser, error)) (int64, error) {
	var n counter
	w, err := compressor(&n)
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(data); err != nil {
		return 0, err
	}
	err = w.Close() // writes the rest
	return int64(n), err
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
