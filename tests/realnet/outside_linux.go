package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"

	"playnet/core/lab/labfile"
)

// folderVariable tells the second incarnation of this program that it is the
// second, and which folder is its own.
const folderVariable = "PLAYNET_REALNET_FOLDER"

// execute runs the lab and the command: it starts this program again in namespaces
// of its own, and waits.
func execute(o *options, f *labfile.File) (status int) {
	if folder := os.Getenv(folderVariable); folder != "" && os.Getpid() == 1 {
		return inside(o, f, folder)
	}
	// The second incarnation is to die with this one, and what the kernel looks at
	// for that is the thread that started it.
	runtime.LockOSThread()
	folder, err := os.MkdirTemp("", "realnet-")
	if err != nil {
		return complain(exitNotAllowed, err)
	}
	defer os.RemoveAll(folder)
	status, err = again(folder)
	if err != nil {
		return complain(exitNotAllowed, fmt.Errorf("no network of its own on this machine: %w", err))
	}
	return status
}

// namespaces are those of the second incarnation: as process 1 of its own it takes
// everything along when it ends.
const namespaces = syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID

// again runs this program in namespaces, in a user namespace as well where it has
// to be.
func again(folder string) (status int, err error) {
	run := func(attributes *syscall.SysProcAttr) (int, error) {
		cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		cmd.Env = append(os.Environ(), folderVariable+"="+folder)
		attributes.Pdeathsig = syscall.SIGKILL
		cmd.SysProcAttr = attributes
		return wait(cmd)
	}
	if os.Geteuid() == 0 {
		status, err := run(&syscall.SysProcAttr{Cloneflags: namespaces})
		if !errors.Is(err, syscall.EPERM) {
			return status, err
		} // the root of a container, which may not, either
	}
	return run(&syscall.SysProcAttr{
		Cloneflags:  namespaces | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
	})
}

// endings are the signals that would end us.
var endings = []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP}

// wait starts a command, passes signals on to it that would end us, and returns its
// exit status. What a terminal sends goes to all of its foreground processes anyway.
func wait(cmd *exec.Cmd) (status int, started error) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, endings...) // before it runs: none must be lost
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case s := <-signals:
				if (s == syscall.SIGINT || s == syscall.SIGQUIT) && inForeground() {
					continue
				}
				_ = cmd.Process.Signal(s) // an error says that it has ended
			case <-ended:
				return
			}
		}
	}()
	return outcome(cmd.Wait()), nil
}

// inForeground reports whether we belong to the foreground processes of a terminal.
func inForeground() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer tty.Close()
	var group int32
	_, _, failed := syscall.Syscall(syscall.SYS_IOCTL, tty.Fd(), syscall.TIOCGPGRP, uintptr(unsafe.Pointer(&group)))
	return failed == 0 && int(group) == syscall.Getpgrp()
}

// outcome returns the exit status that tells how a command ended.
func outcome(err error) int {
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		if w := ended.Sys().(syscall.WaitStatus); w.Signaled() {
			return 128 + int(w.Signal())
		}
		return ended.ExitCode()
	}
	return complain(exitNotStarted, err)
}

func complain(status int, err error) int {
	fmt.Fprintln(os.Stderr, "realnet:", err)
	return status
}
