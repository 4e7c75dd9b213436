package dissect

import (
	"encoding/hex"
	"strconv"
	"unicode/utf8"

	"playnet/core/torrent/bencode"
	"playnet/core/view"
)

// valueField takes a bencoded value apart that begins at an offset. As each value has one
// encoding, its size follows from it.
func valueField(v bencode.Value, at int, rfc string) view.MessageField {
	size := bencode.Size(v)
	switch v := v.(type) {
	case int64:
		return field("bencode.int", "Integer", strconv.FormatInt(v, 10), at, size, rfc)
	case string:
		return field("bencode.str", "String", stringValue(v), at+size-len(v), len(v), rfc)
	case []bencode.Value:
		f := field("bencode.list", "List", strconv.Itoa(len(v))+" items", at, size, rfc)
		at++
		for _, item := range v[:min(len(v), manyFields)] {
			f.Children = append(f.Children, valueField(item, at, rfc))
			at += bencode.Size(item)
		}
		return f
	}
	dict, _ := v.(bencode.Dict)
	f := field("bencode.dict", "Dictionary", strconv.Itoa(len(dict))+" entries", at, size, rfc)
	at++
	for _, e := range dict[:min(len(dict), manyFields)] {
		keySize, valueSize := bencode.Size(e.Key), bencode.Size(e.Value)
		entry := field("bencode.dict.entry", shown([]byte(e.Key)), briefly(e.Value), at, keySize+valueSize, rfc)
		entry.Children = []view.MessageField{
			field("bencode.str", "Key", stringValue(e.Key), at+keySize-len(e.Key), len(e.Key), rfc),
			valueField(e.Value, at+keySize, rfc),
		}
		f.Children = append(f.Children, entry)
		at += keySize + valueSize
	}
	return f
}

// stringValue shows a string: as text if it is that, else in hex, as Wireshark does.
func stringValue(s string) string {
	if isPrintable(s) {
		return s
	}
	return hex.EncodeToString([]byte(s))
}

func isPrintable(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || r < ' ' || r == 0x7f {
			return false
		}
	}
	return true
}

// briefly tells a value in few words.
func briefly(v bencode.Value) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		if len(v) > 64 && isPrintable(v) {
			return strconv.Itoa(len(v)) + " bytes"
		}
		if len(v) > 32 && !isPrintable(v) {
			return strconv.Itoa(len(v)) + " bytes"
		}
		return stringValue(v)
	case []bencode.Value:
		return strconv.Itoa(len(v)) + " items"
	case bencode.Dict:
		return strconv.Itoa(len(v)) + " entries"
	}
	return ""
}
