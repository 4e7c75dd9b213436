// Package trace records what happens in a world: typed events {ID, Cause, For,
// At, Host, Body} in an arena of canonical binary records that are decoded on
// demand. A million Go structs with pointers would hold the garbage collector up
// for 150 ms in WebAssembly; a byte arena costs a tenth of that.
//
// A record is
//
//	uvarint  length of what follows
//	uvarint  instant, as the difference to the record before (nanoseconds)
//	uvarint  cause, as the distance back from this event's ID (0: none)
//	uvarint  for, likewise
//	uvarint  host number (see [Trace.Host])
//	uvarint  kind
//	...      the body's fields, as its Encode method writes them
//
// Payloads (the bytes of a datagram) are stored apart, once, by reference.
// Beyond a cap the oldest are dropped; whoever wants to look at one replays the
// world up to the event that holds it.
//
// The trace's hash is SHA-256 over the hosts' number and names, the digest of
// the records and the digest of the payloads. It is computed when somebody asks,
// or when a payload is about to be dropped; it does not depend on the cap.
package trace
