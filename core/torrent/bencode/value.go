package bencode

import (
	"slices"
	"strings"
)

// Value is an int64, a string (of any bytes), a []Value or a [Dict].
type Value any

// Dict is a dictionary, sorted by the raw bytes of its keys, none of them twice.
type Dict []Entry

// Entry is a key of a dictionary with its value.
type Entry struct {
	Key   string
	Value Value
}

// Get returns the value of a key.
func (d Dict) Get(key string) (Value, bool) {
	i, ok := d.find(key)
	if !ok {
		return nil, false
	}
	return d[i].Value, true
}

// Int returns the integer of a key; not ok if there is none, or something else.
func (d Dict) Int(key string) (n int64, ok bool) {
	v, _ := d.Get(key)
	n, ok = v.(int64)
	return n, ok
}

// Str returns the string of a key, likewise.
func (d Dict) Str(key string) (s string, ok bool) {
	v, _ := d.Get(key)
	s, ok = v.(string)
	return s, ok
}

// List returns the list of a key, likewise.
func (d Dict) List(key string) (l []Value, ok bool) {
	v, _ := d.Get(key)
	l, ok = v.([]Value)
	return l, ok
}

// Dict returns the dictionary of a key, likewise.
func (d Dict) Dict(key string) (sub Dict, ok bool) {
	v, _ := d.Get(key)
	sub, ok = v.(Dict)
	return sub, ok
}

// Set gives a key a value, at its place.
func (d *Dict) Set(key string, v Value) {
	i, ok := d.find(key)
	if ok {
		(*d)[i].Value = v
		return
	}
	*d = slices.Insert(*d, i, Entry{key, v})
}

// Put is Set for what may be absent: nothing is written for "", 0 and an empty list or
// dictionary.
func (d *Dict) Put(key string, v Value) {
	switch v := v.(type) {
	case int64:
		if v == 0 {
			return
		}
	case string:
		if v == "" {
			return
		}
	case []Value:
		if len(v) == 0 {
			return
		}
	case Dict:
		if len(v) == 0 {
			return
		}
	}
	d.Set(key, v)
}

// Make returns a dictionary of entries in any order. Of a key that stands twice, the last value is
// taken.
func Make(entries ...Entry) Dict {
	d := make(Dict, 0, len(entries))
	for _, e := range entries {
		d.Set(e.Key, e.Value)
	}
	return d
}

func (d Dict) find(key string) (int, bool) {
	return slices.BinarySearchFunc(d, key, func(e Entry, key string) int { return strings.Compare(e.Key, key) })
}
