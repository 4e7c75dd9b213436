//go:build js && wasm

// Command emptypage is the least that a page made with vugu can be: it draws one
// empty element. Playnet's size and start are compared with it.
package main

import (
	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"
	"github.com/vugu/vugu/js"
)

// root is written by hand, as vugugen would write it.
type root struct{}

// Build builds the element.
func (*root) Build(*vugu.BuildIn) *vugu.BuildOut {
	return &vugu.BuildOut{Out: []*vugu.VGNode{{Type: vugu.ElementNode, Data: "main"}}}
}

func main() {
	renderer, err := domrender.New("#app")
	if err != nil {
		panic(err)
	}
	defer renderer.Release()
	env, err := vugu.NewBuildEnv(renderer.EventEnv())
	if err != nil {
		panic(err)
	}
	first := true
	for ok := true; ok; ok = renderer.EventWait() {
		if err := renderer.Render(env.RunBuild(&root{})); err != nil {
			panic(err)
		}
		if first {
			js.Global().Get("performance").Call("mark", "playnet-ready")
			first = false
		}
	}
}
