package app

import (
	"bytes"
	"encoding/json"
	"strings"

	"playnet/core/lab/labfile"
)

// APIVersion is the version of the calls below.
const APIVersion = 1

// APIError is why a call of the embedding page failed.
type APIError struct {
	Message string  `json:"message"`
	Code    string  `json:"code"` // one of the codes below
	Faults  []Fault `json:"faults,omitempty"`
}

// The codes of an APIError.
const (
	BadCall       = "bad-call"       // not of the form {playnet: 1, id, method, params}
	UnknownMethod = "unknown-method" // no such method in this version
	BadParams     = "bad-params"     // the method doesn't take these
	BadLab        = "bad-lab"        // the lab can't be opened: see Faults
	NoLab         = "no-lab"         // no lab is open
	Refused       = "refused"        // the world refuses the action
)

// Error returns the message.
func (e *APIError) Error() string { return e.Message }

func badParams(what string) *APIError { return &APIError{Code: BadParams, Message: what} }

// Call does what an embedding page asks for. params is a JSON array of the method's
// arguments, or the only argument itself:
//
//	version()                 → 1
//	labs()                    → [{id, title, subject, summary}]
//	open(idOrText, {seed})    → {lab, title, seed}; the world stands at its beginning, paused
//	open(code)                → the same and {now, position}: the run of a link, where it was shared
//	do(action)                → {event}; an action as in a lab's timeline
//	run({until|steps|idle})   → {now, position, idle}; pauses, then runs the world ahead
//	seek(t | {position})      → {now, position, idle}; pauses, then goes there or back
//	snapshot()                → the world as it stands (see core/view)
//	parameters()              → the lab's parameters and their values: see [Parameter]
//	trace({from, filter,      → events from an ID on that a display filter chooses (without
//	       limit})              one: all), as in an exported trace
//	evaluate({expression,     → {type, values, deciding}: an expression over the run so far,
//	          from})            from an event on, as the filter language writes values
//	hash()                    → the trace's digest in hexadecimal
//	pcapng({host})            → a capture for Wireshark in base64: of all frames, or what
//	                            that host saw
//	terminal({host})          → {prompt, running, waiting, status, lines: [{kind, text}], total}:
//	                            what a host's terminal shows; type by do({op: "terminal.line"})
//	mail({host, folder, uid}) → {item, source, whole, root}: a message; without uid, and
//	                            with from and n, {messages, total}: a page of the folder
//	swarm()                   → who takes part in the exchange of the lab's torrent, as it
//	                            stands (see view.Swarm in core/view); null where it has none
//	branches(), fork(), branch(id), compare({a, b}): see api_branch.go, api_compare.go
//	questions({on})           → [{id, ask, kind, state, prediction, right, answer, …}]: the lab's
//	                            questions, see questionInfo. on: false turns the asking off
//	sweeps({id, on})          → [{id, title, running, done, total, series, …}]: see api_sweep.go
//	score()                   → {lab, seed, points, of, answered, done, best, labs}: see [Score]
//	why, consequences({event}) → steps, {steps, more}: [{event, at, host, frame, text}]
//	link()                    → {fragment, url, code, tooLong}: see [LinkInfo]
//	export({kind, host, filtered}) → {name, type, data, base64}
//	drawn()                   → null, when what the calls before it changed stands on the screen
//
// until and t are instants since the world began: a Go duration such as "2.5s", or a
// number of seconds. Results state instants in nanoseconds.
//
// done is called once, perhaps later: calls are done one after the other, in slices. The
// result is JSON.
func (a *App) Call(method string, params []byte, done func(result []byte, err *APIError)) {
	c := call{app: a, method: method}
	if err := c.read(params); err != nil {
		done(nil, err)
		return
	}
	if method == "drawn" {
		c.whenDrawn(done)
		return
	}
	step, err := c.begin()
	if err != nil {
		done(nil, err)
		return
	}
	var result any
	var failure *APIError
	a.begin(&job{call: true, step: func(more func() bool) bool {
		var over bool
		over, result, failure = step(more)
		return over
	}, then: func() {
		if failure != nil {
			done(nil, failure)
			return
		}
		out, err := json.Marshal(result)
		if err != nil {
			done(nil, &APIError{Code: Refused, Message: err.Error()})
			return
		}
		done(out, nil)
	}})
}

