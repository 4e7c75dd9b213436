// Command zonebench loads a zone of a million names and prints what that takes.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"time"

	"playnet/core/dns"
)

const names = 1_000_000

func main() {
	var s strings.Builder
	s.WriteString("$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 3600\n@ NS ns\nns A 10.0.0.2\n")
	for i := range names {
		fmt.Fprintf(&s, "host%d A 10.%d.%d.%d\n", i, i>>16&255, i>>8&255, i&255)
	}
	text := s.String()
	s.Reset()
	before := heap()
	began, worked := time.Now(), processor()
	z, err := dns.ParseZone("example.com", text)
	took, used := time.Since(began), processor()-worked
	if err != nil || z.Records() != names+3 {
		panic(fmt.Sprint(z.Records(), err))
	}
	fmt.Printf("seconds to load\t%f\nseconds of processor time\t%f\nbytes a name, kept\t%f\n", took.Seconds(), used.Seconds(), float64(heap()-before)/names)
	runtime.KeepAlive(z)
	runtime.KeepAlive(text)
}

// processor returns the time that processors have worked for this program.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap returns the bytes of what is alive.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
