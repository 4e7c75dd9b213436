package app

import (
	"slices"
	"strconv"

	"playnet/core/view"
	"playnet/ui/text"
)

// swarmTale is what the story says where peers exchange a torrent: how it has ended, when it
// has; else what has happened last between them.
func (s *Side) swarmTale() (view.Happening, bool) {
	w, _ := s.Swarm()
	if h, ended := swarmEnd(&w); ended {
		return h, true
	}
	if h, ok := s.lastTold(); ok || w.Turned == 0 {
		return h, ok
	}
	here, all := present(&w)
	return view.Happening{Event: w.Turned, Key: "happening.swarm.now", Args: map[string]string{
		"name": w.Name, "here": strconv.Itoa(here), "all": strconv.Itoa(all)}}, true
}

// present counts the peers that take part, and those of them that have the whole file.
func present(w *view.Swarm) (here, all int) {
	for i := range w.Peers {
		if p := &w.Peers[i]; !p.Away() {
			here++
			if p.Count == w.Pieces {
				all++
			}
		}
	}
	return here, all
}

// swarmCount says how far an exchange is; "" before anybody takes part. (The messages of a hundred
// conversations at a time are not counted: whose is the last one is chance.)
func (s *Side) swarmCount() string {
	w, _ := s.Swarm()
	here, all := present(&w)
	if here == 0 {
		return ""
	}
	return text.T("story.count.swarm", "all", text.Number(all), "here", text.Number(here))
}

// swarmEnd tells how an exchange has ended: everybody who takes part has the file, or those who
// wait for it lack chunks alone that nobody has any more. It reports false while it goes on.
func swarmEnd(w *view.Swarm) (view.Happening, bool) {
	if w.Turned == 0 || w.Pieces == 0 {
		return view.Happening{}, false
	}
	var first, last *view.SwarmPeer
	done, waiting := 0, 0
	for i := range w.Peers {
		p := &w.Peers[i]
		switch {
		case p.Done > p.Since:
			done++
			if first == nil || p.Done < first.Done {
				first = p
			}
			if last == nil || p.Done > last.Done {
				last = p
			}
		case !p.Away() && p.Count < w.Pieces:
			waiting++
			if mayGo(w, p) {
				return view.Happening{}, false
			}
		}
	}
	lost := lostChunks(w)
	switch {
	case waiting > 0 && lost != "":
		return view.Happening{Event: w.Turned, Key: "happening.swarm.lost", Args: map[string]string{
			"chunks": lost, "name": w.Name, "n": strconv.Itoa(waiting)}}, true
	case waiting > 0 || done == 0:
		return view.Happening{}, false
	}
	key := "happening.swarm.done"
	if done == 1 {
		key += ".one"
	}
	return view.Happening{Event: w.Turned, At: last.Done, Key: key, Args: map[string]string{"n": strconv.Itoa(done), "name": w.Name,
		"first": first.Host, "soonest": text.Span(first.Done - first.Since), "last": last.Host, "latest": text.Span(last.Done - last.Since)}}, true
}

// mayGo reports whether somebody who takes part has a chunk that a peer lacks.
func mayGo(w *view.Swarm, p *view.SwarmPeer) bool {
	for k, copies := range w.Copies {
		if copies > 0 && !p.Has(k) {
			return true
		}
	}
	return false
}

// lostChunks lists the chunks that nobody who takes part has, but somebody who is away.
func lostChunks(w *view.Swarm) string {
	var list []int
	for k, copies := range w.Copies {
		if copies == 0 && slices.ContainsFunc(w.Peers, func(p view.SwarmPeer) bool { return p.Has(k) }) {
			list = append(list, k)
		}
	}
	return text.Ranges(list)
}
