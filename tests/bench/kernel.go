package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// speedRow is something whose speed is measured, natively and in WebAssembly.
type speedRow struct {
	name, title   string
	native, ratio target
}

// speedRows are the rows of the kernel's table.
var speedRows = []speedRow{
	{name: "queue.noop", title: "queue, programs that do nothing: events/s"},
	{name: "queue.switch", title: "control handed to a program or back: switches/s"},
	{
		name: "echo.untraced", title: "UDP echo, 64 bytes, 100 clients, untraced: events/s",
		native: atLeast(4e6, ">= 4 M"), ratio: atMost(4, "<= 4"),
	},
	{name: "echo.traced", title: "the same, traced: events/s", ratio: atMost(6, "<= 6")},
	{name: "echo.hashed", title: "the same, traced, and the hash taken at the end: events/s"},
	{name: "star", title: "UDP echo in a star of 1,000 clients, untraced: events/s"},
	{
		name: "tcp.untraced", title: "TCP echo, 64 bytes, 100 clients, untraced: events/s",
		native: atLeast(3e6, ">= 3 M"), ratio: atMost(4, "<= 4"),
	},
	{name: "tcp.traced", title: "the same, traced: events/s"},
	{name: "tcp.bulk.1", title: "TCP, 1 connection, untraced: bytes/s"},
	{name: "tcp.bulk.100", title: "TCP, 100 connections, untraced: bytes/s"},
	{name: "tcp.allocations", title: "TCP, allocations for 1 M events of a transfer"},
	{name: "tcp.allocated", title: "TCP, bytes allocated for them"},
	{name: "dns.cold", title: "DNS look-ups, traced, empty cache (8 messages): look-ups/s"},
	{name: "dns.cached", title: "DNS look-ups, traced, from the cache (2 messages): look-ups/s"},
}

// mailRows are the rows of the mail servers' table.
var mailRows = []speedRow{
	{name: "mail.journey", title: "mails of 2 kB from user to mailbox, over two servers, traced: mails/s"},
	{name: "mail.pop3", title: "fetched by POP3: messages/s"},
	{name: "mail.imap", title: "pages of 50 from a mailbox of 100,000, by IMAP: pages/s"},
	{name: "mail.store", title: "stored in one mailbox, up to 100,000: messages/s"},
	{name: "mail.open", title: "a store of 100,000 messages opened: messages/s"},
}

// kernel measures the speed of worlds natively and in WebAssembly.
func (b *bench) kernel() (*table, error) {
	return b.speeds("kernel", "How fast worlds run", speedRows)
}

// mail measures the speed of mail servers natively and in WebAssembly.
func (b *bench) mail() (*table, error) { return b.speeds("mail", "How fast mail travels", mailRows) }

// speeds measures a set of kernelbench's.
func (b *bench) speeds(set, title string, rows []speedRow) (*table, error) {
	const program = "./tests/bench/kernelbench"
	native := filepath.Join(b.temp, "kernelbench")
	if err := goBuild(nil, native, program); err != nil {
		return nil, err
	}
	if err := goBuild(forWasm, native+".wasm", program); err != nil {
		return nil, err
	}
	nativeBest, wasmBest := map[string]float64{}, map[string]float64{}
	for range b.rounds { // in turns, so that a busy minute hits both
		if err := measureInto(nativeBest, native, "-set", set); err != nil {
			return nil, err
		}
		if err := measureInto(wasmBest, "tests/node/exec", native+".wasm", "-set", set); err != nil {
			return nil, err
		}
	}
	t := &table{
		title: fmt.Sprintf("%s (best of %d rounds)", title, b.rounds),
		head:  []string{"", "native", "target", "wasm, Node", "native:wasm", "target"},
	}
	for _, row := range rows {
		n, measured := nativeBest[row.name]
		w := wasmBest[row.name]
		if !measured {
			return nil, fmt.Errorf("kernelbench did not measure %s", row.name)
		}
		ratio := ""
		if w > 0 { // what ought to be nothing has no ratio
			ratio = times(n / w)
		}
		t.add(row.title, rate(n), row.native.mark(n), rate(w), ratio, row.ratio.mark(n/w))
	}
	return t, nil
}

// measureInto runs kernelbench and keeps the best value of each measure.
func measureInto(best map[string]float64, command ...string) error {
	out, err := output(command...)
	if err != nil {
		return err
	}
	lines := json.NewDecoder(bytes.NewReader(out))
	for lines.More() {
		var m struct {
			Name  string
			Value float64
		}
		if err := lines.Decode(&m); err != nil {
			return fmt.Errorf("what kernelbench printed: %w", err)
		}
		best[m.Name] = max(best[m.Name], m.Value)
	}
	return nil
}

// forWasm is the environment that compiles for the browser.
var forWasm = []string{"GOOS=js", "GOARCH=wasm"}

// goBuild compiles a package: for the browser, with the flags that build.sh
// compiles the page's program with (it hands them over, one a line).
func goBuild(env []string, out, pkg string) error {
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"}
	if flags := os.Getenv("PLAYNET_WASM_FLAGS"); flags != "" && len(env) > 0 {
		args = append([]string{"build"}, strings.Split(strings.TrimSpace(flags), "\n")...)
	}
	c := exec.Command("go", append(args, "-o", out, pkg)...)
	c.Env = append(os.Environ(), env...)
	if text, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, text)
	}
	return nil
}

// output runs a command and returns what it prints.
func output(command ...string) ([]byte, error) {
	c := exec.Command(command[0], command[1:]...)
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", command[0], err, complaints.Bytes())
	}
	return out, nil
}
