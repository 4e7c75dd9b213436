package app

import "testing"

// What the browser knows is shown, within bounds; without a browser nothing is.
func TestCharsetOfTheBrowser(t *testing.T) {
	var none Charset
	if words, ok := none.words("big5", []byte("x")); ok {
		t.Errorf("nobody read %q", words)
	}
	c := Charset(func(charset string, content []byte) (string, bool) { return "薄餅", charset == "big5" })
	if words, ok := c.words("big5", []byte("\xc1\xa1\xbb\xe6")); !ok || words != "薄餅" {
		t.Errorf("%q, %v", words, ok)
	}
	if _, ok := c.words("klingon", []byte("x")); ok {
		t.Error("the browser knows Klingon")
	}
	if _, ok := c.words("big5", make([]byte, manyWords+1)); ok {
		t.Error("a long text is decoded at each drawing")
	}
}
