//go:build js && wasm

package main

import "github.com/hack-pad/safejs"

// The page's boot script (public/js/boot.js) loads this program, shows how far it is,
// and waits for one of these two calls.

// bootReady takes the loading screen away and resolves window.playnet.ready.
func bootReady() { callBoot("ready") }

// bootFailed shows err in place of the page and rejects window.playnet.ready.
func bootFailed(err error) { callBoot("failed", err.Error()) }

// callBoot ignores errors on purpose: without a boot script (a page of somebody else's)
// there is nobody to tell.
func callBoot(method string, args ...any) {
	boot, err := safejs.Global().Get("playnetBoot")
	if err != nil {
		return
	}
	_, _ = boot.Call(method, args...)
}
