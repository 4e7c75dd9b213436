package brokenlabs

// server puts a mail server behind the services of base.lab.
func server(fields string) string {
	return agentEnds + ",\n{\"kind\": \"mail.server\", " + fields + "}\n  ],\n  \"keys\""
}

const (
	agentEnds   = "      \"retryAfter\": \"20s\"\n    }"
	servicesEnd = agentEnds + "\n  ],\n  \"keys\""
)

// mailEdits are about mail servers and mail programs.
var mailEdits = []edit{
	{"users of no domain", servicesEnd, server(`"host": "forwarder", "accounts": [{"user": "ann", "password": "x"}]`), lab, `"user": "ann", "password": "x"`, "services[6].accounts", "mail-no-domain"},
	{"a domain with two servers", servicesEnd, server(`"host": "forwarder", "domains": ["example.org", "TEST."]`), lab, `"TEST."`, "services[6].domains[1]", "mail-domain-twice"},
	{"a domain twice", "      \"domains\": [\n        \"test\"", "      \"domains\": [\n        \"test\", \"Test\"", lab, `"Test"`, "services[4].domains[1]", "mail-domain-twice"},
	{"a user twice", `"user": "bert"`, `"user": "Postmaster"`, lab, `"Postmaster"`, "services[4].accounts[1].user", "mail-user-twice"},
	{"an alias that is a user", `"postmaster"`, `"ann"`, lab, "            \"ann\"", "services[4].accounts[0].aliases[0]", "mail-user-twice"},
	{"signing with nothing", servicesEnd, server(`"host": "forwarder", "domains": ["example.org"], "signs": true`), lab, `"host": "forwarder", "domains"`, "services[6]", "mail-signs-nothing"},
	{"two mail programs on a host", servicesEnd, agentEnds + `,
{"kind": "mail.agent", "host": "laptop", "address": "bert@test", "password": "x", "submission": "mail.test"}
  ],
  "keys"`, lab, `"bert@test", "password"`, "services[6].host", "mail-agent-twice"},
	{"a mail program that finds nobody", servicesEnd, agentEnds + `,
{"kind": "mail.agent", "host": "local", "address": "bert@test", "password": "x", "submission": "mail.test"}
  ],
  "keys"`, lab, `"bert@test", "password"`, "services[6].submission", "mail-agent-no-resolvers"},
	{"a message for nobody", timelineBegins, beginWith(`"op": "mail.send", "host": "laptop", "text": "Hello?"`), lab, `"Hello?"`, "timeline[0].do", "mail-no-recipient"},
	{"a change of no flags", timelineBegins, beginWith(`"op": "mail.flag", "host": "laptop", "folder": "INBOX", "uids": [7]`), lab, `"mail.flag"`, "timeline[0].do", "mail-no-flag"},
}
