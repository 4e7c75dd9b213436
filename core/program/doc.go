// Package program holds programs on sockets that speak no protocol of their own:
// so far the small servers that came with every Unix, on which sockets have been
// tried ever since, and a client for them and for any other server, [Sender], which
// sends a number of bytes by TCP. [Small] speaks, each by UDP and by TCP:
//
//   - RFC 862, Echo (port 7)
//   - RFC 863, Discard (port 9)
//   - RFC 867, Daytime (port 13)
//   - RFC 864, Character Generator (port 19)
//
// Left out on purpose: answers to datagrams from the ports of such services, which
// would let two servers answer each other for ever.
package program