// call is a call that is being done.
type call struct {
	app    *App
	method string
	args   []json.RawMessage
}

// read takes the arguments apart.
func (c *call) read(params []byte) *APIError {
	params = bytes.TrimSpace(params)
	switch {
	case len(params) == 0 || string(params) == "null":
	case params[0] == '[':
		if err := json.Unmarshal(params, &c.args); err != nil {
			return badParams("params: " + err.Error())
		}
	case !json.Valid(params):
		return badParams("params: not JSON")
	default:
		c.args = []json.RawMessage{params}
	}
	return nil
}

// arg returns an argument, or null.
func (c *call) arg(n int) json.RawMessage {
	if n < len(c.args) {
		return bytes.TrimSpace(c.args[n])
	}
	return json.RawMessage("null")
}

// work is a call's share of a job: it goes on until it is over or more says no.
type work func(more func() bool) (over bool, result any, err *APIError)

// atOnce is work that is over when it has begun.
func atOnce(f func() (any, *APIError)) work {
	return func(func() bool) (bool, any, *APIError) {
		result, err := f()
		return true, result, err
	}
}

func (c *call) begin() (work, *APIError) {
	a := c.app
	switch c.method {
	case "version":
		return atOnce(func() (any, *APIError) { return APIVersion, nil }), nil
	case "labs":
		return atOnce(func() (any, *APIError) { return a.labs, nil }), nil
	case "open":
		return c.open()
	case "do":
		return c.do()
	case "run":
		return c.run()
	case "seek":
		return c.seek()
	case "snapshot":
		return c.ask(func() any { return a.Snapshot() }), nil
	case "trace":
		return c.trace()
	case "evaluate":
		return c.evaluate()
	case "swarm":
		return c.swarm()
	case "parameters":
		return c.ask(c.parameters), nil
	case "hash":
		return c.hashed(func() (any, *APIError) { return a.world.Hash(), nil }), nil
	case "pcapng":
		return c.pcapng()
	case "mail":
		return c.mail()
	case "terminal":
		return c.terminal()
	case "questions":
		return c.questions()
	case "sweeps":
		return c.sweeps()
	case "score":
		return c.score()
	case "branches", "fork", "branch", "compare":
		return c.beginBranches()
	case "why":
		return c.why()
	case "consequences":
		return c.consequences()
	case "link":
		return c.link()
	case "export":
		return c.export()
	}
	return nil, &APIError{Code: UnknownMethod, Message: "there is no method " + quote(c.method)}
}

// ask is a question that needs an open lab.
func (c *call) ask(f func() any) work {
	return atOnce(func() (any, *APIError) {
		if c.app.world == nil {
			return nil, noLab()
		}
		return f(), nil
	})
}

// hashed is a question that needs an open lab, and its hash.
func (c *call) hashed(f func() (any, *APIError)) work {
	return func(more func() bool) (bool, any, *APIError) {
		if c.app.world == nil {
			return true, nil, noLab()
		}
		if !c.app.world.HashOn(more) {
			return false, nil, nil
		}
		result, err := f()
		return true, result, err
	}
}

func noLab() *APIError { return &APIError{Code: NoLab, Message: "no lab is open"} }

