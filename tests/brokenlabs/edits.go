package brokenlabs

import (
	"encoding/base64"
	"slices"
	"strings"
)

// edit replaces a piece of base.lab; the error must stand in the line in which
// mark then first occurs.
type edit struct {
	name, old, new string
	member         string
	mark           string
	path, id       string
}

const lab = "lab.json"

var labEdits = []edit{
	// References and uniqueness within lab.json.
	{"host name twice", `"name": "local"`, `"name": "laptop"`, lab, "", "hosts[1].name", "name-of-host"},
	{"host named as a site", `"name": "local"`, `"name": "company"`, lab, "", "hosts[1].name", "name-of-site"},
	{"address twice", `"192.0.2.53"`, `"192.0.2.10"`, lab, "", "hosts[1].address", "duplicate-address"},
	{"unknown site", `"site": "campus"`, `"site": "the-moon"`, lab, `"the-moon"`, "hosts[0].site", "unknown-site"},
	{"misspelt site", `"site": "campus"`, `"site": "canpus"`, lab, `"canpus"`, "hosts[0].site", "unknown-site-near"},
	{"unknown resolver", "\"resolvers\": [\n        \"local\"", "\"resolvers\": [\n        \"nobody-knows\"", lab, `"nobody-knows"`, "hosts[0].resolvers[0]", "unknown-host"},
	{"resolver twice", `"192.0.2.200"`, `"local"`, lab, "", "hosts[0].resolvers[1]", "listed-twice"},
	{"dead resolver in multicast", `"192.0.2.200"`, `"239.0.0.1"`, lab, `"239.0.0.1"`, "hosts[0].resolvers[1]", "address-multicast"},
	{"override of an unknown place", "\"laptop\",\n        \"company\"", "\"laptop\",\n        \"the-moon\"", lab, `"the-moon"`, "links[0].between[1]", "unknown-place"},
	{"override from a place to itself", "\"laptop\",\n        \"company\"", "\"laptop\",\n        \"laptop\"", lab, `"between"`, "links[0].between", "same-place"},
	{"override of a host and its own site", "\"laptop\",\n        \"company\"", "\"laptop\",\n        \"campus\"", lab, `"between"`, "links[0].between", "host-in-site"},
	{"override twice", "  \"links\": [\n", "  \"links\": [\n{\"between\": [\"company\", \"laptop\"]},\n", lab, `      "between"`, "links[1].between", "duplicate-pair"},
	{"override of a misspelt place", "\"laptop\",\n        \"company\"", "\"laptop\",\n        \"conpany\"", lab, `"conpany"`, "links[0].between[1]", "unknown-place-near"},
	{"service on a misspelt host", `"host": "local",`, `"host": "locla",`, lab, `"locla"`, "services[0].host", "unknown-host-near"},
	{"service on an unknown host", `"host": "local",`, `"host": "nobody-knows",`, lab, `"nobody-knows"`, "services[0].host", "unknown-host"},
	{"two services on one port", `"host": "forwarder",`, `"host": "root",`, lab, "{\n      \"kind\": \"dns.resolver\",\n      \"host\": \"root\"", "services[2]", "port-taken"},
	{"forwarder to itself", "\"forwarders\": [\n        \"local\"", "\"forwarders\": [\n        \"forwarder\"", lab, "        \"forwarder\"", "services[2].forwarders[0]", "forwards-to-self"},
	{"resolver that knows nobody", "      \"hints\": \"zones/hints.zone\",\n", "", lab, "{\n      \"kind\": \"dns.resolver\",\n      \"host\": \"local\"", "services[0]", "resolver-source"},
	{"hints that are not there", `"hints": "zones/hints.zone"`, `"hints": "zones/nothing-like-it.zone"`, lab, `"zones/nothing-like-it.zone"`, "services[0].hints", "no-such-member"},
	{"zone misspelt", `"zones/test.zone"`, `"zones/tset.zone"`, lab, `"zones/tset.zone"`, "services[1].zones[1]", "no-such-member-near"},
	{"zone that is a page", `"zones/test.zone"`, `"site/index.html"`, lab, `"site/index.html"`, "services[1].zones[1]", "not-a-zone"},
	{"zone served twice", `"zones/test.zone"`, `"zones/root.zone"`, lab, "        \"zones/root.zone\"\n", "services[1].zones[1]", "zone-twice"},
	{"server of nothing", "      \"zones\": [\n        \"zones/root.zone\",\n        \"zones/test.zone\"\n      ],\n", "", lab,
		"{\n      \"kind\": \"dns.authority\"", "services[1]", "serves-nothing"},
	{"secondary of itself", "      \"recursion\": true,\n      \"title\": \"Root server\"", "      \"copies\": [\n{\"zone\": \"test.\", \"from\": [\"local\"]}\n],\n      \"title\": \"Root server\"", lab,
		`{"zone": "test."`, "services[1].copies[0].zone", "copy-of-own"},
	{"switch twice", "  \"switches\": [\n", "  \"switches\": [\n{\"id\": \"moved\", \"title\": \"x\"},\n", lab, `      "id": "moved"`, "switches[1].id", "duplicate-id"},
	{"group of switches in no position", "  \"switches\": [\n", "  \"switches\": [\n{\"id\": \"one\", \"title\": \"x\", \"group\": \"g\"}, {\"id\": \"two\", \"title\": \"x\", \"group\": \"g\"},\n", lab, `"g"}, {`, "switches[0].group", "not-one-position"},
	{"switch that does something else", "\"op\": \"site.filter\",\n          \"site\": \"campus\",\n          \"filter\": \"forged-sources\",\n          \"on\": true", "\"op\": \"ping\", \"host\": \"laptop\", \"to\": \"root\"", lab, `"op": "ping", "host"`, "switches[0].while[0].op", "not-while"},
	{"switch with a host's border", "\"site\": \"campus\",\n          \"filter\"", "\"site\": \"laptop\",\n          \"filter\"", lab, "\"laptop\",\n          \"filter\"", "switches[0].while[0].site", "no-border"},
	{"attack that lacks something", "        \"address\": \"192.0.2.66\",\n", "", lab, "{\n        \"op\": \"attack.start\"", "timeline[23].do", "attack-needs"},
	{"attack of a host that can't forge", "        \"host\": \"laptop\",\n        \"kind\": \"on-path\"", "        \"host\": \"root\",\n        \"kind\": \"on-path\"", lab, "\"root\",\n        \"kind\": \"on-path\"", "timeline[23].do.host", "attack-wire"},
	{"attack where the host can't listen", "\"place\": \"campus\",\n        \"change\"", "\"place\": \"company\",\n        \"change\"", lab, "\"company\",\n        \"change\"", "timeline[23].do.place", "attack-tap"},
	{"border that filters twice", "      \"filters\": [\n        \"pings\"", "      \"filters\": [\n        \"pings\",\"pings\"", lab, `"pings","pings"`, "sites[1].filters[1]", "filter-twice"},
	{"timeline with an unknown host", "\"op\": \"host.stop\",\n        \"host\": \"root\"", "\"op\": \"host.stop\",\n        \"host\": \"nobody-knows\"", lab, `"nobody-knows"`, "timeline[1].do.host", "unknown-host"},
	{"timeline with an unknown server", `"server": "local"`, `"server": "nobody-knows"`, lab, `"nobody-knows"`, "timeline[0].do.server", "unknown-host"},
	{"timeline with an unknown place", `"place": "campus"`, `"place": "the-moon"`, lab, `"the-moon"`, "timeline[3].do.place", "unknown-place"},
	{"timeline with an unknown switch", `"switch": "moved"`, `"switch": "stirred"`, lab, `"stirred"`, "timeline[6].do.switch", "unknown-switch"},
	{"a flag that is none", "\"host\": \"local\",\n        \"service\": \"dns.resolver\",\n        \"setting\": \"timeout\",\n        \"value\": \"1s\"",
		"\"host\": \"root\",\n        \"service\": \"dns.authority\",\n        \"setting\": \"recursion\",\n        \"value\": \"perhaps\"", lab, `"perhaps"`, "timeline[18].do.value", "bad-flag"},
	{"a number that is none", "\"setting\": \"timeout\",\n        \"value\": \"1s\"", "\"setting\": \"attempts\",\n        \"value\": \"many\"", lab, `"many"`, "timeline[18].do.value", "bad-count"},
	{"a resolver that would know nobody", "\"host\": \"local\",\n        \"service\": \"dns.resolver\",\n        \"setting\": \"timeout\",\n        \"value\": \"1s\"",
		"\"host\": \"forwarder\",\n        \"service\": \"dns.resolver\",\n        \"setting\": \"forwarders\",\n        \"value\": \"\"", lab, `"value": ""`, "timeline[18].do.value", "resolver-source"},
	{"a link that is set to nothing", "\"place\": \"campus\",\n        \"up\": \"10Mbit/s\",\n        \"down\": \"20Mbit/s\",\n        \"queue\": \"32KiB\"\n", "\"place\": \"campus\"\n", lab,
		"{\n        \"op\": \"link.set\",\n        \"place\": \"campus\"", "timeline[13].do", "link-nothing"},
	{"a rate between two places", "\"to\": \"company\",", "\"to\": \"company\",\n        \"up\": \"1Mbit/s\",", lab,
		"{\n        \"op\": \"link.set\",\n        \"place\": \"laptop\"", "timeline[12].do", "override-rate"},
	{"question twice", "  \"questions\": [\n", "  \"questions\": [\n{\"id\": \"whom\", \"stopBefore\": \"dns\", \"ask\": \"?\", \"answer\": \"count(dns)\"},\n", lab, `      "id": "whom"`, "questions[1].id", "duplicate-question"},
	{"check twice", "  \"checks\": [\n", "  \"checks\": [\n{\"id\": \"sound\", \"that\": \"count(dns) == 1\"},\n", lab, `      "id": "sound"`, "checks[1].id", "duplicate-check"},
	{"question with one choice", ",\n        \"root\"\n      ],\n      \"explain\"", "\n      ],\n      \"explain\"", lab, "{\n      \"id\": \"whom\"", "questions[0]", "needs-choices"},
	{"question with a choice twice", "\"local\",\n        \"root\"\n      ],\n      \"explain\"", "\"local\",\n        \"local\"\n      ],\n      \"explain\"", lab, "\"local\"\n      ],\n      \"explain\"", "questions[0].choices[1]", "listed-twice"},
	{"question without an answer", "      \"answer\": \"count(dns)\",\n      \"kind\": \"number\",\n", "      \"kind\": \"number\",\n", lab, "{\n      \"id\": \"how-many\"", "questions[1]", "needs-answer"},
	{"question with an answer and options", "\"ask\": \"Who works?\",\n", "\"ask\": \"Who works?\",\n      \"answer\": \"count(dns)\",\n", lab, "\"answer\": \"count(dns)\",\n      \"options\"", "questions[2].answer", "answer-twice"},
	{"question with a unit for a host", `"kind": "choice"`, `"kind": "choice", "unit": "hosts"`, lab, `"unit": "hosts"`, "questions[0].unit", "no-unit"},
	{"question about a time in messages", "      \"answer\": \"count(dns)\",\n      \"kind\": \"number\",\n", "      \"answer\": \"first(dns).frame.time_relative\",\n", lab, `"unit": "messages"`, "questions[1].unit", "bad-time-unit"},
	{"option twice", `"The local server."`, `"The root."`, lab, "{\n          \"text\": \"The root.\",\n          \"that\": \"count(event.host == root) < 2\"", "questions[2].options[1]", "listed-twice"},
	{"question with choices of its own", `"kind": "choice"`, `"kind": "host"`, lab, `"choices"`, "questions[0].choices", "no-choices"},

	// The text of lab.json.
	{"data behind the end", "}\n-- story.md --", "}\nend\n-- story.md --", lab, "end\n-- story", "", "trailing-data"},
	{"a comment in JSON", `  "subject"`, "  // the subject\n  \"subject\"", lab, "// the subject", "", "no-comments"},
	{"a comma too many", "\"timeline\": [\n", "\"timeline\": [,\n", lab, "[,", "timeline[0]", "syntax"},
	{"a comma too few", "\"subject\": \"dns\",", "\"subject\": \"dns\"", lab, `"epoch"`, "", "syntax"},
	{"a string without an end", `"title": "Every field once"`, `"title": "Every field once`, lab, `"title": "Every field once`, "title", "bad-string"},
	{"a word without quotes", `"subject": "dns"`, `"subject": dns`, lab, "dns,", "subject", "bad-literal"},
	{"a depth bomb", `"A lab from which broken ones are made."`, strings.Repeat("[", 100_000), lab, "[[[[", "summary" + strings.Repeat("[0]", 64), "too-deep"},
}

