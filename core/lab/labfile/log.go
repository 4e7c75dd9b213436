package labfile

import (
	"reflect"

	"playnet/core/lab/strict"
)

// unions tells the decoder, the encoder and the schema the variants of the
// interface types.
var unions = strict.Unions{
	reflect.TypeFor[Service](): &serviceKinds,
	reflect.TypeFor[Action]():  &actionOps,
}

// Unions tells the variants of the interface types Service and Action.
func Unions() strict.Unions { return unions }

// maxLog bounds the text of a list of actions, in bytes.
const maxLog = 16 << 20

var textTooLong = strict.Define("text-too-long", `the text is longer than {most}`)

// DecodeActions decodes a runner's script or a run's log: a JSON list of
// {"at": duration, "pos": position, "do": action}, where at and pos may be absent. The error is of type [Errors]. Whether hosts and switches exist
// depends on the lab: see [File.ParseActions].
func DecodeActions(text []byte) ([]Timed, error) {
	list, _, err := decodeActions(text)
	return list, err
}

func decodeActions(text []byte) ([]Timed, *strict.Node, error) {
	var list []Timed
	root, errs := decodeAlone(text, &list)
	if len(errs) > 0 {
		return nil, nil, errs.asError()
	}
	return list, root, nil
}

// decodeAlone decodes a JSON text that is no member of a lab file.
func decodeAlone(text []byte, into any) (*strict.Node, Errors) {
	if len(text) > maxLog {
		return nil, Errors{newError("", 1, 0, "", textTooLong.With("most", "16 MiB"))}
	}
	root, err := strict.Parse(text)
	if err != nil {
		return nil, Errors{fromStrict("", 1, err)}
	}
	var errs Errors
	for _, e := range strict.Decode(root, into, unions) {
		errs = append(errs, fromStrict("", 1, e))
	}
	return root, errs
}

// ParseAction decodes one action, as {"op": "host.stop", "host": "a.root"}.
// The error is of type [Errors].
func ParseAction(text []byte) (Action, error) {
	var a Action
	if _, errs := decodeAlone(text, &a); len(errs) > 0 {
		return nil, errs.asError()
	}
	return a, nil
}

// EncodeAction writes an action as ParseAction reads it, on one line. Equal
// actions give equal bytes.
func EncodeAction(a Action) []byte { return strict.EncodeUnion(a, unions) }

// EncodeActions writes a list as DecodeActions reads it, on one line.
func EncodeActions(list []Timed) []byte {
	if list == nil {
		list = []Timed{}
	}
	return strict.Encode(list, unions)
}

// CheckAction says whether an action can be meant for this lab: its values are
// possible, and its hosts, sites and switches exist. The error is of type
// [Errors].
func (f *File) CheckAction(a Action) error {
	// An action made in Go has not been through the decoder's checks.
	if _, err := ParseAction(EncodeAction(a)); err != nil {
		return err
	}
	c := &checker{file: f, first: 1}
	a.check(c, nil)
	return c.errs.asError()
}

// ParseActions is DecodeActions and CheckAction of each: the errors have lines.
func (f *File) ParseActions(text []byte) ([]Timed, error) {
	list, root, err := decodeActions(text)
	if err != nil {
		return nil, err
	}
	c := &checker{file: f, first: 1}
	for i, t := range list {
		t.Do.check(c, root.At(i).Get("do"))
	}
	if err := c.errs.asError(); err != nil {
		return nil, err
	}
	return list, nil
}

// MarshalJSON implements json.Marshaler.
func (t Timed) MarshalJSON() ([]byte, error) { return strict.Encode(t, unions), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (t *Timed) UnmarshalJSON(text []byte) error {
	var fresh Timed
	if _, errs := decodeAlone(text, &fresh); len(errs) > 0 {
		return errs.asError()
	}
	*t = fresh
	return nil
}
