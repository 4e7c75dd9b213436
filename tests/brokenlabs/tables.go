package brokenlabs

import "strings"

// required says whether the format demands a field. The list is written out
// here, from the documentation, and not taken from the types.
func required(class string) bool {
	for _, r := range strings.Fields(`playnet id title subject epoch hosts sites[].name hosts[].name hosts[].address
		links[].between switches[].id switches[].title timeline[].at timeline[].do
		services[](dns.resolver).kind services[](dns.resolver).host
		services[](dns.authority).kind services[](dns.authority).host
		timeline[].do(dns.query).op timeline[].do(dns.query).host timeline[].do(dns.query).name
		timeline[].do(host.stop).host timeline[].do(host.start).host
		timeline[].do(link.cut).place timeline[].do(link.restore).place
		timeline[].do(tcp.send).host timeline[].do(tcp.send).to timeline[].do(tcp.send).port timeline[].do(tcp.send).bytes
		checks[].id checks[].that questions[].id questions[].stopBefore questions[].ask
		questions[].options[].text questions[].options[].that
		timeline[].do(ping).host timeline[].do(ping).to
		timeline[].do(frame.drop).frame timeline[].do(lab.switch).switch timeline[].do(lab.switch).on
		timeline[].do(frame.delay).frame timeline[].do(frame.delay).by timeline[].do(frame.duplicate).frame
		timeline[].do(frame.change).frame timeline[].do(frame.change).offset timeline[].do(frame.change).bytes
		timeline[].do(link.set).place
		timeline[].do(dns.record.set).host timeline[].do(dns.record.set).zone timeline[].do(dns.record.set).record
		timeline[].do(dns.record.add).host timeline[].do(dns.record.add).zone timeline[].do(dns.record.add).record
		timeline[].do(dns.record.remove).host timeline[].do(dns.record.remove).zone timeline[].do(dns.record.remove).record
		timeline[].do(dns.ttl.set).host timeline[].do(dns.ttl.set).zone timeline[].do(dns.ttl.set).name
		timeline[].do(dns.ttl.set).type timeline[].do(dns.ttl.set).ttl
		timeline[].do(service.set).host timeline[].do(service.set).service timeline[].do(service.set).setting
		timeline[].do(service.set).value timeline[].do(cache.flush).host
		services[](mail.server).host services[](mail.agent).host services[](mail.agent).address services[](mail.agent).password
		services[](mail.agent).submission services[](mail.server).accounts[].user services[](mail.server).accounts[].password
		timeline[].do(mail.open).folder timeline[].do(mail.open).uid timeline[].do(mail.folder.rename).to
		timeline[].do(terminal.line).host timeline[].do(terminal.line).line timeline[].do(terminal.interrupt).host`) {
		if r == class {
			return true
		}
	}
	return false
}

// withExample are the fields whose type shows an example.
var withExample = map[string]bool{"epoch": true, "end": true, "up": true, "down": true, "delay": true, "reorderDelay": true,
	"queue": true, "hosts[].address": true, "timeline[].do(attack.start).address": true,
	"quota": true, "maxSize": true, "giveUpAfter": true, "warnAfter": true, "every": true, "retryAfter": true, "maxCacheTTL": true, "minCacheTTL": true, "timeout": true, "for": true, "at": true, "by": true, "timeline[].do(frame.change).bytes": true}

// badValue is a value of the right type that a field cannot have. key is a
// field's name, or its class; fields of mail are meant by their class alone.
type badValue struct {
	key, value, id string
	schema         bool // whether a schema can know it
}

