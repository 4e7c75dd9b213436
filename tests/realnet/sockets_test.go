//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"playnet/tests/peers"
)

const socketsLab = "../labs/sockets-raw.lab"

// nc and socat on the small servers, by TCP and by UDP.
func TestSmallServers(t *testing.T) {
	peers.Need(t, "nc")
	peers.Need(t, "socat")
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.lab(socketsLab)
		for _, c := range []struct{ name, script, want string }{
			{"nc, echo by TCP", `printf 'hello\nworld\n' | nc -N $PLAYNET_HOST_NEAR 7`, "hello\nworld\n"},
			{"nc, echo by UDP", `printf 'hello' | nc -u -w 1 $PLAYNET_HOST_DISTANT 7`, "hello"},
			{"socat, echo by TCP", `printf 'hello' | socat -t 10 - TCP:$PLAYNET_HOST_DISTANT:7`, "hello"},
			{"socat, echo by UDP", `printf 'hello' | socat -t 1 - UDP:$PLAYNET_HOST_NEAR:7`, "hello"},
			{"nc, discard", `printf 'hello' | nc -N $PLAYNET_HOST_NEAR 9`, ""},
			{"nc, daytime", `nc -N $PLAYNET_HOST_NEAR 13 </dev/null | tr -cd ',-' `, ",,-"},
			{"socat, daytime by UDP", `printf x | socat -t 1 - UDP:$PLAYNET_HOST_NEAR:13 | tr -cd ',-'`, ",,-"},
			{"nc, chargen", `nc $PLAYNET_HOST_NEAR 19 </dev/null | head -n 95 | tail -n 1 | cut -c 1-12`, "~ !\"#$%&'()*\n"},
			{"nc, a port that nobody listens on", `nc $PLAYNET_HOST_NEAR 8 </dev/null || echo refused`, "refused\n"},
		} {
			if got := r.shell(lab, nil, c.script); got.stdout != c.want {
				t.Errorf("%s: %q, want %q\n%s", c.name, got.stdout, c.want, got.stderr)
			}
		}
	})
}

// A hundred megabytes there and back, byte for byte, through a tool that reads and
// writes at once.
func TestHundredMegabytesThroughEcho(t *testing.T) {
	peers.Need(t, "socat")
	forUsers(t, func(t *testing.T, r *runner) {
		got := r.shell(r.lab(socketsLab), nil, `
			cd "$TMPDIR"
			head -c 100000000 /dev/urandom >sent
			socat -t 60 - TCP:$PLAYNET_HOST_NEAR:7 <sent >got
			wc -c <got
			cmp sent got
			rm sent got`)
		if got.stdout != "100000000\n" {
			t.Errorf("%s%s", got.stdout, got.stderr)
		}
	})
}

// clientVariable lets the tests' binary be a client on the kernel's sockets.
const clientVariable = "PLAYNET_TEST_AS_CLIENT"

// Two hundred connections at once: all stand before the first one speaks.
func TestTwoHundredConnections(t *testing.T) {
	forUsers(t, func(t *testing.T, r *runner) {
		got := r.shell(r.lab(socketsLab), nil, "env -u "+programVariable+" "+clientVariable+"=$PLAYNET_HOST_NEAR:7 "+program)
		if got.stdout != "200 connections, 200 echoes\n" {
			t.Errorf("%s%s", got.stdout, got.stderr)
		}
	})
}

// beClient opens two hundred connections to an echo server, and speaks on all of
// them in turn.
func beClient(addr string) error {
	var all []net.Conn
	for range 200 {
		c, err := net.DialTimeout("tcp", addr, time.Minute)
		if err != nil {
			return err
		}
		defer c.Close()
		all = append(all, c)
	}
	for i, c := range all {
		if _, err := fmt.Fprintf(c, "this is number %d", i); err != nil {
			return err
		}
	}
	echoes := 0
	for i, c := range all {
		if err := c.(*net.TCPConn).CloseWrite(); err != nil {
			return err
		}
		got, err := io.ReadAll(c)
		if err != nil {
			return err
		}
		if !bytes.Equal(got, fmt.Appendf(nil, "this is number %d", i)) {
			return fmt.Errorf("connection %d: %q", i, got)
		}
		echoes++
	}
	_, err := fmt.Printf("%d connections, %d echoes\n", len(all), echoes)
	return err
}

// asClient is the tests' binary as a client, if it is told to be.
func asClient() {
	if addr := os.Getenv(clientVariable); addr != "" {
		if err := beClient(addr); err != nil {
			fmt.Fprintln(os.Stderr, strings.TrimSpace(err.Error()))
			os.Exit(1)
		}
		os.Exit(0)
	}
}
