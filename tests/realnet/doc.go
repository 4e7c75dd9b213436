// Realnet runs a lab on real kernel sockets, in a network of its own, and a command
// in it:
//
//	go tool realnet LAB [-only HOST,…] [-as HOST] [-v] -- COMMAND…
//
// LAB is a path, or the id of a shipped lab. Every host of the lab has its address
// there, on the loopback interface, and its services listen on their real ports:
// so dig, unbound or curl talk to the very code that runs in the browser.
//
// COMMAND is started when every service listens. It finds
//
//   - in /etc/resolv.conf the lab's local name server: the first dns.resolver, or
//     with -as what that host has for resolvers;
//   - in PLAYNET_HOST_<NAME> each host's address (in capitals, with _ for what is
//     neither letter nor digit; of two hosts that come out alike, the first);
//   - in PLAYNET_ROOT_HINTS the path of a file with the names and addresses of the
//     root servers, if the lab has any;
//   - in PLAYNET_TRUST_ANCHOR, if the root is signed, the path of a file with its DS
//     record (for unbound's trust-anchor-file), and in PLAYNET_TRUST_ANCHOR_BIND the
//     same as delv -a and named read it. Signatures begin an hour before the start.
//
// What it sends comes from the address of the host that -as names; without -as,
// from the first host without services, or else from 127.0.0.1. With -only, only
// these hosts' services run; the others' addresses are there for COMMAND to serve
// on. -v prints the programs' events.
//
// All ends when COMMAND ends, and nothing is left behind: network, mounts and
// processes live in namespaces of their own. Who is not root gets a user namespace
// as well, in which COMMAND believes itself to be root.
//
// The exit status is COMMAND's, 128 and the signal's number if a signal ended it;
// 2 on bad input; 125 where this machine does not allow such namespaces; 126 or
// 127 where COMMAND can't be started or found.
//
// The lab's timeline, links and losses have no part in this: the network is the
// kernel's.
package main
