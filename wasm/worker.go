//go:build js && wasm

package main

import (
	"encoding/json"
	"fmt"

	"github.com/hack-pad/safejs"

	"playnet/core/lab/sweep"
	"playnet/ui/app"
)

// A worker (public/js/workers.js) runs the same program without a page: it is told of a sweep
// (an [app.WorkerOrder]), then job after job, and answers each with its result.

// work answers what the page posts until the page ends the worker.
func work() error {
	door, err := safejs.Global().Get("playnetWorker")
	if err != nil {
		return fmt.Errorf("this is no worker: %w", err)
	}
	var plan *sweep.Plan
	hear, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) > 0 {
			obey(door, &plan, str(args[0]))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := door.Set("hear", hear.Value()); err != nil {
		return err
	}
	if _, err := door.Call("say", `{"ready":true}`); err != nil {
		return err
	}
	select {}
}

// obey does one order. The page wrote it: what it can't read is a fault of the program.
func obey(door safejs.Value, plan **sweep.Plan, text string) {
	var o app.WorkerOrder
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	answer := app.WorkerAnswer{}
	if o.Plan != nil {
		var err error
		if *plan, err = o.Plan.Make(); err != nil {
			panic(err)
		}
	}
	if o.Job == nil {
		return
	}
	t := (*plan).Begin(*o.Job)
	t.Run(nil)
	answer.Result = new(sweep.Result)
	*answer.Result = t.Result()
	t.Close()
	said, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	if _, err := door.Call("say", string(said)); err != nil {
		panic(err)
	}
}
