package brokenlabs

// switchesBegin is where members that base.lab has none of can be put in front.
const switchesBegin = "  \"switches\": [\n"

func before(members string) string { return members + ",\n" + switchesBegin }

// parameter is a lab's parameter, with some of its fields.
func parameter(fields string) string {
	return `"parameters": [{"id": "peers", "title": "Peers", "min": 2, "max": 20, ` + fields + `}]`
}

// groupEdits are about groups of hosts, and about parameters.
var groupEdits = []edit{
	{"a group named as a host", switchesBegin, before(`"groups": [{"name": "laptop", "count": 2, "address": "10.0.0.1"}]`), lab, `"laptop", "count"`, "groups[0].name", "name-of-host"},
	{"two groups of a name", switchesBegin, before(`"groups": [{"name": "g", "count": 2, "address": "10.0.0.1"}, {"name": "g", "count": 2, "address": "10.0.1.1"}]`), lab, `"g", "count"`, "groups[1].name", "name-of-group"},
	{"a group with a taken address", switchesBegin, before(`"groups": [{"name": "g", "count": 2, "address": "192.0.2.52"}]`), lab, `"192.0.2.52"`, "groups[0].address", "duplicate-address"},
	{"a group beyond all addresses", switchesBegin, before(`"groups": [{"name": "g", "count": 2, "address": "223.255.255.255"}]`), lab, `"223.255.255.255"`, "groups[0].address", "group-addresses"},
	{"a group without end", switchesBegin, before(`"groups": [{"name": "g", "count": 5001, "address": "10.0.0.1"}]`), lab, `5001`, "groups[0].count", "out-of-range"},
	{"a group at no site", switchesBegin, before(`"groups": [{"name": "g", "count": 2, "address": "10.0.0.1", "site": "the-moon"}]`), lab, `"the-moon"`, "groups[0].site", "unknown-site"},
	{"a number that no parameter gives", switchesBegin, before(`"groups": [{"name": "g", "count": {"parameter": "peers"}, "address": "10.0.0.1"}]`), lab, `"peers"`, "groups[0].count.parameter", "unknown-parameter"},
	{"a number that is an object", switchesBegin, before(`"groups": [{"name": "g", "count": {"value": 4}, "address": "10.0.0.1"}]`), lab, `{"value"`, "groups[0].count", "parameter-alone"},
	{"a parameter twice", switchesBegin, before(`"parameters": [{"id": "n", "title": "x", "min": 1, "max": 2, "default": 1}, {"id": "n", "title": "x", "min": 1, "max": 2, "default": 1}]`), lab, `"n", "title"`, "parameters[1].id", "duplicate-parameter"},
	{"a default beyond the range", switchesBegin, before(parameter(`"default": 21`)), lab, `21`, "parameters[0].default", "parameter-range"},
	{"a default between the steps", switchesBegin, before(parameter(`"step": 3, "default": 4`)), lab, `"default": 4`, "parameters[0].default", "parameter-range"},
	{"a parameter without steps", switchesBegin, before(parameter(`"step": 0, "default": 4`)), lab, `"step": 0`, "parameters[0].step", "parameter-step"},
	{"a parameter that is none", timelineBegins, beginWith(`"op": "lab.parameter", "parameter": "peers", "value": 4`), lab, `"peers"`, "timeline[0].do.parameter", "no-such-parameter"},
	{"a parameter set by the timeline", timelineBegins, parameter(`"default": 4`) + ",\n" + beginWith(`"op": "lab.parameter", "parameter": "peers", "value": 4`), lab, `"lab.parameter"`, "timeline[0].do", "parameter-timeline"},
}
