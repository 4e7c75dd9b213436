package labfile

import "playnet/core/lab/strict"

// The reasons of this package's errors. Each has an id and named arguments, so
// that a page can say it in its reader's language.
var (
	badDuration      = strict.Define("bad-duration", `"{value}" is no duration: write a number and a unit (ns, us, ms, s, m, h), such as "2ms" or "1m30s"`)
	negativeDuration = strict.Define("negative-duration", `"{value}" is negative; a duration is 0 or more, such as "2ms"`)
	badRate          = strict.Define("bad-rate", `"{value}" is no data rate: write a number and a unit (bit/s, kbit/s, Mbit/s, Gbit/s), such as "10Mbit/s"`)
	badSize          = strict.Define("bad-size", `"{value}" is no size: write a number and a unit (B, kB, MB, KiB, MiB, GiB), such as "64KiB"`)
	badProbability   = strict.Define("bad-probability", `{value} is no probability: write a number from 0 to 1, such as 0.05 for 5 %`)
	outOfRange       = strict.Define("out-of-range", `{value} is out of range: {least} to {most}`)
	badSeed          = strict.Define("bad-seed", `"{value}" is no seed: write a whole number from 0 to 18446744073709551615 in quotes, such as "7"`)
	badEpoch         = strict.Define("bad-epoch", `"{value}" is no instant: write an RFC 3339 date and time in UTC, such as "2026-03-02T09:00:00Z"`)
	newerFormat      = strict.Define("newer-format", `the lab was made for a newer Playnet: it uses version {value} of the format, and this one knows version {known}`)
	badName          = strict.Define("bad-name", `"{value}" is no name of a host or site: use 1 to 63 lower-case letters, digits, dots and hyphens, such as "dns.nyu.edu"`)
	addressAsName    = strict.Define("address-as-name", `"{value}" is an address; a host's or site's name is wanted, such as "dns.nyu.edu"`)
	badID            = strict.Define("bad-id", `"{value}" is no id: use 1 to 63 lower-case letters, digits and hyphens, such as "dns-iterated"`)
	badMemberName    = strict.Define("bad-member-name", `"{value}" is no member's name, such as "zones/com.zone"`)
	badDomainName    = strict.Define("bad-domain-name", `"{value}" is no domain name, such as "gaia.cs.umass.edu"`)
	badRRType        = strict.Define("bad-rr-type", `"{value}" is no type of DNS record to ask for, such as "A" or "MX"`)
	badAddress       = strict.Define("bad-address", `"{value}" is no IPv4 address, such as "128.119.240.1"`)

	unspecifiedAddress = strict.Define("address-unspecified", `{value} cannot be a host's address: 0.0.0.0/8 means "this network"`)
	loopbackAddress    = strict.Define("address-loopback", `{value} cannot be a host's address: 127.0.0.0/8 never leaves a machine`)
	multicastAddress   = strict.Define("address-multicast", `{value} cannot be a host's address: 224.0.0.0/4 is multicast`)
	reservedAddress    = strict.Define("address-reserved", `{value} cannot be a host's address: 240.0.0.0/4 is reserved, or broadcast`)
)
