package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
)

// bootConfig is what public/js/boot.js has to know about the page it stands in.
type bootConfig struct {
	Kind     string `json:"kind"`             // hosted or single
	Wasm     string `json:"wasm,omitempty"`   // relative URL of the program
	Gzip     string `json:"gzip,omitempty"`   // the same, compressed
	Single   string `json:"single,omitempty"` // relative URL of the single file
	Pieces   int    `json:"pieces,omitempty"` // how many pieces the single file holds
	Size     int    `json:"size"`             // bytes of the program
	GzipSize int    `json:"gzipSize"`
}

// hostedPage returns dist/index.html.
func (p *parts) hostedPage(prog *program) (string, error) {
	return p.page(bootConfig{
		Kind:     "hosted",
		Wasm:     "playnet.wasm?v=" + prog.version,
		Gzip:     "playnet.wasm.gz?v=" + prog.version,
		Single:   "playnet.html",
		Size:     len(prog.raw),
		GzipSize: len(prog.gzip),
	}, "")
}

// pieceSize is how much of the compressed program one element of the single file holds:
// small enough to show progress while a slow line brings the page, and a multiple of
// three, so that each piece is base64 without padding inside.
const pieceSize = 192 << 10

// singlePage returns dist/playnet.html.
func (p *parts) singlePage(prog *program) (string, error) {
	var data strings.Builder
	pieces := 0
	for rest := prog.gzip; len(rest) > 0; pieces++ {
		n := min(pieceSize, len(rest))
		fmt.Fprintf(&data, "<script type=\"application/octet-stream;base64\" id=\"program-%d\">%s</script>\n",
			pieces, base64.StdEncoding.EncodeToString(rest[:n]))
		rest = rest[n:]
	}
	return p.page(bootConfig{
		Kind:     "single",
		Pieces:   pieces,
		Size:     len(prog.raw),
		GzipSize: len(prog.gzip),
	}, data.String())
}

var (
	sourceOnly  = regexp.MustCompile(`(?s)<!-- playnet:source -->.*?<!-- /playnet:source -->\n?`)
	about       = regexp.MustCompile(`(?s)\A(<!doctype html>\n)<!--.*?-->\n`)
	messageText = regexp.MustCompile(`data-message="([^"]+)"[^>]*>([^<]*)<`)
)

// page puts a page together. programData is the markup that holds the program itself.
func (p *parts) page(config bootConfig, programData string) (string, error) {
	if err := p.checkTexts(); err != nil {
		return "", err
	}
	configJSON, err := json.Marshal(config)
	if err != nil {
		return "", err
	}
	// json.Marshal writes "<" as \u003c: nothing in these can end the element.
	messagesJSON, err := json.Marshal(p.messages)
	if err != nil {
		return "", err
	}
	var styles, scripts strings.Builder
	for _, style := range p.styles {
		fmt.Fprintf(&styles, "<style>%s</style>\n", style)
	}
	fmt.Fprintf(&scripts, "<script type=\"application/json\" id=\"boot-config\">%s</script>\n", configJSON)
	fmt.Fprintf(&scripts, "<script type=\"application/json\" id=\"boot-messages\">%s</script>\n", messagesJSON)
	for _, script := range p.scripts {
		fmt.Fprintf(&scripts, "<script>%s</script>\n", script)
	}
	page := about.ReplaceAllString(p.shell, "$1")
	page = sourceOnly.ReplaceAllString(page, "")
	for _, part := range []struct{ marker, text string }{
		{"policy", p.policy(config.Kind == "hosted")},
		{"style", styles.String()},
		{"script", scripts.String()},
		{"program", programData},
	} {
		marker := "<!-- playnet:" + part.marker + " -->\n"
		if strings.Count(page, marker) != 1 {
			return "", fmt.Errorf("index.html must hold the line %q once", strings.TrimSpace(marker))
		}
		page = strings.Replace(page, marker, part.text, 1)
	}
	return page, nil
}

// policy returns the Content-Security-Policy: what is not named here, the page cannot do,
// whatever a lab's texts may contain. Styles and scripts are those whose hash is listed;
// eval is not allowed at all. Style attributes are there for HTML mail alone, whose frame
// lives under this policy, too: nothing else is ever made of markup.
func (p *parts) policy(hosted bool) string {
	connect, worker, manifest := "'none'", "blob:", "'none'"
	if hosted {
		connect, worker, manifest = "'self'", "'self' blob:", "'self'"
	}
	policy := strings.Join([]string{
		"default-src 'none'",
		"script-src 'wasm-unsafe-eval'" + hashes(p.scripts),
		"style-src" + hashes(p.styles),
		"style-src-attr 'unsafe-inline'",
		"img-src data: blob:",
		"connect-src " + connect,
		"worker-src " + worker,
		"manifest-src " + manifest,
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
	return fmt.Sprintf("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", policy)
}

// hashes returns the CSP sources of inline texts, each with a space before it.
func hashes(texts []string) string {
	var b strings.Builder
	for _, text := range texts {
		sum := sha256.Sum256([]byte(text))
		b.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
	}
	return b.String()
}

// checkTexts holds the texts that stand in the shell itself, for readers without scripts,
// equal to those of the catalogue.
func (p *parts) checkTexts() error {
	for _, match := range messageText.FindAllStringSubmatch(p.shell, -1) {
		id, text := match[1], html.UnescapeString(match[2])
		if want, ok := p.messages[id]; !ok || want != text {
			return fmt.Errorf("index.html says %q for message %s, the catalogue %q", text, id, want)
		}
	}
	return nil
}
