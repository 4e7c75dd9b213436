//go:build js && wasm

// The program of the page. It draws package ui into the element #app and the pictures into
// their islands, gives the world the browser's time, and tells the page's boot script when
// it is ready.
package main

import (
	"fmt"
	"os"

	"playnet/public"
	"playnet/ui/text"
)

func main() {
	begin := run
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		begin = work
	}
	if err := begin(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		bootFailed(err)
		os.Exit(1)
	}
}

// run draws the page until the tab is closed. An error means that the page cannot be
// drawn at all.
func run() error {
	if err := loadCatalogue(); err != nil {
		return err
	}
	p, err := newPage(shipped{})
	if err != nil {
		return err
	}
	if err := p.start(); err != nil {
		return err
	}
	bootReady()
	return p.loop()
}

// loadCatalogue reads the message catalogue that is built in.
func loadCatalogue() error {
	files, err := public.Files.ReadDir("messages")
	if err != nil {
		return err
	}
	c := text.Catalogue{}
	for _, f := range files {
		data, err := public.Files.ReadFile("messages/" + f.Name())
		if err != nil {
			return err
		}
		if err := c.Parse(data); err != nil {
			return fmt.Errorf("messages/%s: %w", f.Name(), err)
		}
	}
	text.Use(c)
	return nil
}
