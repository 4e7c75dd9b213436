package stage

import (
	"sort"

	"playnet/ui/scene"
)

// campus arranges the hosts site by site, each with its resolvers on top.
func (l *layout) campus(list []int, columns int, gapY, gapX float64) block {
	b := block{boxes: make(map[int]scene.Box, len(list))}
	if len(list) == 0 {
		return b
	}
	b.w = float64(columns)*(l.cardW+gapX) - gapX
	y := 0.0
	for _, part := range l.parties(list) {
		for len(part) > 0 {
			n := min(columns, len(part))
			x := (b.w - float64(n)*(l.cardW+gapX) + gapX) / 2
			for _, i := range part[:n] {
				b.boxes[i] = scene.Box{X: x, Y: y, W: l.cardW, H: l.h}
				x += l.cardW + gapX
			}
			part = part[n:]
			y += l.h + gapY
		}
	}
	b.h = y - gapY
	return b
}

// flow arranges the hosts in rows without breaking after the resolvers.
func (l *layout) flow(list []int, columns int, gapX float64) block {
	var all []int
	for _, part := range l.parties(list) {
		all = append(all, part...)
	}
	b := block{boxes: make(map[int]scene.Box, len(list))}
	b.w = float64(columns)*(l.cardW+gapX) - gapX
	for k, i := range all {
		n := min(columns, len(all)-k/columns*columns) // cards of this row
		x := (b.w-float64(n)*(l.cardW+gapX)+gapX)/2 + float64(k%columns)*(l.cardW+gapX)
		box := scene.Box{X: x, Y: float64(k/columns) * (l.h + l.gapY), W: l.cardW, H: l.h}
		b.boxes[i] = box
		b.h = box.Bottom()
	}
	return b
}

// parties splits hosts by site, in the order in which the sites come up, and each
// site's into its resolvers and the others.
func (l *layout) parties(list []int) [][]int {
	order := map[string]int{}
	for _, i := range list {
		site := l.siteOf(i)
		if _, ok := order[site]; !ok {
			order[site] = len(order)
		}
	}
	rank := func(i int) int {
		r := 2 * order[l.siteOf(i)]
		if l.members[i].role != roleResolver {
			r++
		}
		return r
	}
	sorted := append([]int(nil), list...)
	sort.SliceStable(sorted, func(a, b int) bool { return rank(sorted[a]) < rank(sorted[b]) })
	var parts [][]int
	for k, i := range sorted {
		if k == 0 || rank(i) != rank(sorted[k-1]) {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], i)
	}
	return parts
}

func (l *layout) siteOf(i int) string { return l.members[i].host.Site }

// turn mirrors the campus below a hierarchy if its resolvers then see more of the
// servers: lines run straight where they can.
func (l *layout) turn(campus []int) {
	hidden := l.hidden(campus)
	mirror := func() {
		for _, i := range campus {
			l.cards[i].X = l.width - l.cards[i].Right()
		}
	}
	if mirror(); l.hidden(campus) >= hidden {
		mirror()
	}
}

// hidden counts the servers that a resolver sees only past another card.
func (l *layout) hidden(campus []int) int {
	n := 0
	for _, from := range campus {
		if l.members[from].role != roleResolver {
			continue
		}
		for to := range l.members {
			if l.members[to].role >= roleRoot && l.blocked(from, to) {
				n++
			}
		}
	}
	return n
}

func (l *layout) blocked(a, b int) bool {
	for i := range l.cards {
		if i != a && i != b && l.cards[i].Cut(l.cards[a].Center(), l.cards[b].Center()) {
			return true
		}
	}
	return false
}
