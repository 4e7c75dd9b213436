package terminal

import (
	"fmt"
	"net/netip"
	"time"

	"playnet/core/host"
)

// What ping does unless told otherwise. iputils' ping goes on until Ctrl-C; this
// one does so often only, so that a world comes to its end by itself.
const (
	pingCount    = 4
	pingInterval = time.Second
	pingSize     = 56               // bytes of data
	pingLinger   = 10 * time.Second // after the last request, while no reply has come at all
)

func init() {
	Register(Command{
		Name: "ping", Args: "[-c count] [-i interval] [-s size] [-W timeout] host",
		Summary: "send ICMP echo requests and wait for the replies",
		Operand: HostName,
		Options: []Option{
			{'c', "count", "how many requests; 4 unless told"},
			{'i', "interval", "seconds between two requests; 1 unless told"},
			{'s', "size", "bytes of data; 56 unless told"},
			{'W', "timeout", "seconds to wait for the last reply; 10 unless told"},
		},
		Run: runPing,
	})
}

// pinger is a run of ping.
type pinger struct {
	p        *Process
	to       netip.Addr
	size     int
	sent     int
	got      int
	began    time.Time
	last     time.Time // when the last request was sent
	min, max time.Duration
	sum, sq  int64 // of the times, in µs and µs²
	news     host.Signal
}

func runPing(p *Process) int {
	f, operands, ok := p.Parse()
	if !ok {
		return statusUsage
	}
	if len(operands) != 1 {
		return p.Usage("usage error: Destination address required")
	}
	count, ok1 := p.Int(f, 'c', pingCount, 1, 1000)
	if !ok1 {
		return statusUsage
	}
	interval, ok2 := p.Seconds(f, 'i', pingInterval, 2*time.Millisecond, time.Hour)
	if !ok2 {
		return statusUsage
	}
	size, ok3 := p.Int(f, 's', pingSize, 0, 65507)
	if !ok3 {
		return statusUsage
	}
	linger, ok4 := p.Seconds(f, 'W', pingLinger, time.Millisecond, time.Hour)
	if !ok4 {
		return statusUsage
	}
	if _, can := p.Host.(host.Pinger); !can {
		return p.Fail(statusUsage, "socktype: SOCK_RAW: Operation not permitted")
	}
	to, err := p.Resolve(operands[0])
	if err != nil {
		return p.Fail(statusUsage, "%s: %v", operands[0], err)
	}
	ping := &pinger{p: p, to: to, size: size, news: p.Host.NewSignal(), began: p.Host.Now()}
	p.Printf("PING %s (%v) %d(%d) bytes of data.\n", operands[0], to, size, size+28)
	ping.send(count, interval, linger)
	if p.Interrupted() || ping.sent == count && p.shell.front == p {
		ping.statistics(operands[0])
	}
	if ping.got == 0 {
		return 1
	}
	return 0
}

// send sends the requests and waits for the replies.
func (g *pinger) send(count int, interval, linger time.Duration) {
	h := g.p.Host
	for g.sent < count {
		g.sent++
		g.last = h.Now()
		h.Go("request", func() { g.request(max(linger, pingLinger)) })
		if g.sent < count && h.Sleep(interval) != nil {
			return
		}
	}
	// As iputils' ping: two of the longest times, at least an interval, if anybody
	// answers at all.
	for g.got < g.sent {
		wait := linger
		if g.got > 0 {
			wait = min(max(2*g.max, interval), linger)
		}
		if g.news.WaitUntil(g.last.Add(wait)) != nil {
			return
		}
	}
}

// request sends one and waits for its reply.
func (g *pinger) request(timeout time.Duration) {
	r, err := g.p.Host.(host.Pinger).Ping(g.to, g.size, timeout)
	if err != nil {
		return
	}
	took := r.RTT
	us := took.Microseconds()
	g.got++
	g.sum += us
	g.sq += us * us
	if g.got == 1 || took < g.min {
		g.min = took
	}
	g.max = max(g.max, took)
	g.p.Printf("%d bytes from %v: icmp_seq=%d ttl=%d time=%s ms\n", r.Size, r.From, r.Seq, r.TTL, pingTime(us))
	g.news.Broadcast()
}

// pingTime writes a time of so many µs in ms, with as many digits as ping does.
func pingTime(us int64) string {
	switch {
	case us >= 100_000-50:
		return fmt.Sprintf("%d", (us+500)/1000)
	case us >= 10_000-5:
		return fmt.Sprintf("%d.%01d", (us+50)/1000, (us+50)%1000/100)
	case us >= 1000:
		return fmt.Sprintf("%d.%02d", (us+5)/1000, (us+5)%1000/10)
	}
	return fmt.Sprintf("%d.%03d", us/1000, us%1000)
}

func (g *pinger) statistics(name string) {
	p := g.p
	p.Printf("\n--- %s ping statistics ---\n", name)
	p.Printf("%d packets transmitted, %d received, %s%% packet loss, time %dms\n", g.sent, g.got,
		percent(g.sent-g.got, g.sent), g.last.Sub(g.began).Milliseconds())
	if g.got == 0 {
		return
	}
	n := int64(g.got)
	mean := g.sum / n
	p.Printf("rtt min/avg/max/mdev = %s/%s/%s/%s ms\n", millis(g.min.Microseconds()), millis(mean),
		millis(g.max.Microseconds()), millis(sqrt(g.sq/n-mean*mean)))
}

// percent writes a share as C's "%g" does.
func percent(part, whole int) string {
	if whole == 0 {
		return "0"
	}
	return fmt.Sprintf("%.6g", float64(part)*100/float64(whole))
}

func millis(us int64) string { return fmt.Sprintf("%d.%03d", us/1000, us%1000) }

// sqrt returns the whole part of a square root.
func sqrt(v int64) int64 {
	if v <= 0 {
		return 0
	}
	x := v
	for y := (x + 1) / 2; y < x; y = (x + v/x) / 2 {
		x = y
	}
	return x
}