var badValues = []badValue{
	{"playnet", `2`, "newer-format", true},
	{"playnet", `0`, "out-of-range", true},
	{"playnet", `1.5`, "not-whole", true},
	{"playnet", `1e99`, "not-whole", true},
	{"id", `"Not an id"`, "bad-id", true},
	{"switches[].id", `""`, "bad-id", true},
	{"title", `"` + strings.Repeat("long ", 25) + `"`, "too-long", true},
	{"switches[].title", `""`, "too-short", true},
	{"summary", `"` + strings.Repeat("long ", 81) + `"`, "too-long", true},
	{"subject", `"dsn"`, "unknown-value-near", true},
	{"subject", `"astronomy"`, "unknown-value", true},
	{"role", `"king"`, "unknown-value", true},
	{"epoch", `"yesterday"`, "bad-epoch", true},
	{"epoch", `"2026-03-02T10:00:00+01:00"`, "bad-epoch", true},
	{"epoch", `"1969-12-31T23:59:59Z"`, "out-of-range", false},
	{"end", `"0s"`, "zero-duration", false},
	{"end", `"forever"`, "bad-duration", true},
	{"sites[].name", `"No Name"`, "bad-name", true},
	{"sites[].name", `"198.51.100.7"`, "address-as-name", false},
	{"hosts[].name", `"-laptop"`, "bad-name", true},
	{"timeline[].do(dns.query).name", `"a..b"`, "bad-domain-name", false},
	{"address", `"192.0.2.256"`, "bad-address", true},
	{"address", `"2001:db8::1"`, "bad-address", true},
	{"address", `"0.0.0.0"`, "address-unspecified", false},
	{"address", `"127.0.0.1"`, "address-loopback", false},
	{"address", `"224.0.0.1"`, "address-multicast", false},
	{"address", `"255.255.255.255"`, "address-reserved", false},
	{"up", `"10"`, "bad-rate", true},
	{"up", `"0bit/s"`, "out-of-range", false},
	{"up", `"2000Gbit/s"`, "out-of-range", false},
	{"down", `"10Mb"`, "bad-rate", true},
	{"down", `"1.0001kbit/s"`, "bad-rate", false},
	{"delay", `"5 ms"`, "bad-duration", true},
	{"delay", `"-5ms"`, "negative-duration", true},
	{"reorderDelay", `"0s"`, "zero-duration", false},
	{"maxCacheTTL", `"0s"`, "zero-duration", false},
	{"reorderDelay", `"3"`, "bad-duration", true},
	{"queue", `"64Kb"`, "bad-size", true},
	{"queue", `"2GiB"`, "out-of-range", false},
	{"loss", `1.5`, "bad-probability", true},
	{"loss", `-0.1`, "bad-probability", true},
	{"duplicate", `2`, "bad-probability", true},
	{"reorder", `100`, "bad-probability", true},
	{"resolvers", `["1.2.3"]`, "unknown-host", false},
	{"resolvers", `["a b"]`, "bad-name", true},
	{"hosts", `[]`, "too-few", true},
	{"between", `["laptop"]`, "exactly", true},
	{"zones", `[]`, "too-few", true},
	{"hints", `""`, "bad-member-name", true},
	{"services[](dns.resolver).kind", `"dns.resolve"`, "unknown-value-near", true},
	{"op", `"explode"`, "unknown-value", true},
	{"maxCacheTTL", `"1 day"`, "bad-duration", true},
	{"timeout", `"0s"`, "zero-duration", false},
	{"attempts", `0`, "out-of-range", true},
	{"attempts", `21`, "out-of-range", true},
	{"count", `0`, "out-of-range", true},
	{"timeline[].do(ping).to", `"nobody"`, "unknown-host", false},
	{"timeline[].do(tcp.send).to", `"nobody"`, "unknown-host", false},
	{"port", `0`, "out-of-range", true},
	{"port", `65536`, "out-of-range", true},
	{"timeline[].do(tcp.send).bytes", `0`, "out-of-range", true},
	{"timeline[].do(tcp.send).bytes", `100000001`, "out-of-range", true},
	{"at", `"soon"`, "bad-duration", true},
	{"timeline[].at", `"2h"`, "after-end", false},
	{"type", `"B"`, "bad-rr-type", false},
	{"type", `"a"`, "bad-rr-type", true},
	{"frame", `0`, "out-of-range", true},
	{"questions[].id", `"Whom?"`, "bad-id", true},
	{"stopBefore", `""`, "bad-filter", true},
	{"stopBefore", `"dns and ip.scr == 10.0.0.1"`, "bad-filter", false},
	{"ask", `""`, "too-short", true},
	{"answer", `"count(dns"`, "bad-expression", false},
	{"answer", `"first(dns)"`, "wrong-kind", false},
	{"questions[].choices[]", `"=count(dns"`, "bad-expression", false},
	{"questions[].options[].text", `""`, "too-short", true},
	{"questions[].tolerance", `1.5`, "bad-probability", true},
	{"questions[].explain", `"There were {count(dns}."`, "bad-expression", false},
	{"questions[].kind", `"riddle"`, "unknown-value", true},
	{"checks[].id", `"Sound?"`, "bad-id", true},
	{"that", `"count(dns"`, "bad-expression", false},
	{"that", `"count(dns)"`, "no-verdict", false},
	{"switch", `"MOVED"`, "bad-id", true},
	{"line", `"` + strings.Repeat("x", 1001) + `"`, "long-line", true},
	{"line", `"ls\u0007"`, "control-in-line", true},
	{"minCacheTTL", `"0s"`, "zero-duration", false},
	{"cacheSize", `0`, "out-of-range", true},
	{"by", `"0s"`, "zero-duration", false},
	{"offset", `-1`, "out-of-range", true},
	{"timeline[].do(frame.change).bytes", `"c0 a"`, "bad-hex", true},
	{"timeline[].do(frame.change).bytes", `""`, "bad-hex", true},
	{"checksums", `"drop"`, "unknown-value", true},
	{"timeline[].do(link.set).to", `"root"`, "no-override", false},
	{"timeline[].do(dns.record.add).host", `"laptop"`, "no-authority", false},
	{"timeline[].do(dns.record.add).zone", `"example"`, "zone-not-served", false},
	{"record", `"www IN A 192.0.2"`, "record-syntax", false},
	{"record", `"www IN A 192.0.2.1\nftp IN A 192.0.2.2"`, "one-record", false},
	{"record", `"$TTL 30"`, "one-record", false},
	{"record", `"www.example. IN A 192.0.2.1"`, "out-of-zone", false},
	{"record", `"www IN SOA a.root. hostmaster 1 2 3 4 5"`, "soa-elsewhere", false},
	{"record", `"www 2147483648 IN A 192.0.2.1"`, "out-of-range", false},
	{"was", `"www IN A"`, "no-rdata", false},
	{"timeline[].do(dns.ttl.set).name", `"www.example"`, "out-of-zone", false},
	{"ttl", `-1`, "out-of-range", true},
	{"ttl", `2147483648`, "out-of-range", true},
	{"service", `"dns.authority"`, "no-service", false},
	{"setting", `"hints"`, "unknown-setting", false},
	{"value", `"soon"`, "bad-duration", false},
	{"timeline[].do(cache.flush).host", `"root"`, "no-cache", false},
}