func (c *call) open() (work, *APIError) {
	var what string
	options := struct {
		Lab, Text string
		Seed      *json.Number
	}{}
	first, second := c.arg(0), c.arg(1)
	if len(first) > 0 && first[0] == '{' { // open({lab, seed}) or open({text, seed})
		first, second = json.RawMessage("null"), first
	}
	if err := json.Unmarshal(first, &what); err != nil {
		return nil, badParams("open: the first argument is a lab's id or its text")
	}
	if err := strictly(second, &options); err != nil {
		return nil, badParams("open: " + err.Error())
	}
	if what == "" {
		what = options.Lab
	}
	seed := uint64(DefaultSeed)
	if options.Seed != nil {
		var ok bool
		if seed, ok = ParseSeed(options.Seed.String()); !ok {
			return nil, badParams("open: seed is a whole number from 0 to 2^64 - 1")
		}
	}
	if what == "" && options.Text == "" {
		return nil, badParams("open: the first argument is a lab's id or its text")
	}
	if l, ok := LinkIn(what); ok && l.Shared != "" {
		return c.openShared(l.Shared)
	}
	return atOnce(func() (any, *APIError) {
		a := c.app
		var err error
		switch {
		case options.Text != "":
			err = a.OpenText("", []byte(options.Text), seed)
		case strings.ContainsAny(what, "\n\r"): // no id has a line break, and every lab has
			err = a.OpenText("", []byte(what), seed)
		default:
			err = a.OpenLab(what, seed)
		}
		if err != nil {
			return nil, c.badLab(err)
		}
		return map[string]any{"lab": string(a.world.File().Lab.ID), "title": a.Title(), "seed": a.Seed()}, nil
	}), nil
}

func (c *call) do() (work, *APIError) {
	action, err := labfile.ParseAction(c.arg(0))
	if err != nil {
		return nil, &APIError{Code: BadParams, Message: "do: " + err.Error(), Faults: faultsOf(err)}
	}
	return atOnce(func() (any, *APIError) {
		a := c.app
		if a.world == nil {
			return nil, noLab()
		}
		before := a.world.EventCount()
		if err := a.do(action); err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error(), Faults: faultsOf(err)}
		}
		return map[string]any{"event": before + 1}, nil
	}), nil
}

// place says where the world has come to.
func (c *call) place() any {
	w := c.app.world
	return map[string]any{"now": int64(w.Now()), "position": w.Position(), "idle": w.Idle()}
}

func (c *call) run() (work, *APIError) {
	var o struct {
		Until json.RawMessage `json:"until"`
		Steps *uint64         `json:"steps"`
		Idle  bool            `json:"idle"`
	}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("run: " + err.Error())
	}
	a := c.app
	switch {
	case o.Until != nil && o.Steps == nil && !o.Idle:
		t, ok := instant(o.Until)
		if !ok {
			return nil, badParams(`run: until is a duration such as "2.5s", or a number of seconds`)
		}
		return c.moving(func(more func() bool) bool { return a.world.RunUntil(t, more) }), nil
	case o.Until == nil && o.Steps != nil && !o.Idle:
		var goal uint64
		begun := false
		return c.moving(func(more func() bool) bool {
			if !begun {
				begun, goal = true, a.world.Position()+*o.Steps
			}
			return a.world.RunToPosition(goal, more)
		}), nil
	case o.Until == nil && o.Steps == nil && o.Idle:
		return c.moving(func(more func() bool) bool { return a.world.RunIdle(more) }), nil
	}
	return nil, badParams("run: say one of {until}, {steps} and {idle: true}")
}

func (c *call) seek() (work, *APIError) {
	a, arg := c.app, c.arg(0)
	if len(arg) > 0 && arg[0] == '{' {
		var o struct {
			Position *uint64         `json:"position"`
			T        json.RawMessage `json:"t"`
		}
		if err := strictly(arg, &o); err != nil {
			return nil, badParams("seek: " + err.Error())
		}
		if o.Position != nil {
			return c.moving(a.towardsPosition(*o.Position)), nil
		}
		arg = o.T
	}
	t, ok := instant(arg)
	if !ok {
		return nil, badParams(`seek: the argument is a duration such as "2.5s", a number of seconds, or {position}`)
	}
	return c.moving(a.towardsTime(t)), nil
}

// moving is work that takes the world elsewhere, after playing was paused.
func (c *call) moving(step func(more func() bool) bool) work {
	return func(more func() bool) (bool, any, *APIError) {
		a := c.app
		if a.world == nil {
			return true, nil, noLab()
		}
		a.Pause()
		if !step(more) {
			return false, nil, nil
		}
		a.stir()
		a.dropSelection()
		return true, c.place(), nil
	}
}
