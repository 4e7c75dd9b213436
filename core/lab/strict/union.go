package strict

import (
	"reflect"
	"strconv"
	"strings"

	"playnet/core/spelling"
)

// Union says how an interface type is written: as an object whose field Tag
// names the variant. The variants are structs that implement the interface.
type Union struct {
	Tag      string
	Variants []Variant
}

// Variant is one of a Union's.
type Variant struct {
	Name string
	Type reflect.Type
}

// VariantOf makes the Variant that is written as name and decoded into a T.
func VariantOf[T any](name string) Variant {
	return Variant{name, reflect.TypeFor[T]()}
}

// Unions tells the Union of each interface type that occurs.
type Unions map[reflect.Type]*Union

// Names lists the variants' names.
func (u *Union) Names() []string {
	names := make([]string, len(u.Variants))
	for i, v := range u.Variants {
		names[i] = v.Name
	}
	return names
}

func (u *Union) byName(name string) *Variant {
	for i := range u.Variants {
		if u.Variants[i].Name == name {
			return &u.Variants[i]
		}
	}
	return nil
}

// has says whether some variant has a field of that name.
func (u *Union) has(field string) bool {
	for _, v := range u.Variants {
		for _, f := range Fields(v.Type) {
			if f.Name == field {
				return true
			}
		}
	}
	return false
}

func (u *Union) byType(t reflect.Type) *Variant {
	for i := range u.Variants {
		if u.Variants[i].Type == t {
			return &u.Variants[i]
		}
	}
	return nil
}

// union decodes n into v, whose type is an interface.
func (d *decoder) union(n *Node, v reflect.Value) {
	u := d.unions[v.Type()]
	if u == nil {
		panic("strict: no union for " + v.Type().String())
	}
	if !d.kindOK(n, Object, v.Type()) {
		return
	}
	tag := n.field(u.Tag)
	if tag == nil {
		d.missing(n, u.Tag)
		for _, kid := range n.kids {
			if spelling.Nearest(kid.key, []string{u.Tag}) != "" && !u.has(kid.key) {
				d.unknown(kid, nil, u.Tag)
			}
		}
		return
	}
	if !d.kindOK(tag, String, reflect.TypeFor[string]()) || !d.oneOf(tag, u.Names()) {
		return
	}
	variant := reflect.New(u.byName(tag.text).Type).Elem()
	d.object(n, variant, u.Tag)
	v.Set(variant)
}

// Field describes a field of a struct, from its tags.
type Field struct {
	Name      string
	GoName    string
	Index     int
	Type      reflect.Type
	Required  bool
	OmitEmpty bool
	Min, Max  int // characters or entries; Max 0: no limit
	// Parameter says that {"parameter": id} may stand in the value's place.
	Parameter bool
}

// Fields lists the fields of a struct type that are part of its JSON form.
func Fields(t reflect.Type) []Field {
	var fields []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || name == "-" || !sf.IsExported() {
			continue
		}
		f := Field{Name: name, GoName: sf.Name, Index: i, Type: sf.Type, OmitEmpty: options == "omitempty"}
		for _, rule := range strings.Split(sf.Tag.Get("strict"), ",") {
			key, value, _ := strings.Cut(rule, "=")
			number, _ := strconv.Atoi(value)
			switch key {
			case "":
			case "required":
				f.Required = true
			case "parameter":
				f.Parameter = true
			case "min":
				f.Min = number
			case "max":
				f.Max = number
			default:
				panic("strict: unknown rule " + rule + " at " + t.String() + "." + sf.Name)
			}
		}
		fields = append(fields, f)
	}
	return fields
}
