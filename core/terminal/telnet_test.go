package terminal

import "testing"

// A server's wish to negotiate is declined, whatever way the bytes are cut, and only
// text is left (RFC 854, RFC 855).
func TestOptionFilter(t *testing.T) {
	in := "a\xff\xfd\x18b\xff\xfb\x01\xff\xffc\xff\xfa\x18\x01\xff\xff\xf0\xff\xf0d\xff\xf1\xff\xfe\x03e"
	for cut := range len(in) {
		var f optionFilter
		one, answer := f.take([]byte(in[:cut]))
		two, more := f.take([]byte(in[cut:]))
		if got, said := string(one)+string(two), string(answer)+string(more); got != "ab\xffcde" || said != "\xff\xfc\x18\xff\xfe\x01" {
			t.Fatalf("cut at %d: text %q, answer %q", cut, got, said)
		}
	}
}
