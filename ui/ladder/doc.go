// Package ladder draws a run as a ladder: a line down the page for each host, time
// running downwards, and every message as a slanted arrow from line to line.
//
// The steps are a file each: where the instants stand (time.go), where the labels
// find room (label.go), what of it is in the window and is drawn (draw.go).
//
// A ladder grows with the trace and may hold tens of thousands of messages. What
// stands above the present instant never moves again, so it is worked out once;
// only what is in the window becomes elements.
package ladder
