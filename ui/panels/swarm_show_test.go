package panels

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/internal/gallery"
	"playnet/ui/scene"
	"playnet/ui/stage"
)

// TestShowSwarm hangs pictures of swarms up for the eye, in the folder that PLAYNET_GALLERY
// names.
func TestShowSwarm(t *testing.T) {
	dir := os.Getenv("PLAYNET_GALLERY")
	if dir == "" {
		t.Skip("PLAYNET_GALLERY is not set")
	}
	for _, x := range []struct {
		peers, pieces int
		w, h          float64
		sites         int
	}{{11, 48, 803, 440, 0}, {11, 48, 686, 300, 0}, {11, 48, 800, 250, 0}, {11, 48, 390, 420, 0}, {20, 100, 803, 440, 3}, {24, 100, 686, 300, 0},
		{40, 100, 803, 440, 0}, {100, 256, 803, 440, 4}, {200, 2000, 1000, 560, 0}, {4, 12, 803, 440, 0}} {
		w := gallery.Crowd(x.peers, x.pieces, 7)
		var hosts []view.Host
		for i := range w.Peers {
			h := view.Host{Name: w.Peers[i].Host}
			if x.sites > 0 {
				h.Site = fmt.Sprint("isp-", i%x.sites)
			}
			hosts = append(hosts, h)
		}
		hosts = append(hosts, view.Host{Name: "tracker"}, view.Host{Name: "router.example.net"})
		var ring stage.Swarm
		ringW := x.w * 0.55
		if x.w < 500 {
			ringW = x.w
		}
		in := stage.SwarmIn{Swarm: w, Hosts: hosts, Frames: gallery.Flights(w, 3), Now: 0, Width: ringW, Height: x.h, Selected: "host:alice", Metrics: scene.DefaultMetrics}
		left := ring.Draw(in)
		var s State
		right := s.swarmSide(swarmIn{swarm: w, selected: "alice", now: 59e9}, scene.DefaultMetrics, x.w-ringW+1, x.h)
		if x.w < 500 {
			right = s.swarmSide(swarmIn{swarm: w, selected: "alice", now: 59e9}, scene.DefaultMetrics, x.w, x.h)
		}
		for _, theme := range []string{"light", "dark"} {
			page := hung(t, theme, x.w, x.h, ringW, left, right, append(linksOf(&ring), ring.Painting()[20:]...), s.ChunkPainting(true))
			name := fmt.Sprintf("swarm-%d-%dx%d-%d-%s.html", x.peers, x.pieces, int(x.w), x.sites, theme)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func hung(t *testing.T, theme string, w, h, ringW float64, left, right *scene.Node, lines, cells []byte) string {
	var css strings.Builder
	files, _ := filepath.Glob("../../public/css/*.css")
	for _, f := range append(files, "../../public/js/brushes.js", "../../public/js/paint.js") {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, ".js") {
			css.WriteString("</style><script>" + string(data) + "</script>")
		} else {
			css.Write(data)
		}
	}
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf(`<!doctype html><meta charset=utf-8><html data-theme=%s><style>%s<body><div id=app></div>
<div style="position:absolute;left:0;top:0;width:%gpx;height:%gpx" id=stage>%s</div>
<div style="position:absolute;left:%gpx;top:%gpx;width:%gpx;height:%gpx" id=swarm>%s</div>
<script>const un=(s)=>Uint8Array.from(atob(s),c=>c.charCodeAt(0));
let a=un("%s"),b=un("%s");playnetPaint.paint('stage','swarm-field','lines',a,a.length);playnetPaint.paint('swarm','chunks','cells',b,b.length);</script>`,
		theme, css.String(), ringW, h, html(left), side(w, ringW), below(w, ringW, h), side2(w, ringW), h, html(right), b64(lines), b64(cells))
}

func linksOf(ring *stage.Swarm) []byte {
	b, _ := ring.Links()
	return append([]byte(nil), b...)
}

func html(n *scene.Node) string { return strings.ReplaceAll(scene.Markup(n), "/>", "/>") }
func side(w, ringW float64) float64 {
	if w == ringW {
		return 0
	}
	return ringW
}
func below(w, ringW, h float64) float64 {
	if w == ringW {
		return h
	}
	return 0
}
func side2(w, ringW float64) float64 {
	if w == ringW {
		return w
	}
	return w - ringW
}
