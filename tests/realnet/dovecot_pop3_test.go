//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/pop3"
	"playnet/core/view"
	"playnet/tests/peers"
	"playnet/tests/realnet/kernelhost"
)

// dovecotConf lets Dovecot serve one user's Maildir by POP3. The user is nobody: Dovecot
// gives no mail to root.
const dovecotConf = `base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = /dev/stderr
protocols = pop3
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain apop
mail_location = maildir:%[1]s/mail
passdb {
  driver = passwd-file
  args = %[1]s/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=%[1]s
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    address = 127.0.0.1
    port = %[2]d
  }
  inet_listener pop3s {
    port = 0
  }
}
service anvil {
  chroot =
}
`

// dovecot serves messages to alice, whose password is "crepes".
func dovecot(t *testing.T, messages []string) netip.AddrPort {
	t.Helper()
	program := peers.Need(t, "dovecot")
	if os.Geteuid() != 0 {
		peers.Skip(t, "Dovecot has to be root")
	}
	if _, err := os.Stat("/usr/lib/dovecot/pop3"); err != nil {
		peers.Skip(t, "there is no POP3 in this Dovecot")
	}
	folder, err := os.MkdirTemp("/tmp", "dovecot-pop3-") // not t.TempDir: its parents are closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	for _, d := range []string{"run", "mail", "mail/new", "mail/cur", "mail/tmp"} {
		if err := errors.Join(os.Mkdir(filepath.Join(folder, d), 0o755), os.Chown(filepath.Join(folder, d), 65534, 65534)); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().(*net.TCPAddr).AddrPort()
	l.Close()
	files := map[string]string{"conf": fmt.Sprintf(dovecotConf, folder, at.Port()), "users": "alice:{PLAIN}crepes\n"}
	for i, m := range messages {
		files[fmt.Sprintf("mail/new/%d.M%dP1.host", 1_700_000_000+i, i)] = m
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o644), os.Chown(path, 65534, 65534), os.Chmod(folder, 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	peers.Start(t, exec.Command(program, "-F", "-c", filepath.Join(folder, "conf")), "starting up", "Fatal")
	return at
}

// kernelClient is straight-line code on the kernel's sockets.
type kernelClient struct {
	run  func(h host.Host)
	done chan struct{}
}

func (*kernelClient) Kind() string           { return "test.client" }
func (*kernelClient) View() (v view.Program) { return v }

func (c *kernelClient) Run(h host.Host) error {
	c.run(h)
	close(c.done)
	return h.NewSignal().Wait()
}

// onKernel runs a client's code beside real servers.
func onKernel(t *testing.T, run func(h host.Host)) {
	t.Helper()
	w := kernelhost.New(kernelhost.Options{Seed: 1, Crashed: func(e *kernelhost.CrashError) { t.Errorf("%v\n%s", e, e.Stack) }})
	c := &kernelClient{run: run, done: make(chan struct{})}
	w.Start("client", []netip.Addr{netip.MustParseAddr("127.0.0.1")}, c)
	select {
	case <-c.done:
	case <-time.After(time.Minute):
		t.Error("the client does not end")
	}
	if err := w.Stop(time.Minute); err != nil {
		t.Error(err)
	}
}

// Our client reads what Dovecot stores, byte for byte, and deletes it there.
func TestPOP3ClientReadsDovecot(t *testing.T) {
	messages := []string{
		"From: bob@hamburger.edu\nSubject: dots\n\n.\n..\n.x\n\nend\n",
		"From: bob@hamburger.edu\nSubject: cr=?utf-8?q?=C3=AApes?=\nContent-Transfer-Encoding: 8bit\n\nêêê\n" + strings.Repeat("0123456789", 90) + "\n",
		"From: bob@hamburger.edu\nSubject: many\n\n" + strings.Repeat("line after line after line\n", 50_000),
	}
	at := dovecot(t, messages)
	for i, m := range messages {
		messages[i] = strings.ReplaceAll(m, "\n", "\r\n")
	}
	onKernel(t, func(h host.Host) {
		c, err := pop3.Dial(h, at)
		if err != nil {
			t.Error(err)
			return
		}
		var refusal *pop3.Refusal
		if err := c.Login("alice", "wrong"); !errors.As(err, &refusal) || refusal.Code != "AUTH" {
			t.Errorf("a wrong password: %v", err)
		}
		if err := c.Login("alice", "crepes"); err != nil {
			t.Error(err)
			return
		}
		n, size, err := c.Stat()
		if n != 3 || size != int64(len(strings.Join(messages, ""))) || err != nil {
			t.Errorf("%d messages of %d octets, %v", n, size, err)
		}
		list, err := c.List()
		if len(list) != 3 || list[0].Size != int64(len(messages[0])) || err != nil {
			t.Errorf("the list is %v, %v", list, err)
		}
		for i, want := range messages {
			if got, err := c.Retr(i + 1); err != nil || !bytes.Equal(got, []byte(want)) {
				t.Errorf("message %d has %d bytes, %v", i+1, len(got), err)
			}
		}
		if got, err := c.Top(1, 2); err != nil || string(got) != "From: bob@hamburger.edu\r\nSubject: dots\r\n\r\n.\r\n..\r\n" {
			t.Errorf("TOP %q, %v", got, err)
		}
		if err := errors.Join(c.Noop(), c.Dele(2), c.Quit()); err != nil {
			t.Error(err)
		}
		seen := 0
		again, err := pop3.Dial(h, at)
		if err == nil {
			err = again.LoginAPOP("alice", "crepes")
		}
		if err == nil {
			_, err = again.Fetch(pop3.Fetching{Has: func(string) bool { return false }, Take: func(string, []byte) error { seen++; return nil }})
		}
		if err == nil {
			err = again.Quit()
		}
		if err != nil || seen != 2 {
			t.Errorf("after the deletion %d messages, %v", seen, err)
		}
	})
}
