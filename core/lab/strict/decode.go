package strict

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"playnet/core/spelling"
)

// Validator is a type that checks its own value after decoding. An error that
// is a *[Reason] is taken as it is.
type Validator interface{ Validate() error }

// Enum is a string type that lists its values.
type Enum interface{ Enum() []string }

// Example is a type that can show how it is written.
type Example interface{ Example() string }

// MaxErrors is how many errors Decode collects before it stops.
const MaxErrors = 25

var (
	wrongType    = Define("wrong-type", `wanted {wanted}, found {found}`)
	wantExample  = Define("wrong-type-example", `wanted {wanted} such as "{example}", found {found}`)
	notWhole     = Define("not-whole", `wanted a whole number, found {value}`)
	numberRange  = Define("number-range", `the number {value} is too large or too small`)
	unknownField = Define("unknown-field", `unknown field "{field}"; the fields here are: {known}`)
	unknownNear  = Define("unknown-field-near", `unknown field "{field}"; did you mean "{near}"?`)
	missingField = Define("missing-field", `the field "{field}" is missing`)
	unknownValue = Define("unknown-value", `"{value}" is unknown; the values are: {known}`)
	unknownVNear = Define("unknown-value-near", `"{value}" is unknown; did you mean "{near}"? The values are: {known}`)
	tooShort     = Define("too-short", `the text is too short: at least {least} characters`)
	tooLong      = Define("too-long", `the text is too long: at most {most} characters`)
	tooFew       = Define("too-few", `the list has {count} entries; at least {least} are needed`)
	tooManyItems = Define("too-many", `the list has {count} entries; at most {most} are allowed`)
	exactly      = Define("exactly", `the list has {count} entries; it must have {wanted}`)
	invalid      = Define("invalid", `{why}`)
)

// Decode decodes n into the value that v points to, and returns what is wrong,
// in the order of the text. unions tells the variants of interface types.
func Decode(n *Node, v any, unions Unions) []*Error {
	return DecodeWith(n, v, unions, nil)
}

// DecodeWith is Decode of a text in which values are left open: see [Parameters].
func DecodeWith(n *Node, v any, unions Unions, parameters Parameters) []*Error {
	d := &decoder{unions: unions, parameters: parameters, fields: make(map[reflect.Type][]Field)}
	d.value(n, reflect.ValueOf(v).Elem(), Field{})
	return d.errs
}

type decoder struct {
	unions     Unions
	parameters Parameters
	fields     map[reflect.Type][]Field
	errs       []*Error
}

func (d *decoder) full() bool { return len(d.errs) >= MaxErrors }

func (d *decoder) fail(n *Node, why *Reason) {
	if !d.full() {
		d.errs = append(d.errs, n.Error(why))
	}
}

// kindOK reports a value of the wrong kind.
func (d *decoder) kindOK(n *Node, want Kind, t reflect.Type) bool {
	if n.Kind == want {
		return true
	}
	found := n.Kind.String()
	if n.Kind == Bool {
		found = n.text
	}
	if ex, ok := reflect.Zero(t).Interface().(Example); ok && want == String {
		d.fail(n, wantExample.With("wanted", want.String(), "example", ex.Example(), "found", found))
	} else {
		d.fail(n, wrongType.With("wanted", want.String(), "found", found))
	}
	return false
}

// value decodes n into v; f is the struct field it stands in, for its limits.
func (d *decoder) value(n *Node, v reflect.Value, f Field) {
	if d.full() {
		return
	}
	t := v.Type()
	before := len(d.errs)
	if tu, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && t.Kind() != reflect.Pointer {
		if d.kindOK(n, String, t) {
			d.check(n, tu.UnmarshalText([]byte(n.text)))
		}
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		d.value(n, v.Elem(), f)
		return
	case reflect.Interface:
		d.union(n, v)
		return
	case reflect.Struct:
		if d.kindOK(n, Object, t) {
			d.object(n, v, "")
		}
	case reflect.Slice, reflect.Array:
		if d.kindOK(n, List, t) {
			d.list(n, v, f)
		}
	case reflect.String:
		if d.kindOK(n, String, t) {
			d.str(n, v, f)
		}
	case reflect.Bool:
		if d.kindOK(n, Bool, t) {
			v.SetBool(n.text == "true")
		}
	case reflect.Int, reflect.Int64, reflect.Float64:
		if d.kindOK(n, Number, t) {
			d.number(n, v)
		}
	default:
		panic("strict: no way to decode into " + t.String())
	}
	if len(d.errs) == before {
		if val, ok := v.Interface().(Validator); ok {
			d.check(n, val.Validate())
		}
	}
}

