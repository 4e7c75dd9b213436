package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// program is the compiled program in the forms in which it travels.
type program struct {
	raw, gzip, brotli []byte
	// version names the program's content; it keeps a browser from running a new page
	// with an old program out of its cache.
	version string
}

// compress reads the program and compresses it, or takes the result of an earlier run
// on the same bytes from the cache. quick settles for a light brotli.
func compress(wasmPath, cacheDir string, quick bool) (*program, error) {
	raw, err := os.ReadFile(wasmPath)
	if err != nil {
		return nil, err
	}
	p := &program{raw: raw, version: fmt.Sprintf("%x", sha256.Sum256(raw))[:12]}
	p.gzip, err = cached(cacheDir, p.version+".gz", func(w io.Writer) (io.WriteCloser, error) {
		return gzip.NewWriterLevel(w, gzip.BestCompression)
	}, raw)
	if err != nil {
		return nil, err
	}
	best := p.version + ".br"
	level, name := brotli.BestCompression, best
	if _, err := os.Stat(filepath.Join(cacheDir, best)); quick && err != nil {
		level, name = 5, p.version+".quick.br"
	}
	p.brotli, err = cached(cacheDir, name, func(w io.Writer) (io.WriteCloser, error) {
		return brotli.NewWriterLevel(w, level), nil
	}, raw)
	return p, err
}

// cached returns the cache's file of that name, making it when it is not there. Files of
// the same ending that belong to older programs are deleted then.
func cached(dir, name string, writer func(io.Writer) (io.WriteCloser, error), raw []byte) ([]byte, error) {
	path := filepath.Join(dir, name)
	if data, err := os.ReadFile(path); err == nil {
		return data, nil
	}
	var packed bytes.Buffer
	w, err := writer(&packed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*"+filepath.Ext(name)))
	if err != nil {
		return nil, err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	return packed.Bytes(), writeFile(path, packed.Bytes())
}
