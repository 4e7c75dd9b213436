package lab

import (
	"encoding/json"
	"fmt"

	"playnet/core/lab/labfile"
	"playnet/core/trace"
)

// Kinds of this package's events.
const (
	KindAction  trace.Kind = 0x0301
	KindRefused trace.Kind = 0x0302
	// KindSettingChanged is the kind of [SettingChanged].
	KindSettingChanged trace.Kind = 0x0303
)

// Origin says who does an action.
type Origin uint8

// The origins.
const (
	byUser     Origin = iota // from outside: the learner, a script, an embedding page
	byTimeline               // the lab's own timeline
)

// String returns the origin as it stands in the trace.
func (o Origin) String() string {
	if o == byTimeline {
		return "timeline"
	}
	return "user"
}

// MarshalText implements encoding.TextMarshaler.
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Action is recorded when an action is done. It is the operation that
// everything that follows from it serves.
type Action struct {
	By     Origin   `json:"by"`
	Action jsonText `json:"action"` // as in a lab's timeline
}

// Refused is recorded when an action of the timeline can't be done.
type Refused struct {
	Action jsonText `json:"action"`
	Reason string   `json:"reason"`
}

// SettingChanged is recorded when a setting of a service on a host is changed; its
// program is told at once.
type SettingChanged struct {
	Service string `json:"service"`
	Setting string `json:"setting"`
	Was     string `json:"was"` // "" where the lab says nothing
	Value   string `json:"value"`
}

// Kind implements trace.Body.
func (*SettingChanged) Kind() trace.Kind { return KindSettingChanged }

// Text implements trace.Body.
func (s *SettingChanged) Text() string {
	return fmt.Sprintf("%s: %s is %q, was %q", s.Service, s.Setting, s.Value, s.Was)
}

// op returns the action's name: "dns.query".
func (a *Action) op() string {
	var named struct{ Op string }
	if json.Unmarshal([]byte(a.Action), &named) != nil {
		return ""
	}
	return named.Op
}

// Encode implements trace.Body.
func (s *SettingChanged) Encode(e *trace.Encoder) {
	for _, text := range []string{s.Service, s.Setting, s.Was, s.Value} {
		e.String(text)
	}
}

// jsonText is JSON that is already text.
type jsonText string

// MarshalJSON returns the text itself.
func (t jsonText) MarshalJSON() ([]byte, error) { return []byte(t), nil }

func encodeAction(a labfile.Action) jsonText { return jsonText(labfile.EncodeAction(a)) }

// Kind implements trace.Body.
func (*Action) Kind() trace.Kind { return KindAction }

// Kind implements trace.Body.
func (*Refused) Kind() trace.Kind { return KindRefused }

// Text implements trace.Body.
func (a *Action) Text() string { return a.By.String() + " " + string(a.Action) }

// Text implements trace.Body.
func (r *Refused) Text() string { return "refused " + string(r.Action) + ": " + r.Reason }

// Encode implements trace.Body.
func (a *Action) Encode(e *trace.Encoder) {
	e.Uint(uint64(a.By))
	e.String(string(a.Action))
}

// Encode implements trace.Body.
func (r *Refused) Encode(e *trace.Encoder) {
	e.String(string(r.Action))
	e.String(r.Reason)
}

func init() {
	trace.Register(trace.Spec{Kind: KindAction, Name: "lab.action", Decode: func(d *trace.Decoder) trace.Body {
		return &Action{By: Origin(d.Uint()), Action: jsonText(d.String())}
	}})
	trace.Register(trace.Spec{Kind: KindSettingChanged, Name: "service.changed", Decode: func(d *trace.Decoder) trace.Body {
		return &SettingChanged{Service: d.String(), Setting: d.String(), Was: d.String(), Value: d.String()}
	}})
	trace.Register(trace.Spec{Kind: KindRefused, Name: "lab.refused", Decode: func(d *trace.Decoder) trace.Body {
		return &Refused{Action: jsonText(d.String()), Reason: d.String()}
	}})
}
