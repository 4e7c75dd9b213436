package ladder

import "playnet/ui/scene"

// Picture returns the whole ladder as one picture by itself, from the first instant to the
// last, for a document: in.Height, and how far it is scrolled, play no part.
func Picture(in In) *scene.Node {
	var l Ladder
	in.AtOnce, in.Follow, in.ScrollTop, in.Height = 0, false, 0, 0
	in.Height = l.Draw(in).Total
	drawn := l.Draw(in).Node
	heads, body := *drawn.Find("class", "ladder-heads"), *drawn.Find("class", "ladder-body")
	w, h := l.contentWidth(), l.headHeight()
	body.Attrs = append([]scene.Attr{{Name: "y", Value: scene.Number(h)}}, body.Attrs...)
	n := scene.Number
	return scene.New("svg", "picture").Num("width", w).Num("height", in.Height).
		Set("viewBox", "0 0 "+n(w)+" "+n(in.Height)).Add(scene.New("g", "ladder").Class("ladder").Add(&heads, &body))
}
