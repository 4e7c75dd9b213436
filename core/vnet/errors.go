package vnet

import (
	"os"
	"syscall"
)

// errno is an error of the operating system with a text of its own. The texts of
// syscall.Errno differ between machines ("connection refused" on Linux,
// "Connection refused" in a browser), and an error's text can get into the
// record. errors.Is and errors.As find the syscall.Errno.
type errno struct {
	syscall.Errno
	text string
}

func (e *errno) Error() string { return e.text }
func (e *errno) Unwrap() error { return e.Errno }

// The errors that sockets return, with the texts of Linux.
var (
	errRefused  = &errno{syscall.ECONNREFUSED, "connection refused"}
	errReset    = &errno{syscall.ECONNRESET, "connection reset by peer"}
	errTimedOut = &errno{syscall.ETIMEDOUT, "connection timed out"}
	errPipe     = &errno{syscall.EPIPE, "broken pipe"}
	errNoConn   = &errno{syscall.ENOTCONN, "transport endpoint is not connected"}
	errInUse    = &errno{syscall.EADDRINUSE, "address already in use"}
	errNotLocal = &errno{syscall.EADDRNOTAVAIL, "cannot assign requested address"}
	errTooLong  = &errno{syscall.EMSGSIZE, "message too long"}
	errInvalid  = &errno{syscall.EINVAL, "invalid argument"}
	errNoPeer   = &errno{syscall.EDESTADDRREQ, "destination address required"}
	errFamily   = &errno{syscall.EAFNOSUPPORT, "address family not supported by protocol"}
)

// sysError wraps an error of the operating system with its call's name.
func sysError(call string, e *errno) error { return os.NewSyscallError(call, e) }
