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
// (RFC 8914); what has failed is not tried again at once (RFC 9520).
//
// A resolver with a trust anchor validates (RFC 4035, section 4 and 5; RFC 5155, section 8;
// RFC 6840): each set of records and each denial is secure, insecure, indeterminate or bogus
// ([Security]), for a reason. It follows the chain of DS and DNSKEY records from the anchor
// down, and remembers zones with their keys. What a look-up may cost is bounded and counted:
// signatures tried (against the KeyTrap attack), and names hashed. Names that NSEC3 hashes more
// than 150 times over count as unsigned (RFC 9276). Of the algorithms of RFC 8624 it knows all
// but Ed448; those with SHA-1 too, which is for a zone's owner to give up. RSA is verified with
// math/big, for keys of 512 to 4,096 bits: crypto/rsa refuses keys of fewer than 1,024, which
// would make a zone bogus that is only weak, and to verify needs no secret that could leak.
//
// Zones are signed ([SignZone]) as RFC 4035, section 2, has it: with Ed25519 or with ECDSA on
// the curve P-256, whose signatures are made as RFC 6979 says and so are the same each time,
// with one key or two, with NSEC or NSEC3 (RFC 5155). The keys come from a seed. A signed zone
// is a [Zone] like others, which an Authority answers from with signatures and proofs where
// DO=1 asks for them (RFC 4035, section 3). One that is changed is signed anew as a whole, out
// of remembered signatures where nothing has changed, and from and to the same instants as
// before.
//
// The way of a look-up: [Stub] sends a query with RD=1 to a [Resolver]; the
// resolver walks down from the root, asking each [Authority] in turn with RD=0
// (iteration), and keeps what it learns. An Authority with recursion turned on
// asks the server that it delegates to by itself, so that the whole hierarchy
// works recursively.
//
// Messages and zone files are coded by github.com/miekg/dns, which serves as a
// codec, signatures included, and as nothing else: sockets, servers, resolution, caching and
// the taking apart of messages for the screen ([Dissect]) are this package's own.
//
// Left out on purpose: of DNSSEC, denial by records of other answers in the cache (RFC 8198),
// asking another server where one's answer is bogus, the change of keys (CDS, RFC 5011) and the renewal of
// signatures, so that a lab can have them too old; an Authority that asks on (recursion) asks
// without DO. Of TSIG, HMAC-MD5 and TKEY. The history of zones: IXFR (RFC 1995) is answered
// with the whole zone, as section 4 of that RFC allows where no history is kept, since zones
// here are small and change by hand. Classes other than IN, inverse queries (RFC 3425 retired
// them), and A6, WKS and other obsolete types beyond passing them on. Queries are sent with
// EDNS(0) without finding out first whether the server knows it, and each query by TCP has a
// connection of its own.
package dns
