// Command kernelbench measures how fast worlds run, without a screen: the queue,
// control changing hands between programs, a UDP echo, TCP, DNS look-ups; or, with -set mail, mail servers. It prints
// one JSON object a line, {"name", "unit", "value"}. It is compiled for the
// machine and for js/wasm, and command bench sets the two side by side.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"
)

// measure is one thing that is measured. Every run does the same work, so that
// two machines, or the machine and WebAssembly, are compared over the same.
type measure struct {
	name string
	unit string
	run  func(scale float64) (done int, took time.Duration)
}

// sets are the measures, by the part of the bench that they belong to.
var sets = map[string][]measure{"kernel": kernelMeasures, "mail": mailMeasures}

var mailMeasures = []measure{
	{"mail.journey", "mails/s", mails},
	{"mail.pop3", "messages/s", fetched},
	{"mail.imap", "pages/s", scrolled},
	{"mail.store", "messages/s", stored},
	{"mail.open", "messages/s", opened},
}

var kernelMeasures = []measure{
	{"queue.noop", "events/s", queueNoOp},
	{"queue.switch", "switches/s", queueSwitch},
	{"echo.untraced", "events/s", echoUntraced},
	{"echo.traced", "events/s", echoTraced},
	{"echo.hashed", "events/s", echoHashed},
	{"star", "events/s", star},
	{"tcp.untraced", "events/s", tcpEchoUntraced},
	{"tcp.traced", "events/s", tcpEchoTraced},
	{"tcp.bulk.1", "bytes/s", bulkOne},
	{"tcp.bulk.100", "bytes/s", bulkHundred},
	{"tcp.allocations", "allocations", segmentAllocations},
	{"tcp.allocated", "bytes", segmentBytes},
	{"dns.cold", "look-ups/s", lookupsCold},
	{"dns.cached", "look-ups/s", lookupsCached},
}

func main() {
	scale := flag.Float64("scale", 1, "how much work to do; 1 takes some seconds in WebAssembly")
	set := flag.String("set", "kernel", "which measures: kernel, mail")
	flag.Parse()
	out := json.NewEncoder(os.Stdout)
	for _, m := range sets[*set] {
		m.run(*scale / 10) // WebAssembly is compiled a second time, better, once it has run a while
		runtime.GC()
		done, took := m.run(*scale)
		err := out.Encode(struct {
			Name  string  `json:"name"`
			Unit  string  `json:"unit"`
			Value float64 `json:"value"`
		}{m.name, m.unit, float64(done) / took.Seconds()})
		if err != nil {
			fmt.Fprintln(os.Stderr, "kernelbench:", err)
			os.Exit(1)
		}
	}
}

// must ends the program for an error that only a mistake in it can cause.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
