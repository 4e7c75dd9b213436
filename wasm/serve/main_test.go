package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

func TestHandler(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html": "page", "playnet.wasm": "raw", "playnet.wasm.gz": "zipped", "playnet.wasm.br": "brotli",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		path, accept             string
		status                   int
		body, encoding, mimeType string
	}{
		{"/", "gzip, br", 200, "page", "", "text/html; charset=utf-8"},
		{"/playnet.wasm", "", 200, "raw", "", "application/wasm"},
		{"/playnet.wasm?v=1", "gzip, deflate", 200, "zipped", "gzip", "application/wasm"},
		{"/playnet.wasm", "gzip, deflate, br, zstd", 200, "brotli", "br", "application/wasm"},
		{"/playnet.wasm", "br; q=0, gzip", 200, "zipped", "gzip", "application/wasm"},
		{"/playnet.wasm.gz", "gzip", 200, "zipped", "", "application/gzip"},
		{"/missing.wasm", "gzip", 404, "404 page not found\n", "", ""},
		{"/../main.go", "", 404, "404 page not found\n", "", ""},
	} {
		request := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		request.URL.Path, request.URL.RawQuery = test.path, ""
		if test.path == "/playnet.wasm?v=1" {
			request.URL.Path, request.URL.RawQuery = "/playnet.wasm", "v=1"
		}
		request.Header.Set("Accept-Encoding", test.accept)
		answer := httptest.NewRecorder()
		handler(dir).ServeHTTP(answer, request)
		header := answer.Header()
		if answer.Code != test.status || answer.Body.String() != test.body || header.Get("Content-Encoding") != test.encoding {
			t.Errorf("%s (%s): %d %q %q, want %d %q %q", test.path, test.accept, answer.Code, answer.Body.String(),
				header.Get("Content-Encoding"), test.status, test.body, test.encoding)
		}
		if test.mimeType != "" && header.Get("Content-Type") != test.mimeType {
			t.Errorf("%s: type %q, want %q", test.path, header.Get("Content-Type"), test.mimeType)
		}
	}
}
