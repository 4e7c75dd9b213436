package lab

import (
	"testing"

	"playnet/core/lab/labfile"
)

const foreignLab = `Bytes that nobody knows.
-- lab.json --
{
  "playnet": 1, "id": "foreign", "title": "Foreign", "subject": "sockets", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [{"name": "a", "address": "192.0.2.1"}, {"name": "b", "address": "192.0.2.2"}],
  "links": [],
  "services": [{"kind": "sockets.small", "host": "b"}],
  "timeline": [
    {"at": "1ms", "do": {"op": "tcp.send", "host": "a", "to": "b", "port": 9, "bytes": 100000}},
    {"at": "2s", "do": {"op": "tcp.send", "host": "a", "to": "b", "port": 80, "bytes": 100}}
  ]
}
`

// Of a connection whose protocol neither its ports nor its data tell, the frames are not noted,
// and no dialogue is read to tell of them.
func TestForeignConnections(t *testing.T) {
	f, err := labfile.Parse([]byte(foreignLab))
	if err != nil {
		t.Fatal(err)
	}
	w, failed := New(f, 1, Options{})
	if failed != nil {
		t.Fatal(failed)
	}
	for w.Step() {
	}
	all := w.TransferCount()
	w.Transfers(0, all)
	list := w.run.index.connections.list
	if all < 100 || len(list) != 2 {
		t.Fatalf("%d transfers, %d connections", all, len(list))
	}
	if c := list[0]; !c.foreign || len(c.stream.frames) > 10 || c.dialogue != nil {
		t.Errorf("port 9: foreign %v, %d frames noted, dialogue %v", c.foreign, len(c.stream.frames), c.dialogue != nil)
	}
	if c := list[1]; c.foreign || c.heard == 0 && len(c.stream.frames) == 0 {
		t.Errorf("port 80: foreign %v, heard %d, %d frames noted", c.foreign, c.heard, len(c.stream.frames))
	}
}
