package labfile_test

import (
	"strings"
	"testing"

	"playnet/core/lab/labfile"
)

const groupLab = `-- lab.json --
{"playnet": 1, "id": "x", "title": "x", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
 "parameters": [{"id": "peers", "title": "Peers", "min": 1, "max": 40, "default": 3},
  {"id": "up", "title": "Upload", "min": 100, "max": 900, "step": 100, "default": 200, "unit": "kbit/s"}],
 "hosts": [{"name": "tracker", "address": "192.0.2.1"}],
 "groups": [{"name": "peer", "title": "Peer", "count": {"parameter": "peers"}, "address": "192.0.2.254", "link": {"up": {"parameter": "up"}}}],
 "services": [{"kind": "sockets.small", "host": "peer"}, {"kind": "sockets.small", "host": "tracker"}]}
`

func parseLab(t *testing.T, text string) *labfile.File {
	t.Helper()
	f, err := labfile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A group's hosts stand behind the lab's own, each with the group's services.
func TestGroup(t *testing.T) {
	f := parseLab(t, groupLab)
	var hosts, services []string
	for _, h := range f.Lab.Hosts {
		hosts = append(hosts, string(h.Name)+" "+h.Title+" "+h.Address.String())
	}
	for _, s := range f.Lab.Services {
		services = append(services, string(s.On()))
	}
	const wantHosts = "tracker  192.0.2.1; peer-1 Peer 1 192.0.2.254; peer-2 Peer 2 192.0.2.255; peer-3 Peer 3 192.0.3.0"
	if got := strings.Join(hosts, "; "); got != wantHosts {
		t.Errorf("the hosts are %s, want %s", got, wantHosts)
	}
	if got := strings.Join(services, " "); got != "peer-1 peer-2 peer-3 tracker" {
		t.Errorf("the services run on %s", got)
	}
}

// A parameter's value stands in its place: a number, or a text with its unit.
func TestParameterValues(t *testing.T) {
	f := parseLab(t, groupLab)
	more, err := f.With(map[labfile.ID]labfile.ParameterNumber{"peers": 5, "up": 300})
	if err != nil {
		t.Fatal(err)
	}
	if n, up := len(more.Lab.Hosts), *more.Host("peer-5").Link.Up; n != 6 || up != 300*labfile.Kbit {
		t.Errorf("%d hosts with %v each", n, up)
	}
	if more.Digest != f.Digest {
		t.Error("another value makes another lab")
	}
	if _, v := more.Parameter("peers"); v != 5 {
		t.Errorf("the value of the parameter is %d", v)
	}
	if back, err := more.With(nil); err != nil || len(back.Lab.Hosts) != 4 || *back.Host("peer-1").Link.Up != 200*labfile.Kbit {
		t.Errorf("without values the lab is not as its file says: %v", err)
	}
	if same, err := f.With(map[labfile.ID]labfile.ParameterNumber{"peers": 3}); err != nil || same != f {
		t.Errorf("the lab's own values make another lab: %v", err)
	}
	for _, values := range []map[labfile.ID]labfile.ParameterNumber{{"peers": 41}, {"up": 250}, {"down": 1}} {
		if _, err := f.With(values); err == nil {
			t.Errorf("%v are taken", values)
		}
	}
}

// A run whose log gives a parameter another value may speak of the hosts that there are then.
func TestRunWithParameter(t *testing.T) {
	const run = `-- log.json --
{"seed": "1", "log": [{"at": "0s", "pos": 0, "do": {"op": "lab.parameter", "parameter": "peers", "value": %}},
 {"at": "1s", "pos": 2, "do": {"op": "host.stop", "host": "peer-9"}}]}
`
	parseLab(t, groupLab+strings.Replace(run, "%", "9", 1))
	if _, err := labfile.Parse([]byte(groupLab + strings.Replace(run, "%", "8", 1))); err == nil || !strings.Contains(err.Error(), "peer-9") {
		t.Errorf("a log may stop a host that its world lacks: %v", err)
	}
}

// What a switch holds of a group holds of each of its hosts, however many there are; what is
// wrong with it is told once.
func TestSwitchOfGroup(t *testing.T) {
	lab := strings.Replace(groupLab, `{"kind": "sockets.small", "host": "peer"}`, `{"kind": "torrent.peer", "host": "peer", "torrent": "film"}`, 1)
	lab = strings.Replace(lab, `"services"`, `"torrents": [{"id": "film", "name": "film", "size": "1MiB"}], "switches": [{"id": "few", "title": "Few slots", "while": [
  {"op": "service.set", "host": "peer", "service": "torrent.peer", "setting": "slots", "value": "2"}]}], "services"`, 1)
	f, err := parseLab(t, lab).With(map[labfile.ID]labfile.ParameterNumber{"peers": 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, peer := range []labfile.Name{"peer-1", "peer-5"} {
		s := f.Switched(f.ServiceOf(peer, "torrent.peer"), []labfile.ID{"few"}).(labfile.TorrentPeer)
		if s.Slots == nil || *s.Slots != 2 {
			t.Errorf("%s has %v slots", peer, s.Slots)
		}
	}
	_, err = labfile.Parse([]byte(strings.Replace(lab, `"value": "2"`, `"value": "200"`, 1)))
	if errs, ok := err.(labfile.Errors); !ok || len(errs) != 1 || !strings.Contains(err.Error(), "switches[0].while[0].value") {
		t.Errorf("200 slots: %v", err)
	}
}
