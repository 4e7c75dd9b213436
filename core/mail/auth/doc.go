// Package auth tells whether a mail comes from where it says: SPF (RFC 7208) asks the DNS
// whether a domain lets this host send, DKIM (RFC 6376, with Ed25519 of RFC 8463) verifies a
// domain's signature, DMARC (RFC 7489) asks whether either speaks for the domain that the
// reader sees in From. What was found is written on top of the message as
// Authentication-Results (RFC 8601).
//
// Nothing here asks a DNS server by itself: whoever checks brings a [Resolver]. Everything is
// a function of the message, the records and the instant that is handed in, and an Ed25519
// signature is the same each time, so that a run repeats itself.
//
// Left out on purpose: rsa-sha1 (RFC 8301 forbids it) and signing with RSA; the p macro of SPF,
// which is always "unknown", as RFC 7208 §7.3 allows; reports of DMARC; and the list of public
// suffixes: an organization's domain is its last two labels.
package auth
