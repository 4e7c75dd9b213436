package strict

import (
	"reflect"
	"strconv"
)

// Parameters gives values to what a text leaves open: an object {"parameter": id} in the
// place of a number or a text, in a field whose tag says strict:"parameter".
type Parameters map[string]ParameterValue

// ParameterValue is the value of a parameter. Where a text is wanted, its unit follows it.
type ParameterValue struct {
	Value int64
	Unit  string
}

var (
	unknownParameter = Define("unknown-parameter", `there is no parameter "{name}" in "parameters"`)
	parameterAlone   = Define("parameter-alone", `a value that a parameter gives is an object with one field, "parameter": the id of one of the "parameters"`)
)

// settled puts a parameter's value in its place; nil: there is none, which was reported.
func (d *decoder) settled(n *Node, f Field) *Node {
	if !f.Parameter || n.Kind != Object {
		return n
	}
	id := n.field("parameter")
	if id == nil || id.Kind != String || len(n.kids) != 1 {
		d.fail(n, parameterAlone.With())
		return nil
	}
	p, ok := d.parameters[id.text]
	if !ok {
		d.fail(id, unknownParameter.With("name", id.text))
		return nil
	}
	set := *n // it stands where the object stands
	set.Kind, set.kids, set.text = Number, nil, strconv.FormatInt(p.Value, 10)
	if !numeric(f.Type) {
		set.Kind, set.text = String, set.text+p.Unit
	}
	return &set
}

func numeric(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Float64:
		_, text := reflect.New(t).Interface().(interface{ UnmarshalText([]byte) error })
		return !text
	}
	return false
}
