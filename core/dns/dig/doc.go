// Package dig holds the tools with which people question name servers: dig and
// nslookup, after those of BIND 9.18. What they print is that program's text, to the
// blank: whoever has learnt to read it here can read it anywhere.
//
// They send and read real messages through a [host.Host]: a question of dig's is, to
// the byte, one of the field's dig, with AD set, a client cookie (RFC 7873) and an
// EDNS(0) buffer of 1232 bytes. +trace walks down from the root by itself, and finds
// the addresses of the servers on its way as any program does: through the machine's
// own resolvers.
//
// Left out on purpose: IPv6 as transport, TLS and HTTPS, TSIG keys, files of
// questions (-f), ~/.digrc, search lists, and output as YAML. An option that is known
// to the field and not to this program says so.
package dig
