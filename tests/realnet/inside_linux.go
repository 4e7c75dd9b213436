package main

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/tests/realnet/kernelhost"
)

// startTime is how long services may take until they listen.
const startTime = 30 * time.Second

// inside does the work of the second incarnation, which is alone in its
// namespaces.
func inside(o *options, f *labfile.File, folder string) (status int) {
	var extra []string
	for _, step := range []func() error{
		func() error { return furnish(o, f, folder, &extra) },
		func() error { return network(f, source(f, o.as)) },
	} {
		if err := step(); err != nil {
			return complain(exitNotAllowed, err)
		}
	}
	world, err := serve(o, f)
	if err != nil {
		return complain(exitBadInput, err)
	}
	// What has not ended by then ends with this process.
	defer world.Stop(time.Second)
	cmd := exec.Command(o.command[0], o.command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = slices.DeleteFunc(append(os.Environ(), extra...), func(v string) bool {
		return strings.HasPrefix(v, folderVariable+"=")
	})
	status, err = wait(cmd)
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return complain(exitNotFound, err)
	case err != nil:
		return complain(exitNotStarted, err)
	}
	return status
}

// furnish gives COMMAND the files that it shall find, and tells of them in the
// environment.
func furnish(o *options, f *labfile.File, folder string, extra *[]string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mounts of its own: %w", err)
	}
	// Two refinements that not every machine allows, and that can be done without:
	// /proc shows the processes of the namespace; and the files vanish with it even
	// if nobody is left to remove them.
	_ = syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, "")
	_ = syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "mode=0755")

	if err := cover("/etc/resolv.conf", filepath.Join(folder, "resolv.conf"), resolvConf(f, o.as)); err != nil {
		return err
	}
	if text, err := os.ReadFile("/etc/nsswitch.conf"); err == nil {
		if err := cover("/etc/nsswitch.conf", filepath.Join(folder, "nsswitch.conf"), nameSwitch(string(text))); err != nil {
			return err
		}
	}
	*extra = environment(f)
	if hints := rootHints(f); hints != "" {
		path := filepath.Join(folder, "root.hints")
		if err := os.WriteFile(path, []byte(hints), 0o644); err != nil {
			return err
		}
		*extra = append(*extra, "PLAYNET_ROOT_HINTS="+path)
	}
	if anchor := lab.Anchor(f, surroundings(f)); anchor != "" {
		ds, keys := filepath.Join(folder, "root.ds"), filepath.Join(folder, "root.keys")
		if err := os.WriteFile(ds, []byte(anchor), 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(keys, []byte(trustAnchors(anchor)), 0o644); err != nil {
			return err
		}
		*extra = append(*extra, "PLAYNET_TRUST_ANCHOR="+ds, "PLAYNET_TRUST_ANCHOR_BIND="+keys)
	}
	return nil
}

// cover lays a file of ours over one of the machine's.
func cover(path, ours, text string) error {
	if err := os.WriteFile(ours, []byte(text), 0o644); err != nil {
		return err
	}
	if err := syscall.Mount(ours, path, "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("a private %s: %w", path, err)
	}
	return nil
}

// network makes the lab's addresses known.
func network(f *labfile.File, own netip.Addr) error {
	// The ports that sockets get by themselves, as in the virtual network. Where
	// that may not be said, the kernel's own range will do.
	_ = os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte("49152 65535"), 0o644)
	n, err := openNetlink()
	if err != nil {
		return err
	}
	defer n.close()
	if err := n.up(); err != nil {
		return err
	}
	for i := range f.Lab.Hosts {
		if err := n.add(f.Lab.Hosts[i].Address.Addr); err != nil {
			return fmt.Errorf("the address of %s: %w", f.Lab.Hosts[i].Name, err)
		}
	}
	for i := range f.Lab.Hosts {
		if err := n.route(f.Lab.Hosts[i].Address.Addr, own); err != nil {
			return fmt.Errorf("the route to %s: %w", f.Lab.Hosts[i].Name, err)
		}
	}
	return nil
}

// serve starts the lab's services and waits until they listen.
func serve(o *options, f *labfile.File) (*kernelhost.World, error) {
	programs, err := lab.Programs(f, surroundings(f))
	if err != nil {
		return nil, err
	}
	var seed [8]byte
	rand.Read(seed[:]) // it never fails
	world := kernelhost.New(kernelhost.Options{
		Seed: binary.NativeEndian.Uint64(seed[:]), Record: recorder(o.verbose),
		Crashed: func(e *kernelhost.CrashError) { fmt.Fprintf(os.Stderr, "realnet: %v\n%s\n", e, e.Stack) },
	})
	listen := map[string][]netip.AddrPort{}
	for _, p := range programs {
		name := p.Service.On()
		if o.only != nil && !slices.Contains(o.only, name) {
			continue
		}
		addr := f.Host(name).Address.Addr
		for _, port := range p.Service.Ports() { // "53/udp"
			number, network, _ := strings.Cut(port, "/")
			n, err := strconv.ParseUint(number, 10, 16)
			if err != nil {
				return nil, fmt.Errorf("%s: port %s: %w", p.Service.Kind(), port, err)
			}
			listen[network] = append(listen[network], netip.AddrPortFrom(addr, uint16(n)))
		}
		world.Start(string(name), []netip.Addr{addr}, p.Make())
	}
	for _, network := range []string{"udp", "tcp"} {
		if err := world.Await(network, listen[network], startTime); err != nil {
			return nil, err
		}
	}
	return world, nil
}

// recorder returns what prints the programs' events, if they are wanted.
func recorder(wanted bool) func(trace.Event) {
	if !wanted {
		return nil
	}
	return func(e trace.Event) {
		fmt.Fprintf(os.Stderr, "%12.6f %s %v: %s\n", time.Duration(e.At).Seconds(), e.Host, e.Body.Kind(), e.Body.Text())
	}
}
