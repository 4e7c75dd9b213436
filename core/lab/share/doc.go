// Package share writes a run as a short text that fits into the fragment of a URL, and
// reads it back: the lab and its digest (or its whole text), the seed, the log, where the
// run stands, what the screen shows of it, and the hash that whoever opens it must find.
//
//	p1.<base64url without padding (RFC 4648, section 5) of:>
//
//	 0  4 bytes   checksum: the first of SHA-256 over all bytes that follow
//	 4  1 byte    flags: bit 0, the digest is there; bit 1, the hash is there
//	 5  32 bytes  the lab's digest, if bit 0 is set
//	    32 bytes  the run's hash, if bit 1 is set
//	    the rest  raw DEFLATE (RFC 1951) of a JSON object, with a preset dictionary
//
// Digest and hash stand outside of the compressed part because nothing compresses them.
//
// The text is canonical in what it says: a state has one JSON object (fields in the order
// of the struct, nothing that equals its default), and [Decode] takes no other. Anything
// damaged on the way (a character lost, changed or added) is told by the checksum.
//
// "p1" is the version of all this. Whatever an older Playnet would not understand (a field
// of the object, a word of the dictionary) raises it: the older one then says so, instead
// of opening something else. The dictionary of a version never changes.
//
// Left out on purpose: encryption and signatures. A link says what its maker wants it to
// say; everything in it is checked as a lab file is.
package share
