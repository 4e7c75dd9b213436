//go:build js && wasm

// A program that crashes at once, to see what the page says then.
package main

func main() { panic("crashed on purpose") }