var memberEdits = []edit{
	// Kinds and names of members.
	{"no kind of member", "-- story.md --", "-- stroy.md --", "stroy.md", "-- stroy.md --", "", "unknown-member"},
	{"member in an unknown folder", "-- mail/hello.eml --", "-- post/hello.eml --", "post/hello.eml", "-- post/", "", "unknown-member"},
	{"mail with another ending", "-- mail/hello.eml --", "-- mail/hello.txt --", "mail/hello.txt", "-- mail/hello.txt", "", "unknown-member"},
	{"zone with another ending", "-- zones/root.zone --", "-- zones/root.db --", "zones/root.db", "-- zones/root.db", "", "unknown-member"},
	{"zone in a folder", "-- zones/root.zone --", "-- zones/a/root.zone --", "zones/a/root.zone", "-- zones/a/", "", "unknown-member"},
	{"program in a folder", "-- programs/UDPServer.py --", "-- programs/a/b.py --", "programs/a/b.py", "-- programs/a/", "", "unknown-member"},
	{"site without a file", "-- site/index.html --", "-- site --", "site", "-- site --", "", "unknown-member"},
	{"absolute member", "-- site/index.html --", "-- /site/index.html --", "/site/index.html", "-- /site", "", "path-absolute"},
	{"member with ..", "-- site/index.html --", "-- site/../story.md --", "site/../story.md", "-- site/..", "", "path-part"},
	{"member with an empty folder", "-- site/index.html --", "-- site//index.html --", "site//index.html", "-- site//", "", "path-part"},
	{"member with a backslash", "-- site/index.html --", `-- site\index.html --`, `site\index.html`, `-- site\`, "", "path-backslash"},
	{"member with a control character", "-- site/index.html --", "-- site/in\x01dex.html --", "site/in\x01dex.html", "-- site/in", "", "path-invisible"},
	{"member with a long name", "-- site/index.html --", "-- site/" + strings.Repeat("x", 200) + " --", "site/" + strings.Repeat("x", 200), "-- site/xx", "", "path-too-long"},
	{"member twice", "-- site/index.html --", "-- story.md --", "story.md", "", "", "duplicate-member"},
	{"member twice, once in base64", "-- site/img/dot.png.b64 --", "-- site/index.html.b64 --", "site/index.html.b64", "-- site/index.html.b64", "", "duplicate-member"},
	{"lab.json in base64", "-- site/img/dot.png.b64 --", "-- lab.json.b64 --", "lab.json.b64", "-- lab.json.b64", "", "plain-lab-json"},
	{"bad base64", "iVBORw0KGgo=", "iVBORw0KGgo=\niVBO*w0KGgo=", "site/img/dot.png.b64", "iVBO*", "", "bad-base64"},
	{"base64 in the wrong alphabet", "b2tzIGxpa2UgYSBtYXJrZXIgLS0K", "b2tzIGxpa2UgYSBtYXJrZXIgLS0_", "mail/picture.eml.b64", "b2tzIGxpa2UgYSBtYXJrZXIgLS0_", "", "bad-base64"},
	{"story that is not UTF-8", "Nothing happens here", "Nothing h\xe4ppens here", "story.md", "Nothing h", "", "not-text"},
	{"mail that is not UTF-8", "Hello!\n-- mail", "Hell\xf6!\n-- mail", "mail/hello.eml", "Hell\xf6", "", "not-text"},
	{"program that is not UTF-8", "from socket", "fr\xffm socket", "programs/UDPServer.py", "fr\xffm", "", "not-text"},
	{"page that is not UTF-8", "<title>Hello", "<title>H\xe9llo", "site/index.html", "<title>", "", "not-text"},

	// A run.
	{"log.json in base64", "-- site/img/dot.png.b64 --", "-- log.json.b64 --", "log.json.b64", "-- log.json.b64", "", "plain-log-json"},
	{"stand-in for log.json", "-- when/moved/zones/test.zone", "-- when/moved/log.json", "when/moved/log.json", "-- when/moved", "", "plain-log-json"},
	{"run that is no JSON", `  "seed": "7",`, `  "seed" "7",`, "log.json", `"seed" "7"`, "", "syntax"},
	{"run without a seed", `  "seed": "7",` + "\n", "", "log.json", "{\n  \"pos\": 12", "seed", "missing-field"},
	{"seed that is a number", `"seed": "7"`, `"seed": 7`, "log.json", `"seed": 7`, "seed", "wrong-type"},
	{"seed that is no number", `"seed": "7"`, `"seed": "-7"`, "log.json", `"seed": "-7"`, "seed", "bad-seed"},
	{"unknown field of a run", `"pos": 12`, `"position": 12`, "log.json", `"position": 12`, "position", "unknown-field"},
	{"position of a run", `"pos": 12`, `"pos": -1`, "log.json", `"pos": -1`, "pos", "out-of-range"},
	{"entry without a position", `"pos": 3, `, ``, "log.json", `    {"at": "1s", "do"`, "log[0].pos", "missing-field"},
	{"entry without an instant", `{"at": "1s", "pos": 3`, `{"pos": 3`, "log.json", `    {"pos": 3`, "log[0].at", "missing-field"},
	{"entry that does something unknown", `"op": "host.stop", "host": "root"}},`, `"op": "host.stopp", "host": "root"}},`, "log.json", "host.stopp", "log[0].do.op", "unknown-value-near"},
	{"entry of an unknown host", `"op": "host.start", "host": "root"}}` + "\n", `"op": "host.start", "host": "roof"}}` + "\n", "log.json", `roof`, "log[1].do.host", "unknown-host-near"},
	{"entries in another order", `"pos": 5`, `"pos": 2`, "log.json", `"pos": 2,`, "log[1].pos", "log-order"},
	{"entries at earlier instants", `"at": "2s", "pos"`, `"at": "200ms", "pos"`, "log.json", `"at": "200ms"`, "log[1].at", "log-order"},

	// Stand-ins.
	{"stand-in of an unknown switch", "-- when/moved/zones", "-- when/gone/zones", "when/gone/zones/test.zone", "-- when/gone", "", "unknown-switch"},
	{"stand-in of a bad switch", "-- when/moved/zones", "-- when/MOVED/zones", "when/MOVED/zones/test.zone", "-- when/MOVED", "", "bad-id"},
	{"stand-in for nothing", "-- when/moved/zones/test.zone", "-- when/moved/zones/other.zone", "when/moved/zones/other.zone", "-- when/moved", "", "no-base-member"},
	{"stand-in of no kind", "-- when/moved/zones/test.zone", "-- when/moved/test.zone", "when/moved/test.zone", "-- when/moved", "", "unknown-member"},
	{"stand-in for lab.json", "-- when/moved/zones/test.zone", "-- when/moved/lab.json", "when/moved/lab.json", "-- when/moved", "", "plain-lab-json"},
	{"stand-in for another zone", "$ORIGIN test.\n$TTL 3600\n@ SOA a.root. hostmaster 2", "$ORIGIN tset.\n$TTL 3600\n@ SOA a.root. hostmaster 2", "when/moved/zones/test.zone", "$ORIGIN tset.", "", "other-apex"},
	{"stand-in that does not parse", "www A 192.0.2.81", "www A 192.0.2.810", "when/moved/zones/test.zone", "192.0.2.810", "", "zone-syntax"},

	// Zones and hints.
	{"address in a zone", "www A 192.0.2.80\n", "www A 192.0.2\n", "zones/test.zone", "www A 192.0.2\n", "", "zone-syntax"},
	{"type in a zone", "www A 192.0.2.80", "www AA 192.0.2.80", "zones/test.zone", "www AA", "", "zone-syntax"},
	{"number in a SOA of several lines", "  604800\n  300 )", "  soon\n  300 )", "zones/test.zone", "  soon", "", "zone-syntax"},
	{"bracket left open", "  300 )", "  300", "zones/test.zone", "@ NS a.root.\nwww A 192.0.2.80", "", "zone-syntax"},
	{"lines in brackets that begin with no blank", "  604800\n  300 )", "604800\nsoon\n300 )", "zones/test.zone", "soon", "", "zone-syntax"},
	{"include", "ftp CNAME www", "$INCLUDE other.zone", "zones/test.zone", "$INCLUDE", "", "no-include"},
	{"generate", "ftp CNAME www", "$GENERATE 1-3 host$ A 192.0.2.$", "zones/test.zone", "$GENERATE", "", "no-generate"},
	{"no origin", "$ORIGIN test.\n$TTL 3600\n@ SOA a.root. hostmaster (", "$TTL 3600\nmail A 192.0.2.1\n@ SOA a.root. hostmaster (", "zones/test.zone", "mail A", "", "no-origin"},
	{"no TTL", "$ORIGIN test.\n$TTL 3600\n@ SOA a.root. hostmaster (", "$ORIGIN test.\nmail A 192.0.2.1\n@ SOA a.root. hostmaster (", "zones/test.zone", "mail A", "", "zone-syntax"},
	{"another class", "www A 192.0.2.80", "www CH A 192.0.2.80", "zones/test.zone", "www CH", "", "not-class-in"},
	{"record without data", "www A 192.0.2.80", "www A", "zones/test.zone", "www A\n", "", "no-rdata"},
	{"no SOA", "@ SOA a.root. hostmaster. 1 1800 900 604800 86400\n", "", "zones/root.zone", "$ORIGIN .", "", "no-soa"},
	{"two SOA", "ftp CNAME www", "@ SOA a.root. hostmaster 3 1800 900 604800 300", "zones/test.zone", "hostmaster 3", "", "two-soa"},
	{"no NS at the apex", "  300 )\n@ NS a.root.", "  300 )\nsub NS a.root.", "zones/test.zone", "hostmaster (", "", "no-apex-ns"},
	{"record out of the zone", "ftp CNAME www", "\n; another's\nwww.elsewhere. A 192.0.2.1", "zones/test.zone", "www.elsewhere.", "", "out-of-zone"},
	{"record twice", "ftp CNAME www", "WWW 60 A 192.0.2.80", "zones/test.zone", "WWW 60", "", "duplicate-record"},
	{"CNAME beside another", "ftp CNAME www", "www CNAME ftp", "zones/test.zone", "www CNAME", "", "cname-and-other"},
	{"two CNAMEs", "ftp CNAME www", "ftp CNAME www\nftp CNAME a.root.", "zones/test.zone", "ftp CNAME a", "", "cname-and-other"},
	{"zone that nobody serves", "-- mail/hello.eml --", "-- zones/spare.zone --\n. 60 NS a.root.\n-- mail/hello.eml --", "zones/spare.zone", "-- zones/spare", "", "unused-zone"},
	{"hints with another record", "a.root. 3600000 A 198.51.100.1", "a.root. 3600000 A 198.51.100.1\na.root. 60 TXT \"hello\"", "zones/hints.zone", "TXT", "", "hints-type"},
	{"hints without an address", "a.root. 3600000 A 198.51.100.1", "; nothing", "zones/hints.zone", ".      3600000 NS a.root.", "", "hints-address"},
	{"hints without a server", ".      3600000 NS a.root.\na.root. 3600000 A 198.51.100.1", "; nothing", "zones/hints.zone", "; nothing", "", "no-hints"},
	{"zone where hints should be", `"hints": "zones/hints.zone"`, `"hints": "zones/test.zone"`, "zones/test.zone", "@ SOA a.root. hostmaster (", "", "hints-type"},
	{"zone in base64 that does not parse", "-- zones/test.zone --\n", "-- zones/test.zone.b64 --\n" + base64.StdEncoding.EncodeToString([]byte("www A 192.0.2.1\n")) + "\n-- site/x --\n", "zones/test.zone.b64", "d3d3IEE", "", "no-origin"},
}

// edits applies the two tables.
func edits() []Case {
	var cases []Case
	for _, e := range slices.Concat(labEdits, memberEdits, signingEdits, registrarEdits, helperEdits, mailEdits, webEdits, groupEdits, sweepEdits, torrentEdits) {
		if !strings.Contains(base, e.old) {
			panic("brokenlabs: base.lab does not hold what " + e.name + " replaces: " + e.old)
		}
		// A host's address may occur as a resolver's, too: the first is meant.
		at := strings.Index(base, e.old)
		text := base[:at] + e.new + base[at+len(e.old):]
		cases = append(cases, Case{Name: e.name, Text: text, Member: e.member, Line: e.line(text, at), Path: e.path, ID: e.id})
	}
	return cases
}

// line is where the error must stand, from 1.
func (e edit) line(text string, at int) int {
	if e.mark != "" {
		at = strings.Index(text, e.mark)
	}
	return 1 + strings.Count(text[:at], "\n")
}

// wholes are files that are wrong as a whole.
func wholes() []Case {
	head, rest, _ := strings.Cut(base, "-- lab.json --\n")
	_, members, _ := strings.Cut(rest, "\n}\n")
	bad := strings.Replace(base, `"subject": "dns"`, `"subject": 7`, 1)
	bad = strings.Replace(bad, "www A 192.0.2.80", "www A 192.0.2", 1)
	return []Case{
		signedTwiceOver(),
		{Name: "an empty file", Text: "", Line: 1, ID: "no-members"},
		{Name: "something else", Text: "<html>\n<body>\n", Line: 1, ID: "no-members"},
		{Name: "bytes", Text: "\x00\xff\n--lab.json--\n", Line: 1, ID: "no-members"},
		{Name: "no lab.json", Text: head + members, Member: lab, Line: 1, ID: "no-lab-json"},
		{Name: "an empty lab.json", Text: "-- lab.json --\n" + members, Member: lab, Line: 2, ID: "syntax"},
		{Name: "half a lab.json", Text: head + "-- lab.json --\n" + rest[:strings.Index(rest, `"queue"`)] + "\n" + members, Member: lab,
			Line: 1 + strings.Count(head+"-- lab.json --\n"+rest[:strings.Index(rest, `"queue"`)]+"\n", "\n"),
			Path: "sites[0].link", ID: "syntax"},
		{Name: "lines that end as in Windows", Text: strings.ReplaceAll(bad, "\n", "\r\n"), Member: lab,
			Line: 1 + strings.Count(bad[:strings.Index(bad, `"subject": 7`)], "\n"), Path: "subject", ID: "wrong-type"},
		{Name: "a zone beside a broken lab.json", Text: "\ufeff" + bad, Member: "zones/test.zone",
			Line: 1 + strings.Count(bad[:strings.Index(bad, "www A 192.0.2\n")], "\n"), ID: "zone-syntax"},
	}
}
