package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const docs = "../../../public/docs"

// The pictures show what is recorded, are well-formed, small, and each is in the document.
func TestPictures(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(docs, "validation.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name, svg := range draw() {
		file, err := os.ReadFile(filepath.Join(docs, "images", name))
		if err != nil || string(file) != svg {
			t.Errorf("%s is not what is recorded: go run ./tests/validation/plots public/docs/images (%v)", name, err)
		}
		if len(svg) > 20_000 {
			t.Errorf("%s: %d bytes", name, len(svg))
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: a value that is no number", name)
		}
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if !strings.Contains(string(text), "(images/"+name+")") {
			t.Errorf("%s is not in the document", name)
		}
	}
}
