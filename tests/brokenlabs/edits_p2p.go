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

// film is a torrent, and a service beside those of base.lab.
func film(torrents, service string) string {
	return `  "torrents": [` + torrents + "],\n  \"services\": [\n    {" + service + "},\n"
}

const (
	servicesBegin = "  \"services\": [\n"
	aFilm         = `{"id": "film", "size": "1MiB"}`
	aPeer         = `"kind": "torrent.peer", "host": "forwarder", "torrent": "film"`
)

// torrentEdits are about swarms.
var torrentEdits = []edit{
	{"a tracker that is none", servicesBegin, film(`{"id": "film", "size": "1MiB", "trackers": ["ftp://tracker/announce"]}`, aPeer), lab, `"ftp://`, "torrents[0].trackers[0]", "bad-tracker-url"},
	{"a tracker without a port", servicesBegin, film(`{"id": "film", "size": "1MiB", "trackers": ["udp://tracker"]}`, aPeer), lab, `"udp://`, "torrents[0].trackers[0]", "bad-tracker-url"},
	{"a torrent twice", servicesBegin, film(aFilm+", "+aFilm, aPeer), lab, `"film", "size"`, "torrents[1].id", "duplicate-torrent"},
	{"a torrent of nothing", servicesBegin, film(`{"id": "film"}`, aPeer), lab, `{"id": "film"}`, "torrents[0]", "torrent-content"},
	{"a torrent of two things", servicesBegin, film(`{"id": "film", "size": "1MiB", "member": "site/index.html"}`, aPeer), lab, `{"id": "film", "size"`, "torrents[0]", "torrent-content"},
	{"a torrent of a member that is not there", servicesBegin, film(`{"id": "film", "member": "site/film.mp4"}`, aPeer), lab, `"site/film.mp4"`, "torrents[0].member", "torrent-member"},
	{"a torrent of dust", servicesBegin, film(`{"id": "film", "size": "64MiB", "pieceLength": "1KiB"}`, aPeer), lab, `"1KiB"`, "torrents[0].pieceLength", "torrent-pieces"},
	{"a torrent of a gigabyte", servicesBegin, film(`{"id": "film", "size": "1GiB"}`, aPeer), lab, `"1GiB"`, "torrents[0].size", "torrents-size"},
	{"torrents of too much together", servicesBegin, film(`{"id": "film", "size": "40MiB"}, {"id": "song", "size": "25MiB"}`, aPeer), lab, `"25MiB"`, "torrents[1].size", "torrents-size"},
	{"a peer of an unknown torrent", servicesBegin, film(aFilm, `"kind": "torrent.peer", "host": "forwarder", "torrent": "song"`), lab, `"song"`, "services[0].torrent", "unknown-torrent"},
	{"a peer of a misspelt torrent", servicesBegin, film(aFilm, `"kind": "torrent.peer", "host": "forwarder", "torrent": "filn"`), lab, `"filn"`, "services[0].torrent", "unknown-torrent-near"},
	{"a seed by magnet link", servicesBegin, film(aFilm, aPeer+`, "seed": true, "magnet": true`), lab, `"seed"`, "services[0].magnet", "seed-by-magnet"},
	{"a peer that stays and lingers", servicesBegin, film(aFilm, aPeer+`, "linger": "5s"`), lab, `"5s"`, "services[0].linger", "linger-alone"},
	{"a way into a DHT that is not used", servicesBegin, film(aFilm, aPeer+`, "bootstrap": ["root"]`), lab, `["root"]`, "services[0].bootstrap", "dht-bootstrap"},
	{"a private torrent in the DHT", servicesBegin, film(`{"id": "film", "size": "1MiB", "private": true}`, aPeer+`, "dht": true`), lab, `"dht"`, "services[0].dht", "dht-private"},
	{"an id of too few digits", servicesBegin, film(aFilm, `"kind": "dht.node", "host": "forwarder", "id": "0123"`), lab, `"0123"`, "services[0].id", "bad-dht-key"},
	{"joining without a peer", timelineBegins, beginWith(`"op": "torrent.join", "host": "laptop"`), lab, `"torrent.join"`, "timeline[0].do.host", "no-peer"},
	{"choking oneself", timelineBegins, beginWith(`"op": "torrent.choke", "host": "laptop", "of": "laptop", "on": true`), lab, `"laptop", "on"`, "timeline[0].do.of", "choke-self"},
	{"asking a DHT without a node", timelineBegins, beginWith(`"op": "dht.find", "host": "laptop", "target": "0123456789abcdef0123456789abcdef01234567"`), lab, `"laptop", "target"`, "timeline[0].do.host", "no-dht-node"},
	{"a tracker of one torrent twice", servicesBegin, film(aFilm, `"kind": "torrent.tracker", "host": "forwarder", "torrents": ["film", "film"]`), lab, `["film", "film"]`, "services[0].torrents[1]", "listed-twice"},
}
