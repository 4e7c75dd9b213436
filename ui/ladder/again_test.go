package ladder

import (
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

// A segment that is sent again is drawn otherwise than the first one, and its label
// begins with that.
func TestRetransmissionsAreDrawnAsSuch(t *testing.T) {
	run := []view.Transfer{
		{Frame: 1, From: "a", To: "b", Protocol: "tcp", Summary: "[PSH, ACK] Seq=1 Ack=1 Win=65535 Len=5", SentAt: 0, EndAt: 5 * ms, Fate: view.Lost, Where: "b/down"},
		{Frame: 2, From: "a", To: "b", Protocol: "tcp", Summary: "[PSH, ACK] Seq=1 Ack=1 Win=65535 Len=5", SentAt: 200 * ms, EndAt: 210 * ms, Fate: view.Delivered, Retransmission: true},
		{Frame: 3, From: "b", To: "a", Protocol: "tcp", Summary: "[RST] Seq=1", SentAt: 210 * ms, EndAt: 220 * ms, Fate: view.Delivered, Reply: true, Failure: true},
	}
	var l Ladder
	in := at(run, 300*ms)
	in.Width, in.Height, in.Follow = 900, 400, true
	root := l.Draw(in).Node
	labels := map[string]string{}
	root.Walk(func(n *scene.Node) {
		if strings.HasPrefix(n.Attr("class"), "rung ") {
			labels[n.Key] = n.Find("class", "text").Text
		}
	})
	for key, class := range map[string]string{"1": "arrow proto-tcp lost", "2": "arrow proto-tcp again", "3": "arrow proto-failure reply"} {
		if n := root.Find("class", class); n == nil || n.Key != key {
			t.Errorf("frame %s has not the class %q", key, class)
		}
	}
	if strings.HasPrefix(labels["1"], "retransmission") || !strings.HasPrefix(labels["2"], "retransmission [PSH, ACK]") {
		t.Errorf("labels %q", labels)
	}
}
