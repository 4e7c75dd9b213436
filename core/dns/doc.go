// Package dns is the Domain Name System: zones and their look-up, an
// authoritative name server, a recursive resolver with its cache, and the stub
// through which every program of a host asks.
//
// It speaks RFC 1034 and RFC 1035 over UDP and TCP (RFC 7766), EDNS(0) with a buffer
// of 1,232 bytes (RFC 6891; stubs do without), with the clarifications of RFC 2181
// (ranking of data, TTLs), RFC 2308 (negative caching), RFC 4343 (case), RFC 4592
// (wildcards and empty non-terminals), RFC 6604 (the response code at the end of
// a chain of aliases), RFC 6672 (DNAME) and RFC 8482 (ANY). Zones are copied by AXFR
// (RFC 5936), with NOTIFY (RFC 1996), and changed by dynamic update (RFC 2136), both
// signed with a shared secret where one is wanted (TSIG, RFC 8945). The resolver can
// minimise names (RFC 9156) and serve stale data (RFC 8767), and tells why it has failed
// (RFC 8914).
//
// The way of a look-up: [Stub] sends a query with RD=1 to a [Resolver]; the
// resolver walks down from the root, asking each [Authority] in turn with RD=0
// (iteration), and keeps what it learns. An Authority with recursion turned on
// asks the server that it delegates to by itself, so that the whole hierarchy
// works recursively.
//
// Messages and zone files are coded by github.com/miekg/dns, which serves as a
// codec only: sockets, servers, resolution, caching and the taking apart of
// messages for the screen ([Dissect]) are this package's own.
//
// Left out on purpose: a history of zones: IXFR (RFC 1995) is answered with the whole
// zone, as section 4 of that RFC allows where no history is kept, since zones here are small and
// change by hand; HMAC-MD5 and TKEY; class other than IN, inverse queries (RFC 3425 retired them), and A6, WKS and other obsolete types beyond passing them on. Queries
// are sent with EDNS(0) without finding out first whether the server knows it, and
// each query by TCP has a connection of its own.
package dns