// check reports what a type says of its own value.
func (d *decoder) check(n *Node, err error) {
	switch why := err.(type) {
	case nil:
	case *Reason:
		d.fail(n, why)
	default:
		d.fail(n, invalid.With("why", err.Error()))
	}
}

func (d *decoder) number(n *Node, v reflect.Value) {
	if v.Kind() == reflect.Float64 {
		x, err := strconv.ParseFloat(n.text, 64)
		if err != nil {
			d.fail(n, numberRange.With("value", n.text))
			return
		}
		v.SetFloat(x)
		return
	}
	x, err := strconv.ParseInt(n.text, 10, 64)
	switch {
	case err == nil && !v.OverflowInt(x):
		v.SetInt(x)
	case err == nil || err.(*strconv.NumError).Err == strconv.ErrRange:
		d.fail(n, numberRange.With("value", n.text))
	default:
		d.fail(n, notWhole.With("value", n.text))
	}
}

func (d *decoder) str(n *Node, v reflect.Value, f Field) {
	count := utf8.RuneCountInString(n.text)
	if count < f.Min {
		d.fail(n, tooShort.With("least", strconv.Itoa(f.Min)))
		return
	}
	if f.Max > 0 && count > f.Max {
		d.fail(n, tooLong.With("most", strconv.Itoa(f.Max)))
		return
	}
	v.SetString(n.text)
	if enum, ok := v.Interface().(Enum); ok {
		d.oneOf(n, enum.Enum())
	}
}

func (d *decoder) oneOf(n *Node, values []string) bool {
	for _, s := range values {
		if s == n.text {
			return true
		}
	}
	if near := spelling.Nearest(n.text, values); near != "" {
		d.fail(n, unknownVNear.With("value", n.text, "near", near, "known", commas(values)))
	} else {
		d.fail(n, unknownValue.With("value", n.text, "known", commas(values)))
	}
	return false
}

func (d *decoder) list(n *Node, v reflect.Value, f Field) {
	count := strconv.Itoa(n.Len())
	switch {
	case v.Kind() == reflect.Array && n.Len() != v.Len():
		d.fail(n, exactly.With("count", count, "wanted", strconv.Itoa(v.Len())))
		return
	case n.Len() < f.Min:
		d.fail(n, tooFew.With("count", count, "least", strconv.Itoa(f.Min)))
		return
	case f.Max > 0 && n.Len() > f.Max:
		d.fail(n, tooManyItems.With("count", count, "most", strconv.Itoa(f.Max)))
		return
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), n.Len(), n.Len()))
	}
	for i, kid := range n.kids {
		d.value(kid, v.Index(i), Field{})
	}
}

// object decodes the fields of n into the struct v; tag is a field that a
// union has read already.
func (d *decoder) object(n *Node, v reflect.Value, tag string) {
	fields := d.fieldsOf(v.Type())
	for _, f := range fields {
		if f.Required && n.field(f.Name) == nil {
			d.missing(n, f.Name)
		}
	}
	for _, kid := range n.kids {
		if kid.key == tag && tag != "" {
			continue
		}
		known := false
		for _, f := range fields {
			if f.Name == kid.key {
				if kid = d.settled(kid, f); kid != nil {
					d.value(kid, v.Field(f.Index), f)
				}
				known = true
				break
			}
		}
		if !known {
			d.unknown(kid, fields, tag)
		}
	}
}

func (d *decoder) missing(n *Node, name string) {
	if !d.full() {
		d.errs = append(d.errs, &Error{n.Line, n.Column, join(n.Path(), name), missingField.With("field", name)})
	}
}

func (d *decoder) unknown(kid *Node, fields []Field, tag string) {
	if d.full() {
		return
	}
	var names []string
	if tag != "" {
		names = append(names, tag)
	}
	for _, f := range fields {
		names = append(names, f.Name)
	}
	why := unknownField.With("field", kid.key, "known", commas(names))
	if near := spelling.Nearest(kid.key, names); near != "" {
		why = unknownNear.With("field", kid.key, "near", near)
	}
	d.errs = append(d.errs, &Error{kid.keyLine, kid.keyCol, kid.Path(), why})
}

func (d *decoder) fieldsOf(t reflect.Type) []Field {
	fields, ok := d.fields[t]
	if !ok {
		fields = Fields(t)
		d.fields[t] = fields
	}
	return fields
}

func commas(words []string) string { return strings.Join(words, ", ") }
