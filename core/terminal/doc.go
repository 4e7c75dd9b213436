// Package terminal gives a host a shell: a person types lines, commands run, and
// what they print is seen.
//
// A [Shell] is a program of its host. Each command runs as a program of its own, as
// under Unix: its sockets are its own (ss shows them), Ctrl-C ends it, and if it
// panics the shell lives on. Packages add commands with [Register].
//
// The questions to name servers, dig and nslookup, live in core/dns/dig.
//
// What the commands print follows the tools of the same names on Linux: ping and ip
// from iputils and iproute2, ss from iproute2, nc from OpenBSD, messages of the
// resolver from glibc, dig and nslookup from BIND, telnet from GNU inetutils. Their texts are those programs' own and are not translated.
//
// Left out on purpose: pipes, redirections, variables and globs (the shell says so),
// jobs in the background, and screens that programs draw on. A ping without -c ends
// after four requests, so that a world comes to its end by itself.
//
// A terminal is as slow as its line: what a program prints beyond a burst of 64 KiB
// goes out with 8 KiB/s, and the program waits (so that a peer that sends without
// end meets a closed window). One command prints no more than 1 MiB.
package terminal
