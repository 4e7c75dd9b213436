package labfile_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"playnet/core/lab/labfile"
)

// every has each action once.
var every = []labfile.Action{
	labfile.DNSQuery{Host: "laptop", Name: "www.test", Type: "MX", Server: "192.0.2.53"},
	labfile.DNSQuery{Host: "laptop", Name: `strange\"name.test`},
	labfile.HostStop{Host: "root"},
	labfile.HostStart{Host: "root"},
	labfile.LinkCut{Place: "campus"},
	labfile.LinkRestore{Place: "laptop"},
	labfile.FrameDrop{Frame: 12},
	labfile.LabSwitch{Switch: "moved", On: false},
	labfile.FrameDelay{Frame: 12, By: 1e9},
	labfile.FrameDuplicate{Frame: 12},
	labfile.FrameChange{Frame: 12, Offset: 42, Bytes: "c0a80001"},
	labfile.FrameChange{Frame: 12, Offset: 42, Bytes: "c0a80001", Checksums: labfile.ChecksumsFixed},
	labfile.LinkSet{Place: "campus", Up: pointer(labfile.Mbit), Loss: pointer(labfile.Probability(0))},
	labfile.LinkSet{Place: "laptop", To: "company", Delay: pointer(labfile.Duration(1e9))},
	labfile.DNSRecordSet{Host: "root", Zone: "test", Record: "www 60 IN A 192.0.2.82", Was: "www IN A 192.0.2.80"},
	labfile.DNSRecordAdd{Host: "root", Zone: "test", Record: "www 60 IN A 192.0.2.82"},
	labfile.DNSRecordRemove{Host: "root", Zone: "test", Record: "www 60 IN A 192.0.2.82"},
	labfile.DNSTTLSet{Host: "root", Zone: "test", Name: "www.test", Type: "A", TTL: 0},
	labfile.ServiceSet{Host: "local", Service: "dns.resolver", Setting: "timeout", Value: ""},
	labfile.CacheFlush{Host: "local"},
	labfile.DNSZoneSet{Host: "root", Zone: "test", Text: "@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS \tns ; \"é\"\n"},
	labfile.DNSUpdate{Host: "laptop", Server: "root", Zone: "test", Key: "shared", Add: []string{"www 60 A 192.0.2.82"}, Remove: []string{"ftp A 192.0.2.1"}},
	labfile.Register{Host: "laptop", Domain: "example.test", Servers: []labfile.Server{{Name: "ns.example.test", Address: &labfile.IPv4{Addr: netip.MustParseAddr("192.0.2.1")}}, {Name: "ns.example.net"}}, DS: []string{"1 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}},
	labfile.AttackStart{Host: "laptop", Kind: labfile.AttackFlood, Target: "root", Name: "test", Rate: pointer(labfile.QueryRate(9)), For: pointer(labfile.Duration(1e9))},
	labfile.AttackStop{Host: "laptop"},
	labfile.SiteFilterSet{Site: "campus", Filter: labfile.FilterPings, On: true},
	labfile.Ping{Host: "laptop", To: "198.51.100.1", Count: 20},
	labfile.TCPSend{Host: "laptop", To: "root", Port: 65535, Bytes: 100_000_000},
	labfile.TerminalLine{Host: "laptop", Line: `echo "a b" | 'c' \ é`},
	labfile.TerminalInterrupt{Host: "laptop"},
	labfile.MailSend{Host: "laptop", To: []labfile.Recipient{"Bert <bert@test>"}, Subject: "Crêpes", Text: "a\n.\nb", Draft: pointer(labfile.MailUID(7)),
		Attachments: []labfile.MailAttachment{{Name: "crêpe.jpg", Type: "image/jpeg", Data: "/9j/4A=="}}},
	labfile.MailDraft{Host: "laptop", Text: "not yet"},
	labfile.MailFetch{Host: "laptop"},
	labfile.MailOpen{Host: "laptop", Folder: "INBOX", UID: 1, Part: "2.1"},
	labfile.MailMove{Host: "laptop", Folder: "INBOX", UIDs: []labfile.MailUID{1, 2}, To: "Recipes/Crêpes"},
	labfile.MailCopy{Host: "laptop", Folder: "INBOX", UIDs: []labfile.MailUID{1}, To: "Local/Kept"},
	labfile.MailFlag{Host: "laptop", Folder: "INBOX", UIDs: []labfile.MailUID{1}, Add: []labfile.MailFlagName{`\Flagged`}, Remove: []labfile.MailFlagName{`\Seen`, "Urgent"}},
	labfile.MailDelete{Host: "laptop", Folder: "INBOX", UIDs: []labfile.MailUID{1<<32 - 1}},
	labfile.MailFolderCreate{Host: "laptop", Folder: "Recipes"},
	labfile.MailFolderDelete{Host: "laptop", Folder: "Recipes"},
	labfile.MailFolderRename{Host: "laptop", Folder: "Recipes", To: "Crepes"},
	labfile.MailIdle{Host: "laptop", On: true},
	labfile.MailList{Host: "laptop", Folder: "INBOX", From: 100, N: pointer(labfile.PageSize(50))},
	labfile.WebGet{Host: "laptop", URL: "http://www.crepes.example:8080/menu?today=1", Alone: true},
	labfile.LabParameter{Parameter: "peers", Value: 12},
	labfile.DHTFind{Host: "laptop", Target: "laptop"},
	labfile.DHTPeers{Host: "laptop", InfoHash: "6d1f5c7a90b3e2d48c01aa7f3b5e9912f0c4d8e6"},
	labfile.DHTAnnounce{Host: "laptop", InfoHash: "6d1f5c7a90b3e2d48c01aa7f3b5e9912f0c4d8e6", Port: 6881},
	labfile.TorrentJoin{Host: "laptop", Torrent: "film"},
	labfile.TorrentLeave{Host: "laptop"},
	labfile.TorrentChoke{Host: "laptop", Of: "root", On: true},
	labfile.WebPost{Host: "laptop", URL: "http://www.crepes.example/login", Form: []labfile.FormField{{Name: "user", Value: "alice"}}},
}

// swarmMembers are what the actions of swarms speak of.
const swarmMembers = `"parameters": [{"id": "peers", "title": "Peers", "min": 2, "max": 20, "default": 12}],
"torrents": [{"id": "film", "size": "1MiB"}],
"services": [{"kind": "torrent.peer", "host": "laptop", "torrent": "film", "dht": true}, {"kind": "torrent.peer", "host": "root", "torrent": "film"},`

func pointer[T any](v T) *T { return &v }

func TestActionsRoundTrip(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var list []labfile.Timed
	at, pos := labfile.Duration(1_500_000), labfile.Position(42)
	for i, a := range every {
		seen[reflect.TypeOf(a)] = true
		got, err := labfile.ParseAction(labfile.EncodeAction(a))
		if err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%s is read as %+v, %v", labfile.EncodeAction(a), got, err)
		}
		timed := labfile.Timed{Do: a}
		if i%2 == 0 {
			timed.At = &at
		}
		if i%3 == 0 {
			timed.Pos = &pos
		}
		list = append(list, timed)
	}
	for _, v := range labfile.Unions()[reflect.TypeFor[labfile.Action]()].Variants {
		if !seen[v.Type] {
			t.Errorf("%s is not tested", v.Name)
		}
	}
	text := labfile.EncodeActions(list)
	got, err := labfile.DecodeActions(text)
	if err != nil || !reflect.DeepEqual(got, list) {
		t.Errorf("%s is read as %+v, %v", text, got, err)
	}
	var viaJSON strings.Builder
	enc := json.NewEncoder(&viaJSON)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(list); err != nil || viaJSON.String() != string(text)+"\n" {
		t.Errorf("package json writes\n%s, %v, want\n%s", viaJSON.String(), err, text)
	}
	var back []labfile.Timed
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, list) {
		t.Errorf("package json reads %+v, %v", back, err)
	}
	const first = `{"op":"dns.query","host":"laptop","name":"www.test","type":"MX","server":"192.0.2.53"}`
	if got := string(labfile.EncodeAction(every[0])); got != first {
		t.Errorf("written as %s, want %s", got, first)
	}
	if got := string(labfile.EncodeActions(nil)); got != "[]" {
		t.Errorf("no actions are written %s", got)
	}
}

