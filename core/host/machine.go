package host

import "playnet/core/view"

// What only some machines can do is an optional capability of a [Host], found by a
// type assertion, as [Pinger] is. A machine of the virtual world has all of those
// in this file; a program that needs one must live without it elsewhere.

// Spawner is what a machine can do on which a program may start others, as a shell
// does.
type Spawner interface {
	// Spawn starts a program on the same machine. It is not started again with the
	// machine, and dies with it. The program's events serve the operation of the
	// caller.
	Spawn(p Program) Job
}

// Job is a program that another one has started.
type Job interface {
	// Wait blocks until the program has ended, and returns nil if it returned by
	// itself or was killed, a *[CrashError] if it panicked, and net.ErrClosed when
	// the host stops.
	Wait() error
	// Kill ends the program: its blocking calls return net.ErrClosed, its deferred
	// calls run, and its sockets are closed. It may be called from outside any
	// fiber, and does nothing if the program has ended.
	Kill()
}

// CrashError says that a program panicked.
type CrashError struct {
	Message string // what it panicked with
}

// Error returns the message.
func (e *CrashError) Error() string { return "crashed: " + e.Message }

// Inspector is what a machine can do that tells its programs of itself, as /proc
// does under Linux.
type Inspector interface {
	// Sockets lists the machine's sockets, those of all its programs.
	Sockets() []view.Socket
	// Link describes the machine's access link.
	Link() view.Link
}

// ServiceManager is what a machine can do on which a program may stop and start the
// programs that start with it, as an administrator's shell may.
type ServiceManager interface {
	// Services lists them in the order of installing, without the shell itself and
	// without what is no server: the resolver library.
	Services() []Service
	// StopService ends the program of a kind, and closes its sockets; it reports whether
	// one was running.
	StopService(kind string) bool
	// StartService starts a program of a kind anew; it reports whether none was running.
	StartService(kind string) bool
}

// Service is a program that starts with its machine.
type Service struct {
	Kind    string // "dns.authority"
	Running bool
}
