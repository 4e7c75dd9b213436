// Package web speaks HTTP/1.1: RFC 9110 (what messages mean), RFC 9112 (how they stand
// on a connection), RFC 6265 (cookies); and HTTP/1.0 with those who do.
//
// A message is a value: [Request] and [Response] hold their bodies whole, within limits.
// [ReadRequest] and [ReadResponse] are strict wherever two readers of the same bytes
// could see different messages, which is how requests are smuggled past a proxy: what is
// not clear is a [Refusal], and the connection ends with it.
//
// [Server] answers on persistent connections, one request after the other in their order,
// however many a client sends ahead. [Client] keeps its connections for the next request
// to the same server, follows redirections and keeps cookies in a [Jar]. Both are written
// in straight lines for a host.Host.
//
// Left out on purpose: ranges, content codings and negotiation, authentication, upgrades,
// CONNECT and proxies, TLS. No list of public suffixes is kept: a cookie's domain must
// have at least two labels, which keeps a server of example.com from setting cookies for
// all of com, and nothing more.
package web
