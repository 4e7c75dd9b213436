package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// swarmSizes are how many peers the swarms have; the comparison's target holds for the marked one.
var swarmSizes = []int{100, 500, 1000, 2000}

const swarmTarget = 1000

// swarmRun is what swarmbench prints of a run.
type swarmRun struct {
	Peers, Whole   int
	Last           float64
	Events, Frames uint64
	Bytes          int64
	Seconds        float64
	System         uint64
}

// peers does the work of SimGrid's BitTorrent example with Playnet's peers, natively and in
// WebAssembly, and beside it with SimGrid itself where it can be had.
func (b *bench) peers() (*table, error) {
	const program = "./tests/bench/swarmbench"
	native := filepath.Join(b.temp, "swarmbench")
	if err := goBuild(nil, native, program); err != nil {
		return nil, err
	}
	if err := goBuild(forWasm, native+".wasm", program); err != nil {
		return nil, err
	}
	other, missing := b.simgrid()
	t := &table{
		title: "A swarm as in SimGrid's example: 800 KiB, 10 pieces of 5 blocks, a tenth are seeds, 5,000 s",
		head: []string{"peers", "native", "memory", "a peer", "events/s", "frames", "SimGrid", "memory", "native:SimGrid", "target",
			"wasm, Node", "memory", "wasm:native", "target"},
		notes: []string{
			"Both: the same peers, pieces, blocks, seeds, lines and duration; 50 others are told of at first; no record is kept. SimGrid's messages have sizes only, and there is a tracker; here the list is given.",
			"Playnet's peers send the bytes over TCP, segment by segment, and verify them: by SHA-1 the first time, then by comparison with the verified copy (core/torrent/store). A block under way is a reference to the sender's verified bytes (host.Stream.Lend), as with sendfile; one that somebody falsifies is a copy.",
		},
	}
	if missing != nil {
		t.notes = append(t.notes, "SimGrid: SKIPPED: "+missing.Error())
	}
	for _, n := range swarmSizes {
		own, err := runSwarm(native, n)
		if err != nil {
			return nil, err
		}
		theirs, theirMemory := "", ""
		ratio, mark := "", ""
		if missing == nil {
			seconds, memory, err := other(n)
			if err != nil {
				return nil, err
			}
			theirs, theirMemory, ratio = fmt.Sprintf("%.1f s", seconds), megabytes(memory), fmt.Sprintf("%.2f", own.Seconds/seconds)
			if n == swarmTarget {
				mark = atMost(0.3, "<= 0.3").mark(own.Seconds / seconds)
			}
		}
		wasm, err := runSwarm("tests/node/exec", n, native+".wasm")
		if err != nil {
			return nil, err
		}
		wasmMark := ""
		if n == swarmTarget {
			wasmMark = atMost(6, "<= 6").mark(wasm.Seconds / own.Seconds)
		}
		t.add(strconv.Itoa(n), fmt.Sprintf("%.1f s", own.Seconds), megabytes(int64(own.System)), fmt.Sprintf("%.2f MB", float64(own.System)/1e6/float64(n)),
			rate(float64(own.Events)/own.Seconds), rate(float64(own.Frames)), theirs, theirMemory, ratio, mark,
			fmt.Sprintf("%.1f s", wasm.Seconds), megabytes(int64(wasm.System)), times(wasm.Seconds/own.Seconds), wasmMark)
	}
	return t, nil
}

// runSwarm runs swarmbench with so many peers.
func runSwarm(command string, peers int, args ...string) (r swarmRun, err error) {
	out, err := output(append(append([]string{command}, args...), "-peers", strconv.Itoa(peers))...)
	if err == nil {
		err = json.Unmarshal(out, &r)
	}
	if err == nil && r.Whole != peers {
		err = fmt.Errorf("%d of %d peers have everything", r.Whole, peers)
	}
	return r, err
}

// simgrid builds SimGrid's C++ example and returns how to run it. Its library and headers are
// Debian's libsimgrid-dev; the example itself is not in there: PLAYNET_SIMGRID names a folder
// with SimGrid's sources of the same version.
func (b *bench) simgrid() (run func(peers int) (seconds float64, memory int64, err error), missing error) {
	sources := os.Getenv("PLAYNET_SIMGRID")
	if sources == "" {
		return nil, errors.New("PLAYNET_SIMGRID does not name a folder with SimGrid's sources (examples/cpp/app-bittorrent)")
	}
	files, err := filepath.Glob(filepath.Join(sources, "examples/cpp/app-bittorrent/*.cpp"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no example in %s", sources)
	}
	program := filepath.Join(b.temp, "simgrid-bittorrent")
	build := exec.Command("g++", append(append([]string{"-O2", "-std=c++17"}, files...), "-lsimgrid", "-o", program)...)
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the example can't be built (is libsimgrid-dev installed?): %w: %s", err, firstLine(out))
	}
	return func(peers int) (float64, int64, error) {
		platform, deployment := filepath.Join(b.temp, "platform.xml"), filepath.Join(b.temp, "deployment.xml")
		if err := os.WriteFile(platform, []byte(simgridPlatform(peers)), 0o600); err != nil {
			return 0, 0, err
		}
		if err := os.WriteFile(deployment, []byte(simgridDeployment(peers)), 0o600); err != nil {
			return 0, 0, err
		}
		c := exec.Command(program, platform, deployment, "--log=root.thres:warning")
		began := time.Now()
		if out, err := c.CombinedOutput(); err != nil {
			return 0, 0, fmt.Errorf("SimGrid: %w: %s", err, firstLine(out))
		}
		return time.Since(began).Seconds(), int64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) << 10, nil
	}, nil
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

const simgridHead = "<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n<platform version=\"4.1\">\n"

// simgridPlatform describes the cluster of SimGrid's own example, with more hosts.
func simgridPlatform(peers int) string {
	return fmt.Sprintf(simgridHead+`  <cluster id="swarm" prefix="node-" radical="0-%d" suffix=".simgrid.org" speed="1Gf" bw="125MBps" lat="50us" bb_bw="2.25GBps" bb_lat="500us"/>
</platform>
`, peers)
}

// simgridDeployment describes a tracker and peers that stay for 5,000 s, a tenth of them seeds.
func simgridDeployment(peers int) string {
	var d strings.Builder
	d.WriteString(simgridHead)
	d.WriteString("  <actor host=\"node-0.simgrid.org\" function=\"tracker\"><argument value=\"5000\"/></actor>\n")
	ids := rand.New(rand.NewPCG(1, 1)).Perm(1 << 20)
	for i := 1; i <= peers; i++ {
		seed := ""
		if i%10 == 0 {
			seed = "<argument value=\"1\"/>"
		}
		fmt.Fprintf(&d, "  <actor host=\"node-%d.simgrid.org\" function=\"peer\"><argument value=\"%d\"/><argument value=\"5000\"/>%s</actor>\n", i, ids[i]+1, seed)
	}
	d.WriteString("</platform>\n")
	return d.String()
}
