package strict

import (
	"encoding"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// Encode writes v (a struct, a list or a simple value of the types that Decode
// knows) as JSON on one line, fields in the order of the struct, a union's tag
// first. It is canonical: equal values give equal bytes.
func Encode(v any, unions Unions) []byte {
	return appendValue(nil, reflect.ValueOf(v), unions)
}

// EncodeUnion writes a value of the interface type T.
func EncodeUnion[T any](v T, unions Unions) []byte {
	return appendValue(nil, reflect.ValueOf(&v).Elem(), unions)
}

func appendValue(out []byte, v reflect.Value, unions Unions) []byte {
	if v.Kind() == reflect.Interface {
		u := unions[v.Type()]
		variant := u.byType(v.Elem().Type())
		return appendObject(out, v.Elem(), unions, u.Tag, variant.Name)
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(out, "null"...)
		}
		return appendValue(out, v.Elem(), unions)
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := m.MarshalText()
		if err != nil {
			panic("strict: " + err.Error())
		}
		return appendString(out, string(text))
	}
	switch v.Kind() {
	case reflect.Struct:
		return appendObject(out, v, unions, "", "")
	case reflect.Slice, reflect.Array:
		out = append(out, '[')
		for i := range v.Len() {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendValue(out, v.Index(i), unions)
		}
		return append(out, ']')
	case reflect.String:
		return appendString(out, v.String())
	case reflect.Bool:
		return strconv.AppendBool(out, v.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.AppendInt(out, v.Int(), 10)
	case reflect.Float64:
		return strconv.AppendFloat(out, v.Float(), 'g', -1, 64)
	}
	panic("strict: no way to encode " + v.Type().String())
}

func appendObject(out []byte, v reflect.Value, unions Unions, tag, variant string) []byte {
	out = append(out, '{')
	first := true
	name := func(s string) {
		if !first {
			out = append(out, ',')
		}
		first = false
		out = append(appendString(out, s), ':')
	}
	if tag != "" {
		name(tag)
		out = appendString(out, variant)
	}
	for _, f := range Fields(v.Type()) {
		if value := v.Field(f.Index); !f.OmitEmpty || !empty(value) {
			name(f.Name)
			out = appendValue(out, value, unions)
		}
	}
	return append(out, '}')
}

// empty is what omitempty leaves out.
func empty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}

func appendString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
			i++
		case c < ' ' || c == 0x7f:
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			i++
		default:
			// What is not UTF-8 becomes U+FFFD: JSON has no other bytes.
			r, size := utf8.DecodeRuneInString(s[i:])
			out = utf8.AppendRune(out, r)
			i += size
		}
	}
	return append(out, '"')
}
