package dht

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/trace"
)

// Each body comes out of a trace as it went in, with a text and its fields in JSON.
func TestBodies(t *testing.T) {
	kinds := 0
	for _, k := range trace.Kinds() {
		if k>>8 != 0x22 {
			continue
		}
		kinds++
		zero, _ := k.Zero()
		v := reflect.New(reflect.TypeOf(zero)).Elem()
		for i := range v.NumField() {
			switch f := v.Field(i); f.Interface().(type) {
			case string:
				f.SetString(fmt.Sprintf("%s %d", v.Type().Field(i).Name, i))
			case ID:
				f.Set(reflect.ValueOf(idOf(fmt.Sprintf("identifier %9d", i))))
			case netip.AddrPort:
				f.Set(reflect.ValueOf(netip.AddrPortFrom(addrOf(i+1), uint16(1000+i))))
			case uint16:
				f.SetUint(uint64(1<<15 + i))
			case int, time.Duration:
				f.SetInt(int64(i + 1))
			default:
				t.Fatalf("%v: no sample for %v", v.Type(), f.Type())
			}
		}
		body := v.Interface().(trace.Body)
		tr := trace.New(trace.Options{})
		id := tr.Emit(0, tr.Host("a"), sim.Context{}, body)
		e, _ := tr.Event(id)
		if !reflect.DeepEqual(e.Body, body) || e.Body.Kind() != k || e.Body.Text() == "" {
			t.Errorf("%v: %+v, want %+v", k, e.Body, body)
		}
		b, err := json.Marshal(body)
		var m map[string]any
		if err != nil || json.Unmarshal(b, &m) != nil || len(m) != v.NumField() {
			t.Errorf("%v: %s %v", k, b, err)
		}
	}
	if kinds != int(KindRefused-KindBegan)+1 {
		t.Errorf("%d kinds", kinds)
	}
}
