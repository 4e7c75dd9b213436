package brokenlabs

// sweeps is a parameter and sweeps of it, of which the last fields of one are given.
func sweeps(fields string) string {
	return before(parameter(`"default": 4`) + `, "sweeps": [{"id": "s", "title": "S", "label": "times", ` + fields + `}]`)
}

const (
	peersAxis  = `"axis": {"parameter": "peers", "values": [2, 4]}, `
	someSeries = `"series": [{"name": "queries", "value": "count(dns.lookup)"}]`
)

// sweepEdits are about sweeps of many worlds.
var sweepEdits = []edit{
	{"a sweep twice", switchesBegin, before(parameter(`"default": 4`) + `, "sweeps": [` +
		`{"id": "s", "title": "S", "label": "times", ` + peersAxis + someSeries + `}, {"id": "s", "title": "S", "label": "times", ` + peersAxis + someSeries + `}]`),
		lab, `"s", "title"`, "sweeps[1].id", "duplicate-sweep"},
	{"a sweep of what is no parameter", switchesBegin, sweeps(`"axis": {"parameter": "moons", "values": [2, 4]}, ` + someSeries), lab, `"moons"`, "sweeps[0].axis.parameter", "no-such-parameter"},
	{"a sweep beyond the range", switchesBegin, sweeps(`"axis": {"parameter": "peers", "values": [2, 40]}, ` + someSeries), lab, `40]`, "sweeps[0].axis.values[1]", "parameter-range"},
	{"a sweep to and fro", switchesBegin, sweeps(`"axis": {"parameter": "peers", "values": [4, 2]}, ` + someSeries), lab, `2]`, "sweeps[0].axis.values[1]", "not-rising"},
	{"a sweep from zero, in decades", switchesBegin, before(`"parameters": [{"id": "peers", "title": "Peers", "min": 0, "max": 9, "default": 1}], ` +
		`"sweeps": [{"id": "s", "title": "S", "label": "times", "axis": {"parameter": "peers", "log": true, "values": [0, 4]}, ` + someSeries + `}]`),
		lab, `0, 4]`, "sweeps[0].axis.values[0]", "log-from-zero"},
	{"a sweep of no worlds", switchesBegin, sweeps(peersAxis + `"worlds": 0, ` + someSeries), lab, `0, "series"`, "sweeps[0].worlds", "bad-worlds"},
	{"a sweep that measures a name", switchesBegin, sweeps(peersAxis + `"series": [{"name": "who", "value": "first(dns.lookup).event.host"}]`), lab,
		`"first(dns.lookup).event.host"`, "sweeps[0].series[0].value", "no-measure"},
	{"a curve that is no formula", switchesBegin, sweeps(peersAxis + someSeries + `, "curves": [{"name": "c", "value": "2 +"}]`), lab, `"2 +"`, "sweeps[0].curves[0].value", "bad-formula"},
	{"a curve over what is no parameter", switchesBegin, sweeps(peersAxis + someSeries + `, "curves": [{"name": "c", "value": "2 * moons"}]`), lab,
		`"2 * moons"`, "sweeps[0].curves[0].value", "unknown-name"},
	{"results that are not there", switchesBegin, sweeps(peersAxis + someSeries + `, "results": "sweeps/s.json"`), lab, `"sweeps/s.json"`, "sweeps[0].results", "no-results"},
	{"results of another sweep", switchesBegin, sweeps(peersAxis + someSeries + `, "results": "sweeps/other.json"`), "sweeps/other.json", `"other"`, "sweep", "results-of-another"},
	{"results of no series", switchesBegin, sweeps(peersAxis + someSeries + `, "results": "sweeps/unknown.json"`), "sweeps/unknown.json", `"moons"`, "series[0].name", "results-missing"},
	{"a download from nowhere", servicesEnd, webService(`"kind": "web.download", "host": "forwarder", "server": "moon", "path": "/x"`), lab, `"moon"`, "services[6].server", "unknown-host"},
	{"a download of no path", servicesEnd, webService(`"kind": "web.download", "host": "forwarder", "server": "forwarder", "path": "x y"`), lab, `"x y"`, "services[6].path", "bad-path"},
}
