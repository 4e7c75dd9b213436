package fields

import (
	"encoding"
	"net/netip"
	"reflect"
	"strings"
	"time"

	_ "playnet/core/dns/attack" // its events are named in filters, as are those of the packages below
	"playnet/core/filter"
	"playnet/core/trace"

	_ "playnet/core/agent"
	_ "playnet/core/imap"
	_ "playnet/core/mailserver"
	_ "playnet/core/pop3"
	_ "playnet/core/smtp"
	_ "playnet/core/terminal"
	_ "playnet/core/torrent/dht"
	_ "playnet/core/torrent/peer"
	_ "playnet/core/torrent/tracker"
	_ "playnet/core/web"
	_ "playnet/core/webmail"
)

func init() {
	event := func(name string, t filter.Type, f func(trace.Event) filter.Value) {
		filter.Register(filter.Field{Name: name, Type: t, Note: note(name), Event: true,
			Ref: &source{values: func(r *Record, to []filter.Value) []filter.Value { return append(to, f(r.event)) }}})
	}
	event("event.id", filter.Number, func(e trace.Event) filter.Value { return filter.NumberOf(e.ID) })
	event("event.kind", filter.String, func(e trace.Event) filter.Value { return filter.StringOf(e.Body.Kind().String()) })
	event("event.host", filter.String, func(e trace.Event) filter.Value { return filter.StringOf(e.Host) })
	event("event.time", filter.Duration, func(e trace.Event) filter.Value { return filter.Value{Type: filter.Duration, Int: int64(e.At)} })
	event("event.cause", filter.Number, func(e trace.Event) filter.Value { return filter.NumberOf(e.Cause) })
	event("event.for", filter.Number, func(e trace.Event) filter.Value { return filter.NumberOf(e.For) })
	event("event.text", filter.String, func(e trace.Event) filter.Value { return filter.StringOf(e.Body.Text()) })
	filter.RegisterLate(registerKinds)
}

// registerKinds enters every kind of event, and the fields of its body by the names
// that they have in JSON.
func registerKinds() {
	for _, k := range trace.Kinds() {
		name := k.String()
		if filter.Default.Has(name) { // a kind and a protocol or field may share one
			continue
		}
		has := func(r *Record) bool { return r.event.Body.Kind() == k }
		filter.Register(filter.Field{Name: name, Type: filter.None, Note: "field.event", Event: true, Ref: &source{has: has,
			values: func(r *Record, to []filter.Value) []filter.Value {
				if has(r) {
					to = append(to, filter.Value{})
				}
				return to
			}}})
		if body, ok := k.Zero(); ok {
			registerBody(k, name, reflect.TypeOf(body))
		}
	}
}

func registerBody(k trace.Kind, kind string, t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "" || tag == "-" {
			continue
		}
		name := kind + "." + strings.TrimSuffix(tag, "NS")
		if f.Type == reflect.TypeFor[netip.AddrPort]() {
			address := func(part func(netip.AddrPort) filter.Value) reader {
				return func(v reflect.Value, to []filter.Value) []filter.Value {
					if a := v.Interface().(netip.AddrPort); a.IsValid() {
						to = append(to, part(a))
					}
					return to
				}
			}
			enter(k, name+".addr", filter.IPv4, i, address(func(a netip.AddrPort) filter.Value { return filter.AddrOf(a.Addr()) }))
			enter(k, name+".port", filter.Number, i, address(func(a netip.AddrPort) filter.Value { return filter.NumberOf(a.Port()) }))
			enter(k, name, filter.String, i, address(func(a netip.AddrPort) filter.Value { return filter.StringOf(a.String()) }))
			continue
		}
		if typ, read := readerOf(f.Type); read != nil {
			enter(k, name, typ, i, read)
		}
	}
}

// reader appends what a field of a body holds.
type reader func(v reflect.Value, to []filter.Value) []filter.Value

// readerOf returns how to read a field of a body of a type.
func readerOf(t reflect.Type) (filter.Type, reader) {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return filter.Duration, func(v reflect.Value, to []filter.Value) []filter.Value {
			return append(to, filter.Value{Type: filter.Duration, Int: v.Int()})
		}
	case t == reflect.TypeFor[netip.Addr]():
		return filter.IPv4, func(v reflect.Value, to []filter.Value) []filter.Value {
			return append(to, filter.AddrOf(v.Interface().(netip.Addr)))
		}
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return filter.String, func(v reflect.Value, to []filter.Value) []filter.Value {
			text, _ := v.Interface().(encoding.TextMarshaler).MarshalText()
			return append(to, filter.StringOf(string(text)))
		}
	}
	switch t.Kind() {
	case reflect.Bool:
		return filter.Bool, func(v reflect.Value, to []filter.Value) []filter.Value { return append(to, filter.BoolOf(v.Bool())) }
	case reflect.String:
		return filter.String, func(v reflect.Value, to []filter.Value) []filter.Value {
			return append(to, filter.StringOf(v.String()))
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return filter.Number, func(v reflect.Value, to []filter.Value) []filter.Value { return append(to, filter.NumberOf(v.Int())) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return filter.Number, func(v reflect.Value, to []filter.Value) []filter.Value { return append(to, filter.NumberOf(v.Uint())) }
	case reflect.Slice:
		if typ, one := readerOf(t.Elem()); one != nil && t.Elem().Kind() != reflect.Uint8 {
			return typ, func(v reflect.Value, to []filter.Value) []filter.Value {
				for i := range v.Len() {
					to = one(v.Index(i), to)
				}
				return to
			}
		}
	}
	return filter.None, nil
}

// enter registers the i-th field of a kind's bodies.
func enter(k trace.Kind, name string, t filter.Type, i int, read reader) {
	if filter.Default.Has(name) {
		return
	}
	filter.Register(filter.Field{Name: name, Type: t, Note: "field.event", Event: true, Ref: &source{
		values: func(r *Record, to []filter.Value) []filter.Value {
			if r.event.Body.Kind() != k {
				return to
			}
			return read(reflect.Indirect(reflect.ValueOf(r.event.Body)).Field(i), to)
		}}})
}
