//go:build js && wasm

package main

import (
	"encoding/json"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
)

// connect gives public/js/embed.js the two functions by which an embedding page drives
// this one: call(method, params, done(result, error)) and receive(message, reply(answer)),
// with JSON in and out.
func (p *page) connect() error {
	call, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		done := args[2]
		p.app.Call(str(args[0]), []byte(str(args[1])), func(result []byte, failure *app.APIError) {
			p.answer(done, result, failure)
		})
		p.wake()
		return nil
	})
	if err != nil {
		return err
	}
	receive, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		reply := args[1]
		p.app.Receive([]byte(str(args[0])), func(answer []byte) { invoke(reply, string(answer)) })
		p.wake()
		return nil
	})
	if err != nil {
		return err
	}
	_, err = safejs.Global().Call("playnetConnect", call.Value(), receive.Value())
	return err
}

func (p *page) answer(done safejs.Value, result []byte, failure *app.APIError) {
	if failure == nil {
		invoke(done, string(result), safejs.Null())
		return
	}
	why, err := json.Marshal(failure)
	if err != nil {
		why = []byte(`{"message":"","code":"refused"}`)
	}
	invoke(done, safejs.Null(), string(why))
}

// invoke calls a function of the page. What that throws is its own affair.
func invoke(f safejs.Value, args ...any) { _, _ = f.Invoke(args...) }
