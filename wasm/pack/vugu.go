package main

import (
	"fmt"
	"strings"
)

// The helper script does what vugu sends it, and vugu sends the whole tree with each drawing:
// the script then sets each attribute and each text anew and has the browser read each piece of
// HTML again, and the browser lays all that out again. These amendments have it look first
// whether there is anything to change, which takes a drawing of the shell from about 20 ms of
// the main thread to a third of that.
var amendments = []struct {
	was, is string
	times   int
}{
	{`e.setAttribute(t,n),x.elAttrNames`, `e.getAttribute(t)!==n&&e.setAttribute(t,n),x.elAttrNames`, 1},
	{`t.setAttributeNS(e,n,s)`, `t.getAttributeNS(e,n)!==s&&t.setAttributeNS(e,n,s)`, 1},
	{`else x.el.textContent=e;`, `else x.el.textContent!==e&&(x.el.textContent=e);`, 2},
	// What an element's HTML was is noted with the element, until vugu goes into it for something else.
	{`x.el.innerHTML=(x.bufferedInnerHTML||"")+e,`, `e=(x.bufferedInnerHTML||"")+e,x.el.vuguHTML!==e&&(x.el.innerHTML=e,x.el.vuguHTML=e),`, 1},
	{`throw"must have current selection to use opcodeMoveToFirstChild";`, `throw"must have current selection to use opcodeMoveToFirstChild";x.el.vuguHTML=void 0;`, 1},
}

// amend returns vugu's helper script with the amendments. It fails if the script is another
// than the one that they were made for.
func amend(helper string) (string, error) {
	for _, a := range amendments {
		if n := strings.Count(helper, a.was); n != a.times {
			return "", fmt.Errorf("vugu's helper script holds %q %d times, not %d: the amendments to it have to be looked at again", a.was, n, a.times)
		}
		helper = strings.ReplaceAll(helper, a.was, a.is)
	}
	return helper, nil
}
