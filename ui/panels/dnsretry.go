package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// otherWay says of a truncated answer, and of what was then fetched by TCP, where the other
// one is; nil of all other messages.
func otherWay(a *app.App, m view.Message) *scene.Node {
	tcp, truncated := false, false
	for i, l := range m.Layers {
		tcp = tcp || l.Protocol == "tcp"
		if l.Protocol != "dns" {
			continue
		}
		for _, f := range m.Layers[i].Fields {
			for _, flag := range f.Children {
				truncated = truncated || flag.Name == "dns.flags.truncated" && flag.Value[0] == '1'
			}
		}
	}
	t, ok := a.OtherWay(m)
	id := ""
	switch {
	case truncated && !ok:
		id = "dnspicture.truncated"
	case truncated:
		id = "dnspicture.truncated.again"
	case tcp && ok:
		id = "dnspicture.tcp"
	default:
		return nil
	}
	n := scene.New("div", "other-way").Class("dns-other").Add(el("p", "", text.T(id)))
	if ok {
		n.Add(button("frame:"+strconv.FormatUint(t.Frame, 10), "small", text.T("dnspicture.goto", "n", strconv.Itoa(t.Number), "what", t.Summary)))
	}
	return n
}
