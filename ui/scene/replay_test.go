package scene

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os/exec"
	"sort"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// TestReplay holds public/js/scene.js to what this package means by its operations.
func TestReplay(t *testing.T) {
	node := peers.Need(t, "node")
	var input bytes.Buffer
	var want []string
	var s Scene
	r := rand.New(rand.NewSource(11))
	for range 300 {
		n := New("svg", "").Add(randomTree(r, 3), New("div", "html"))
		line, err := json.Marshal(s.Update(n))
		if err != nil {
			t.Fatal(err)
		}
		input.Write(append(line, '\n'))
		want = append(want, plain(n))
	}
	want = append(want,
		"test click frame:7 5 7|test click frame:7 0 0|test ArrowLeft strip 0 0|test hover frame:7 1 1|"+
			"test dragstart strip 4 1|test drag strip 20 2|test dragend strip 21 2|test click  1 1|truefalse",
		"frame:7 true",
		`frame:7 <svg><g data-key="frame:7"></><g data-arrows="" data-drag="" data-key="strip"></></>`,
		"heard 0")

	cmd := exec.Command(node, "testdata/replay.js", "../../public/js/scene.js")
	var complaint bytes.Buffer
	cmd.Stdin, cmd.Stderr = &input, &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("step %d:\n got %s\nwant %s", i, got[i], want[i])
		}
	}
}

// plain writes a tree as testdata/replay.js does.
func plain(n *Node) string {
	attrs := append([]Attr(nil), n.Attrs...)
	sort.Slice(attrs, func(i, j int) bool {
		a, b := strings.HasPrefix(attrs[i].Name, "style:"), strings.HasPrefix(attrs[j].Name, "style:")
		if a != b {
			return b // styles stand behind
		}
		return attrs[i].Name < attrs[j].Name
	})
	var b strings.Builder
	b.WriteString("<" + n.Tag)
	for _, a := range attrs {
		value, _ := json.Marshal(a.Value)
		fmt.Fprintf(&b, " %s=%s", a.Name, value)
	}
	b.WriteString(">")
	if len(n.Children) == 0 {
		b.WriteString(n.Text)
	}
	for _, c := range n.Children {
		b.WriteString(plain(c))
	}
	b.WriteString("</>")
	return b.String()
}
