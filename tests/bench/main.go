// Command bench measures Playnet and prints the numbers beside their targets:
// how fast worlds run, natively and in WebAssembly; how large the page is and
// how soon it is there, beside an empty one; whether it stays responsive. It runs
// in the repository's root, after a build, as `./build.sh bench`.
//
// It judges nothing: a missed target is marked, and the exit status is 0. What a
// shared machine prints varies by half; ratios of the same run vary less.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
)

func main() {
	only := flag.String("only", "kernel,mail,zone,nameservers,size,page,long,mailbox,swarm,peers", "which parts to measure")
	rounds := flag.Int("rounds", 5, "how often to measure each speed; the best counts")
	loads := flag.Int("loads", 7, "how often to load each page; the median counts")
	flag.Parse()

	temp, err := os.MkdirTemp("", "playnet-bench-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	defer os.RemoveAll(temp)
	fmt.Printf("%s, %s/%s, %d processors\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	b := &bench{temp: temp, rounds: *rounds, loads: *loads}
	for _, part := range []struct {
		name string
		run  func() (*table, error)
	}{{"kernel", b.kernel}, {"mail", b.mail}, {"zone", b.zone}, {"nameservers", b.nameservers}, {"size", b.sizes}, {"page", b.page}, {"long", b.long}, {"mailbox", b.mailbox}, {"swarm", b.swarm}, {"peers", b.peers}} {
		if !strings.Contains(","+*only+",", ","+part.name+",") {
			continue
		}
		t, err := part.run()
		fmt.Println()
		if err != nil { // the other parts are worth having all the same
			fmt.Printf("%s: not measured: %v\n", part.name, err)
			continue
		}
		t.print(os.Stdout)
	}
}

// bench holds what the parts share.
type bench struct {
	temp   string // a folder for what is built
	rounds int
	loads  int
}
