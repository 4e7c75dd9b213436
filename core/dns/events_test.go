package dns

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/trace"
)

// bodies is one of each kind, zero.
var bodies = []trace.Body{
	EventLookup{}, EventAnswer{}, EventTimeout{}, EventResolve{}, EventCacheHit{}, EventCacheMiss{},
	EventCacheStore{}, EventCacheExpire{}, EventReferral{}, EventServed{}, EventRefused{},
	EventMalformed{}, EventIgnored{}, EventUnreachable{}, EventFailed{}, EventForward{}, EventTruncated{},
	EventZoneChanged{}, EventCacheFlushed{}, EventRetreat{}, EventScrubbed{}, EventStale{},
	EventTransferred{}, EventNotified{}, EventZoneExpired{}, EventUpdate{}, EventSignature{},
	EventRRSIG{}, EventDenied{}, EventTrust{}, EventValidated{},
	EventRegistration{}, EventUpdateSent{}, EventUpdateAnswered{}, EventTailored{}, EventHelped{},
}

// fill sets every field to a value of its own.
func fill(t *testing.T, zero trace.Body) trace.Body {
	v := reflect.New(reflect.TypeOf(zero)).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case string:
			f.SetString(fmt.Sprintf("%s %d", v.Type().Field(i).Name, i))
		case []string:
			f.Set(reflect.ValueOf([]string{"first", "", "third"}))
		case netip.AddrPort:
			f.Set(reflect.ValueOf(netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), uint16(1000+i))))
		case time.Duration:
			f.SetInt(int64(time.Second) + int64(i))
		case int:
			f.SetInt(int64(i + 1))
		case bool:
			f.SetBool(true)
		case uint16:
			f.SetUint(uint64(1<<15 + i))
		case uint32:
			f.SetUint(uint64(1<<31 + i))
		default:
			t.Fatalf("%v: no sample for %v", v.Type(), f.Type())
		}
	}
	return v.Interface().(trace.Body)
}

// Each body comes out of a trace as it went in, and its JSON has all its fields.
func TestBodies(t *testing.T) {
	seen := map[trace.Kind]bool{}
	for _, zero := range bodies {
		seen[zero.Kind()] = true
		for _, b := range []trace.Body{zero, fill(t, zero)} {
			tr := trace.New(trace.Options{})
			id := tr.Emit(1, tr.Host("h"), sim.Context{}, b)
			e, ok := tr.Event(id)
			if !ok || !equal(e.Body, b) {
				t.Errorf("%v: %+v became %+v", b.Kind(), b, e.Body)
			}
			var line bytes.Buffer
			if err := tr.WriteJSON(&line, nil); err != nil {
				t.Fatal(err)
			}
			var fields map[string]any
			if err := json.Unmarshal(line.Bytes(), &fields); err != nil {
				t.Fatalf("%s: %v", line.Bytes(), err)
			}
			for i := range reflect.TypeOf(b).NumField() {
				name := reflect.TypeOf(b).Field(i).Tag.Get("json")
				if _, ok := fields[name]; !ok || name == "" {
					t.Errorf("%v: no field %q in %s", b.Kind(), name, line.Bytes())
				}
			}
			if b.Text() == "" || strings.Contains(b.Text(), "\n") {
				t.Errorf("%v: text %q", b.Kind(), b.Text())
			}
		}
	}
	for _, k := range trace.Kinds() {
		if k>>8 == 0x10 && !seen[k] {
			t.Errorf("%v is registered, but not tested", k)
		}
	}
}

// equal compares bodies; an empty list and none are the same.
func equal(a, b trace.Body) bool {
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	if va.Type() != vb.Type() {
		return false
	}
	for i := range va.NumField() {
		la, ok := va.Field(i).Interface().([]string)
		if ok && slices.Equal(la, vb.Field(i).Interface().([]string)) {
			continue
		}
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			return false
		}
	}
	return true
}
