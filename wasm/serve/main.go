// Command serve serves dist/ to browsers of this machine, with the content types and the
// encodings that a well set-up web server would use.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	dir := flag.String("dir", "dist", "the folder to serve")
	port := flag.Int("port", 8080, "the TCP port; 0 takes a free one")
	flag.Parse()
	if err := serve(*dir, *port); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// serve answers until the process is ended.
func serve(dir string, port int) error {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("%w (another port: ./build.sh serve PORT)", err)
	}
	single, err := filepath.Abs(filepath.Join(dir, "playnet.html"))
	if err != nil {
		return err
	}
	fmt.Printf("Playnet is at          http://%s/\n", listener.Addr())
	fmt.Printf("Or open by double-click %s\n", single)
	fmt.Println("Ctrl-C ends the server.")
	err = http.Serve(listener, handler(dir))
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// contentTypes are stated here because the system's own table may lack or twist them.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".wasm": "application/wasm",
	".gz":   "application/gzip",
	".br":   "application/octet-stream",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".lab":  "text/plain; charset=utf-8",
}

// handler serves files, and for a file with .br or .gz beside it the one that the browser
// accepts.
func handler(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		// Each build replaces the files under the same names.
		header.Set("Cache-Control", "no-cache")
		header.Set("X-Content-Type-Options", "nosniff")
		name := path.Clean("/" + r.URL.Path)
		if kind, ok := contentTypes[path.Ext(name)]; ok {
			header.Set("Content-Type", kind)
		}
		for _, e := range []struct{ encoding, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
			packed := filepath.Join(dir, filepath.FromSlash(name)+e.ext)
			if _, err := os.Stat(packed); err != nil {
				continue
			}
			header.Set("Vary", "Accept-Encoding")
			if accepts(r.Header.Get("Accept-Encoding"), e.encoding) {
				header.Set("Content-Encoding", e.encoding)
				http.ServeFile(w, r, packed)
				return
			}
		}
		files.ServeHTTP(w, r)
	})
}

// accepts reports whether a list such as "gzip, deflate;q=0, br" takes the encoding.
func accepts(list, encoding string) bool {
	for item := range strings.SplitSeq(list, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(item), ";")
		if strings.TrimSpace(name) == encoding {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}
