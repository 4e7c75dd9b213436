package ladder

import (
	"strings"
	"testing"

	"playnet/ui/scene"
)

// The picture holds every message of the run, below the heads.
func TestPictureHoldsAll(t *testing.T) {
	run := chatter(4, 300, 9)
	in := at(run, run[len(run)-1].EndAt)
	in.Width, in.Height, in.ScrollTop, in.AtOnce = 700, 100, 40, 20
	root := Picture(in)
	arrows := 0
	root.Walk(func(n *scene.Node) {
		if strings.HasPrefix(n.Attr("class"), "arrow ") {
			arrows++
		}
	})
	if arrows != len(run) {
		t.Errorf("%d arrows, want %d", arrows, len(run))
	}
	body := root.Find("class", "ladder-body")
	if root.Tag != "svg" || num(t, body, "y")+num(t, body, "height") > num(t, root, "height")+1 {
		t.Errorf("a body of %s from %s in %s", body.Attr("height"), body.Attr("y"), root.Attr("height"))
	}
}
