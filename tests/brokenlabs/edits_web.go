package brokenlabs

// webService puts a service of the Web behind the services of base.lab.
func webService(fields string) string {
	return agentEnds + ",\n{" + fields + "}\n  ],\n  \"keys\""
}

// webEdits are about web servers, webmail and browsers.
var webEdits = []edit{
	{"a site without files", servicesEnd, webService(`"kind": "web.server", "host": "forwarder", "folder": "shop"`), lab, `"web.server"`, "services[6]", "no-site-files"},
	{"webmail that finds no names", servicesEnd, webService(`"kind": "webmail", "host": "forwarder", "domain": "test", "imap": "mail.test"`), lab, `"webmail"`, "services[6].imap", "webmail-no-resolvers"},
	{"a page without an address", timelineBegins, beginWith(`"op": "web.get", "host": "laptop", "url": "ftp://www.test/"`), lab, `"ftp://www.test/"`, "timeline[0].do.url", "bad-page-url"},
}
