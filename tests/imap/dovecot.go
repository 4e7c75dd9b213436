// Package imap holds our IMAP server against the field's own: Dovecot plays the dialogues
// of core/imap, and is asked the same 500 random sequences of commands.
package imap

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"playnet/tests/imapscript"
	"playnet/tests/peers"
)

// conf lets Dovecot run in a directory of its own, without TLS, on a port of its own, as
// whoever the tests are.
const conf = `protocols = imap
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
auth_failure_delay = 0
mail_location = sdbox:%[1]s/mail/%%u
mail_fsync = never
mail_uid = %[2]s
mail_gid = %[3]s
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = %[4]s
default_internal_group = %[5]s
default_login_user = %[6]s
imap_id_send = name *
imap_idle_notify_interval = 29 min
mail_max_userip_connections = 1000
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = static
  args = password=` + imapscript.Password + `
}
userdb {
  driver = static
  args = uid=%[2]s gid=%[3]s home=%[1]s/home/%%u
}
service imap {
  service_count = 1000
  process_min_avail = 2
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = %[7]d
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`

// dovecot is a running Dovecot.
type dovecot struct {
	testing.TB
	at  string // its address
	dir string
}

// startDovecot starts Dovecot and has it stopped when the test ends.
func startDovecot(t testing.TB) *dovecot {
	t.Helper()
	path := peers.Need(t, "dovecot")
	dir, err := os.MkdirTemp("", "dovecot") // its sockets' paths must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	uid, gid, internal, group, login := me.Uid, me.Gid, me.Username, groupName(me.Gid), me.Username
	if os.Geteuid() == 0 {
		// Root hands mail to somebody else; Debian's package has made these users.
		uid, gid, internal, group, login = "8", "8", "dovecot", "dovecot", "dovenull"
	}
	for _, sub := range []string{"mail", "home", "run", "state"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o777); err != nil {
			t.Fatal(err)
		}
		if os.Geteuid() == 0 && (sub == "mail" || sub == "home") {
			if err := os.Chown(filepath.Join(dir, sub), 8, 8); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	file := filepath.Join(dir, "dovecot.conf")
	text := fmt.Sprintf(conf, dir, uid, gid, internal, group, login, port)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-F", "-c", file)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended by itself
		_ = cmd.Wait()
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("Dovecot says: %s%s", out.String(), log)
		}
	})
	d := &dovecot{TB: t, at: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), dir: dir}
	for began := time.Now(); ; {
		conn, err := net.Dial("tcp", d.at)
		if err == nil {
			conn.Close()
			return d
		}
		if time.Since(began) > 20*time.Second {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Fatalf("Dovecot does not start: %v\n%s%s", err, out.String(), log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func groupName(gid string) string {
	g, err := user.LookupGroupId(gid)
	if err != nil {
		return gid
	}
	return g.Name
}

func freePort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
