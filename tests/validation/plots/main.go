// Command plots draws the pictures of public/docs/validation.md from what the long runs have
// measured, which recorded.json holds. It writes them to the folder that it is given.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

//go:embed recorded.json
var recordedJSON []byte

// recorded is what the long runs have measured, as their logs say it.
type recorded struct {
	Distribution []run            // N peers, seconds of each seed
	Server       []run            // likewise
	Exercise     map[string][]run // by the peers' upload
	Fluid        []set            // of Qiu and Srikant
	Hops         []hops           //
	HopsFit      [2]float64       // a + b·log2(n)
	Interest     []float64        // shares of the time, at even steps of the share of pairs
}

type run struct {
	N     float64
	Bound float64
	Times []float64 // the bound
}

type set struct {
	Name            string
	X, Y            float64 // the model's
	Leechers, Seeds []float64
}

type hops struct{ N, Hops, Model float64 }

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: plots FOLDER")
		os.Exit(2)
	}
	for name, svg := range draw() {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), []byte(svg), 0o644); err != nil {
			panic(err)
		}
	}
}

// draw returns the pictures by their files' names.
func draw() map[string]string {
	var r recorded
	if err := json.Unmarshal(recordedJSON, &r); err != nil {
		panic(err)
	}
	pictures := map[string]string{}
	for name, c := range map[string]*chart{"distribution": r.distribution(), "exercise": r.exercise(), "fluid": r.fluid(), "hops": r.hops(), "interest": r.interest()} {
		pictures["theory-"+name+".svg"] = c.svg()
	}
	return pictures
}

// over returns the seconds of the runs.
func over(runs []run) (points []point) {
	for _, r := range runs {
		for _, t := range r.Times {
			points = append(points, point{r.N, t * r.Bound})
		}
	}
	return points
}

func (r *recorded) distribution() *chart {
	const file, u = 256 * 256 * 1024 * 8, 1e6 // bits, bit/s; the server has 10 u
	var cs, p2p []point
	for n := 1.0; n <= 100; n++ {
		cs = append(cs, point{n, n * file / (10 * u)})
		p2p = append(p2p, point{n, max(file/(10*u), n*file/(10*u+n*u))})
	}
	swarm := over(r.Distribution)
	server := over(r.Server)
	return &chart{title: "Until the last of N peers has the file",
		x: axis{name: "N", lo: 0, hi: 104, ticks: []float64{0, 20, 40, 60, 80, 100}},
		y: axis{name: "seconds", lo: 30, hi: 10000, log: true, ticks: []float64{30, 100, 300, 1000, 3000, 10000}},
		series: []series{{"D_cs", dashed, 1, cs}, {"one server, measured", squares, 1, server},
			{"D_p2p", line, 0, p2p}, {"swarm, measured", circles, 0, swarm}}}
}

func (r *recorded) exercise() *chart {
	c := &chart{title: "The textbook's exercise at a hundredth of its size",
		x: axis{name: "N", lo: 8, hi: 1250, log: true, ticks: []float64{10, 30, 100, 300, 1000}},
		y: axis{name: "seconds", lo: 50, hi: 6000, log: true, ticks: []float64{50, 100, 200, 500, 1000, 2000, 5000}}}
	bound := func(u float64) (points []point) { // F = 150 Mbit; from the server alone for u = 0
		for n := 10.0; n <= 1001; n *= math.Pow(10, 0.05) {
			points = append(points, point{n, max(75, n*150/(30+n*u))})
		}
		return points
	}
	c.series = append(c.series, series{"D_cs", dashed, 3, bound(0)})
	for i, u := range []string{"300 kbit/s", "700 kbit/s", "2 Mbit/s"} {
		measured := over(r.Exercise[u])
		c.series = append(c.series, series{"", line, i, bound([]float64{0.3, 0.7, 2}[i])}, series{"u = " + u, []mark{circles, squares, diamonds}[i], i, measured})
	}
	return c
}

func (r *recorded) fluid() *chart {
	c := &chart{title: "Ten worlds of each set, and their mean, beside the fluid model",
		x:    axis{name: "", lo: 0, hi: 3 * float64(len(r.Fluid)), names: nil},
		y:    axis{name: "measured / model", lo: 0.5, hi: 1.5, ticks: []float64{0.6, 0.8, 1, 1.2, 1.4}},
		band: [2]float64{0.8, 1.2}, bandName: "20 %"}
	var worlds, means [2][]point
	for i, s := range r.Fluid {
		for k, list := range [][]float64{s.Leechers, s.Seeds} {
			at, model := 3*float64(i)+1+float64(k), []float64{s.X, s.Y}[k]
			c.x.ticks = append(c.x.ticks, at)
			c.x.names = append(c.x.names, s.Name+[]string{": x̄", ": ȳ"}[k])
			sum := 0.0
			for _, v := range list {
				worlds[k] = append(worlds[k], point{at, v / model})
				sum += v / float64(len(list))
			}
			means[k] = append(means[k], point{at, sum / model})
		}
	}
	c.series = []series{{"downloaders", rings, 0, worlds[0]}, {"mean", diamonds, 0, means[0]}, {"seeds", rings, 1, worlds[1]}, {"mean", diamonds, 1, means[1]}}
	return c
}

func (r *recorded) hops() *chart {
	var measured, model, fit []point
	for _, h := range r.Hops {
		measured, model = append(measured, point{h.N, h.Hops}), append(model, point{h.N, h.Model})
	}
	for bits := range 13 {
		if bits >= 4 {
			fit = append(fit, point{float64(int(1) << bits), r.HopsFit[0] + r.HopsFit[1]*float64(bits)})
		}
	}
	return &chart{title: "Steps of a look-up in the DHT, mean of 200",
		x:      axis{name: "nodes", lo: 12, hi: 5600, log: true, ticks: []float64{16, 64, 256, 1024, 4096}},
		y:      axis{name: "steps", lo: 0, hi: 3.5, ticks: []float64{0, 1, 2, 3}},
		series: []series{{"measured", circles, 0, measured}, {"a + b·log2(n)", line, 0, fit}, {"independent model", squares, 1, model}}}
}

func (r *recorded) interest() *chart {
	var shares []point
	for i, share := range r.Interest {
		shares = append(shares, point{float64(i) / float64(len(r.Interest)-1), share})
	}
	steps := []float64{0, 0.2, 0.4, 0.6, 0.8, 1}
	return &chart{title: "How long one leecher is interested in another",
		x:      axis{name: "share of the pairs", lo: 0, hi: 1, ticks: steps},
		y:      axis{name: "share of the time, at most", lo: 0, hi: 1.02, ticks: steps},
		series: []series{{"pairs of leechers", line, 2, shares}}}
}
