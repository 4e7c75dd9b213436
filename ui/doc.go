// Package ui holds the page's vugu components. It speaks to the worlds through
// lab, view, trace and filter only; what needs the browser itself is handed in by
// package main of wasm/, so these components also build and test natively.
//
// The files *_gen.go are made from the .vugu files by `./build.sh generate` and are
// committed, so that a clean clone builds, vets and opens in an editor with no step
// before; `./build.sh test` fails when one of them is stale.
package ui
