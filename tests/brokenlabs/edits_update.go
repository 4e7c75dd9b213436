package brokenlabs

// beginWith puts an action at the beginning of base.lab's timeline.
func beginWith(action string) string {
	return timelineBegins + `{"at": "0s", "do": {` + action + "}},\n"
}

const timelineBegins = "  \"timeline\": [\n"

func registration(fields string) string {
	return beginWith(`"op": "registrar.register", "host": "laptop", ` + fields)
}

// registrarEdits are about keys, registrars and updates.
var registrarEdits = []edit{
	{"a secret that is none", `"c2VjcmV0"`, `"not base64"`, lab, `"not base64"`, "keys[0].secret", "bad-secret"},
	{"a key twice", "  \"keys\": [\n", "  \"keys\": [\n{\"name\": \"Shared.\", \"secret\": \"c2VjcmV0\"},\n", lab, "      \"name\": \"shared\"", "keys[1].name", "duplicate-key"},
	{"updates with an unknown key", rootTitle, "      \"updateKey\": \"other-one\",\n" + rootTitle, lab, `"other-one"`, "services[1].updateKey", "unknown-key"},
	{"transfers with an unknown key", rootTitle, "      \"transferKey\": \"other-one\",\n" + rootTitle, lab, `"other-one"`, "services[1].transferKey", "unknown-key"},
	{"a registrar with a misspelt key", `"key": "shared"`, `"key": "shaerd"`, lab, `"shaerd"`, "services[3].key", "unknown-key-near"},
	{"an unreadable new zone", timelineBegins, beginWith(`"op": "dns.zone.set", "host": "root", "zone": "test", "text": "@ 60 NS ns"`), lab,
		`"@ 60 NS ns"`, "timeline[0].do.text", "zone-line"},
	{"an update of nothing", timelineBegins, beginWith(`"op": "dns.update", "host": "laptop", "server": "root", "zone": "test"`), lab,
		`"dns.update"`, "timeline[0].do", "no-changes"},
	{"a registration by nobody", timelineBegins, beginWith(`"op": "registrar.register", "host": "root", "domain": "a.test", "servers": [{"name": "ns.a.test"}]`), lab,
		`"registrar.register"`, "timeline[0].do.host", "no-registrar"},
	{"a domain too far down", timelineBegins, registration(`"domain": "a.b.test", "servers": [{"name": "ns.example.net"}]`), lab,
		`"a.b.test"`, "timeline[0].do.domain", "not-below"},
	{"an address for another zone", timelineBegins, registration(`"domain": "a.test", "servers": [{"name": "ns.example.net", "address": "192.0.2.1"}]`), lab,
		`"ns.example.net"`, "timeline[0].do.servers[0].address", "glue-elsewhere"},
	{"half a DS record", timelineBegins, registration(`"domain": "a.test", "servers": [{"name": "ns.a.test"}], "ds": ["12345 13"]`), lab,
		`"12345 13"`, "timeline[0].do.ds[0]", "bad-ds"},
}
