//go:build js && wasm

package main

import (
	"fmt"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
	"playnet/ui/text"
)

// browser is window.playnetPage (public/js/page.js): what the page needs of the browser.
// It implements ui.Browser (see there).
//
// What it asks for is done or not done (a sandboxed frame has no storage and no
// downloads), and page.js takes care of that: an error here would mean that page.js itself
// is not there, which newBrowser has made sure of.
type browser struct{ page safejs.Value }

func newBrowser() (browser, error) {
	page, err := safejs.Global().Get("playnetPage")
	if err != nil {
		return browser{}, fmt.Errorf("the page's scripts are missing: %w", err)
	}
	if page.IsUndefined() {
		return browser{}, fmt.Errorf("the page's scripts are missing")
	}
	return browser{page}, nil
}

func (b browser) call(method string, args ...any) safejs.Value {
	v, err := b.page.Call(method, args...)
	if err != nil {
		fmt.Println("playnetPage."+method+":", err)
		return safejs.Undefined()
	}
	return v
}

func (b browser) Download(f app.File) {
	b.call("download", f.Name, content(f), f.Type)
}
func (b browser) HandOver(f app.File) {
	b.call("handOver", f.Name, f.Type, content(f), f.Binary)
}
func (b browser) Embedded() bool           { return truth(b.call("embedded")) }
func (b browser) SelectText(id string)     { b.call("selectText", id) }
func (b browser) Focus(id string)          { b.call("focus", id) }
func (b browser) focused(id string) bool   { return truth(b.call("focus", id)) }
func (b browser) Store(name, value string) { b.call("store", name, value) }
func (b browser) Dark() bool               { return truth(b.call("dark")) }

func (b browser) stored(name string) string             { return str(b.call("stored", name)) }
func (b browser) zoom() float64                         { return max(number(b.call("zoom")), 1) }
func (b browser) calm() bool                            { return truth(b.call("calm")) }
func (b browser) setText(id, text string)               { b.call("setText", id, text) }
func (b browser) setMarkup(id string, markup text.HTML) { b.call("setMarkup", id, string(markup)) }
func (b browser) setValue(id, text string)              { b.call("setValue", id, text) }
func (b browser) setTheme(theme string)                 { b.call("setTheme", theme) }
func (b browser) setTitle(title string)                 { b.call("title", title) }
func (b browser) setLink(fragment string)               { b.call("setLink", fragment) }
func (b browser) say(sentence string)                   { b.call("say", sentence) }
func (b browser) address() string                       { return str(b.call("address")) }
func (b browser) settle()                               { b.call("settle") }
func (b browser) soon(callback safejs.Func)             { b.call("soon", callback.Value()) }
func (b browser) start(hear safejs.Func)                { b.call("start", hear.Value()) }
func (b browser) link() (query, hash string) {
	v := b.call("link")
	return str(index(v, 0)), str(index(v, 1))
}

// content is a file's content: a Uint8Array.
func content(f app.File) safejs.Value { return bytesOf(f.Content) }

func bytesOf(data []byte) safejs.Value {
	class, err := safejs.Global().Get("Uint8Array")
	if err != nil {
		return safejs.Undefined()
	}
	array, err := class.New(len(data))
	if err != nil {
		return safejs.Undefined()
	}
	if _, err := safejs.CopyBytesToJS(array, data); err != nil {
		return safejs.Undefined()
	}
	return array
}

// bytesFrom reads a Uint8Array.
func bytesFrom(array safejs.Value) ([]byte, error) {
	size, err := array.Length()
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	_, err = safejs.CopyBytesToGo(data, array)
	return data, err
}

func index(v safejs.Value, i int) safejs.Value {
	item, err := v.Index(i)
	if err != nil {
		return safejs.Undefined()
	}
	return item
}

// str and number and truth read what page.js hands over; what is something else reads as
// nothing.
func str(v safejs.Value) string {
	if v.Type() != safejs.TypeString {
		return ""
	}
	s, err := v.String()
	if err != nil {
		return ""
	}
	return s
}

func number(v safejs.Value) float64 {
	if v.Type() != safejs.TypeNumber {
		return 0
	}
	f, err := v.Float()
	if err != nil {
		return 0
	}
	return f
}

func truth(v safejs.Value) bool {
	b, err := v.Truthy()
	return err == nil && b
}
