package brokenlabs

// root begins what stands in the place of base.lab's title of its name server.
func root(fields string) string {
	return "      \"recursion\": true,\n" + fields + ",\n      \"title\": \"Root server\""
}

// load puts users before the services of base.lab.
func load(fields string) string {
	return "  \"services\": [\n{\"kind\": \"dns.load\", " + fields + "},\n"
}

const services = "  \"services\": [\n"

// helperEdits are about users, resolvers that help, and who answers whom from where.
var helperEdits = []edit{
	{"users who can ask nobody", services, load(`"host": "root", "names": ["a.test"], "every": "1s", "until": "9s"`), lab, `"root", "names"`, "services[0].host", "load-asks-nobody"},
	{"users who end before they begin", services, load(`"host": "laptop", "names": ["a.test"], "every": "1s", "from": "9s", "until": "2s"`), lab, `"9s"`, "services[0].from", "load-backwards"},
	{"blocking nothing", hintsLine, hintsLine + `"blocks": true,`, lab, "{\n      \"kind\": \"dns.resolver\",\n      \"host\": \"local\"", "services[0]", "no-helper"},
	{"a long shortcut", hintsLine, hintsLine + `"helper": {"shortcuts": [{"word": "two.words", "name": "www.test"}]},`, lab, `"two.words"`, "services[0].helper.shortcuts[0].word", "bad-shortcut"},
	{"an answer for a site in place of nothing", rootTitle, root(`"bySite": [{"site": "campus", "records": ["nothing.test. 20 A 192.0.2.9"]}]`), lab, `"nothing.test.`, "services[1].bySite[0].records[0]", "nothing-by-site"},
	{"a site twice", rootTitle, root(`"bySite": [{"site": "campus", "records": ["www.test. 20 A 192.0.2.9"]},
{"site": "campus", "records": ["www.test. 20 A 192.0.2.8"]}]`), lab, `{"site": "campus", "records": ["www.test. 20 A 192.0.2.8"]}`, "services[1].bySite[1].site", "site-twice"},
	{"a signed zone and an answer for a site", rootTitle, root(`"dnssec": [{"zone": "test", "when": "moved"}],
"bySite": [{"site": "campus", "records": ["www.test. 20 A 192.0.2.9"]}]`), lab, `"www.test. 20`, "services[1].bySite[0].records[0]", "signed-by-site"},
	{"sharing another's own address", `"role": "root"`, `"anycast": ["192.0.2.53"], "role": "root"`, lab, `"anycast"`, "hosts[2].anycast[0]", "own-address"},
}