func TestActionErrors(t *testing.T) {
	f := parse(t, bytes.Replace(base(t), []byte(`  "services": [`), []byte(swarmMembers), 1))
	for _, c := range []struct{ text, want string }{
		{"", "line 1: the end where a value should be"},
		{"{}", "line 1: wanted a list, found an object"},
		{"[\n {}\n]", `line 2: [0].do: the field "do" is missing`},
		{"[\n {\"do\":\n {\"op\": \"host.stpo\", \"host\": \"root\"}}]", `line 3: [0].do.op: "host.stpo" is unknown; did you mean "host.stop"? ` +
			`The values are: dns.query, host.stop, host.start, link.cut, link.restore, frame.drop, lab.switch…`},
		{`[{"at": 3, "do": {"op": "frame.drop", "frame": 1}}]`, `line 1: [0].at: wanted a string such as "2ms", found a number`},
		{`[{"pos": -1, "do": {"op": "frame.drop", "frame": 1}}]`, `line 1: [0].pos: -1 is out of range: 0 to 9007199254740991`},
		{"[{\"do\": {\"op\": \"host.stop\", \"host\": \"root\"}},\n{\"do\": {\"op\": \"host.stop\", \"host\": \"roof\"}}]",
			`line 2: [1].do.host: there is no host "roof"; did you mean "root"?`},
		{`[] []`, "line 1: '[' after the end of the JSON value"},
	} {
		if _, err := f.ParseActions([]byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
	if _, err := labfile.DecodeActions(make([]byte, 17<<20)); err == nil || !strings.Contains(err.Error(), "16 MiB") {
		t.Errorf("a long text: %v", err)
	}
	for _, a := range every {
		if err := f.CheckAction(a); err != nil {
			t.Errorf("%s: %v", labfile.EncodeAction(a), err)
		}
	}
	for _, a := range []labfile.Action{
		labfile.DNSQuery{Host: "roof", Name: "a"}, labfile.DNSQuery{Host: "root", Name: "a", Server: "roof"}, labfile.HostStop{Host: "campus"},
		labfile.HostStart{}, labfile.LinkCut{Place: "moon"}, labfile.LinkRestore{Place: ""}, labfile.LabSwitch{Switch: "x"},
		labfile.DNSQuery{Host: "root"}, labfile.DNSQuery{Host: "root", Name: "a", Type: "a"}, labfile.FrameDrop{},
	} {
		if err := f.CheckAction(a); err == nil {
			t.Errorf("%s is taken", labfile.EncodeAction(a))
		}
	}
}
