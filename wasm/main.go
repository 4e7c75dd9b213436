//go:build js && wasm

// The program of the page. It draws package ui into the element #app, gives it the
// browser's time and events, and tells the page's boot script when it is ready.
package main

import (
	"fmt"
	"os"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"playnet/ui"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		bootFailed(err)
		os.Exit(1)
	}
}

// run draws the page until the tab is closed. An error means that the page cannot be
// drawn at all.
func run() error {
	renderer, err := domrender.New("#app")
	if err != nil {
		return fmt.Errorf("no renderer: %w", err)
	}
	defer renderer.Release()
	buildEnv, err := vugu.NewBuildEnv(renderer.EventEnv())
	if err != nil {
		return fmt.Errorf("no build environment: %w", err)
	}
	root := &ui.Root{Title: "Playnet"}
	return drawLoop(renderer, func() error {
		return renderer.Render(buildEnv.RunBuild(root))
	}, bootReady)
}
