// Package mailhtml makes HTML that came by mail harmless, so that it can be shown.
//
// What is not known to be harmless is left out: [Clean] takes the source apart with
// golang.org/x/net/html's tokenizer and writes a new text of elements and attributes that
// stand on its lists, in a form of its own. No browser ever sees the sender's markup. What
// was left out is counted, so that the reader can say so.
//
// The result is meant for a frame without scripts, without an origin and without a
// network (see [Page.Document]): each of the two walls would do alone.
package mailhtml
