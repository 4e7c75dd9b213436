package panels

import (
	"math"
	"strconv"

	"playnet/core/sim"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// The measures of the picture of branches, in pixels.
const (
	branchRow  = 44.0 // as in the style sheet
	branchHead = 26.0
	branchEdge = 10.0
	branchBend = 6.0 // radius of the bend at a fork
)

// BranchesPanel draws the branches of the run: a line each from where it parts to where it
// has come, to the scale of time, and beside it its name. The present one, and the place
// where the run stands on it, are marked.
func BranchesPanel(a *app.App, width float64) *scene.Node {
	rows := inOrder(a.Branches())
	if len(rows) == 0 {
		return nil
	}
	names := math.Max(150, math.Min(280, width*0.46))
	d := drawing{
		width: math.Max(80, width-names), present: a.Branch().ID, picked: a.PickedBranch().ID, now: a.Now(), row: map[app.BranchID]int{},
	}
	d.end = a.Now()
	for i, b := range rows {
		d.row[b.ID] = i
		d.end = max(d.end, b.Reached.At)
	}
	svg := scene.New("svg", "tree").Class("branch-tree").Num("width", d.width).
		Num("height", branchHead+branchRow*float64(len(rows))).Set("aria-hidden", "true")
	svg.Add(scene.Label("from", "branch-time", text.T("clock", "t", "0"), branchEdge, 15),
		scene.Label("to", "branch-time end", text.T("clock", "t", text.Seconds(int64(d.end))), d.width-branchEdge, 15))
	list := scene.New("div", "list").Class("branch-list").Set("role", "group").Set("aria-label", text.T("branch.list"))
	for i := range rows {
		svg.Add(d.line(rows, i))
	}
	for _, b := range rows {
		list.Add(d.name(b))
	}
	svg.Add(d.here())
	return scene.New("div", "branches").Class("branch-picture").Add(svg, list)
}

// drawing is what the lines of one picture share.
type drawing struct {
	width           float64
	end, now        sim.Instant
	present, picked app.BranchID
	row             map[app.BranchID]int
}

func (d *drawing) x(t sim.Instant) float64 {
	if d.end == 0 {
		return branchEdge
	}
	return branchEdge + (d.width-2*branchEdge)*float64(t)/float64(d.end)
}

func (d *drawing) y(row int) float64 { return branchHead + branchRow*(float64(row)+0.5) }

// line draws a branch: down from its parent at the instant where it parts, then along.
func (d *drawing) line(rows []app.Branch, i int) *scene.Node {
	b := rows[i]
	x0, x1, y := d.x(b.Fork.At), d.x(b.Reached.At), d.y(i)
	path := "M" + scene.Number(x0) + " " + scene.Number(y)
	if b.Parent != 0 {
		bend := math.Min(branchBend, math.Max(0, x1-x0))
		path = "M" + scene.Number(x0) + " " + scene.Number(d.y(d.row[b.Parent])) +
			"V" + scene.Number(y-branchBend) + "Q" + scene.Number(x0) + " " + scene.Number(y) + " " + scene.Number(x0+bend) + " " + scene.Number(y)
	}
	class := "branch-line"
	if b.ID == d.present {
		class += " present"
	}
	g := scene.New("g", "branch-"+strconv.Itoa(int(b.ID))).Class(class)
	g.Add(scene.Path("way", "", path+"H"+scene.Number(math.Max(x0, x1))))
	for k, e := range b.Tail {
		g.Add(diamond("act-"+strconv.Itoa(k), d.x(e.At), y))
	}
	end := scene.Circle("end", "branch-end", x1, y, 3.5)
	return g.Add(end)
}

// diamond marks an action.
func diamond(key string, x, y float64) *scene.Node {
	const r = 5.0
	at := func(dx, dy float64) string { return scene.Number(x+dx) + " " + scene.Number(y+dy) }
	return scene.Path(key, "branch-act", "M"+at(0, -r)+"L"+at(r, 0)+"L"+at(0, r)+"L"+at(-r, 0)+"Z")
}

// here marks where the run stands.
func (d *drawing) here() *scene.Node {
	return scene.Circle("here", "branch-here", d.x(d.now), d.y(d.row[d.present]), 7)
}

// name is what stands beside a branch's line: press it to choose the branch.
func (d *drawing) name(b app.Branch) *scene.Node {
	row := button("branch:"+strconv.Itoa(int(b.ID)), "branch-name", "").Set("aria-pressed", strconv.FormatBool(b.ID == d.picked))
	row.Key = "branch-" + strconv.Itoa(int(b.ID))
	about := text.T("branch.span", "from", text.Seconds(int64(b.Fork.At)), "to", text.Seconds(int64(b.Reached.At)))
	if b.ID == d.present {
		about = text.T("branch.here", "t", text.Seconds(int64(d.now)))
		row.Set("aria-current", "true")
	}
	return row.Set("title", b.Name+", "+about).Add(el("span", "branch-title", b.Name), el("span", "branch-about", about))
}

// inOrder lists each branch below its parent, and siblings from the latest fork to the
// earliest: so no line crosses another.
func inOrder(list []app.Branch) []app.Branch {
	var out []app.Branch
	var below func(parent app.BranchID)
	below = func(parent app.BranchID) {
		var children []app.Branch
		for _, b := range list {
			if b.Parent == parent {
				children = append(children, b)
			}
		}
		for len(children) > 0 {
			next := 0
			for i := range children {
				if children[next].Fork.Before(children[i].Fork) {
					next = i
				}
			}
			out = append(out, children[next])
			below(children[next].ID)
			children = append(children[:next:next], children[next+1:]...)
		}
	}
	below(0)
	return out
}
