// Package stage draws the world itself: the hosts as cards, who has talked to
// whom, and every message in flight at the place where it is at this instant.
//
// For DNS the cards stand in the hierarchy of the zones that their servers hold:
// the root on top, below it the top-level domains, and so on down; the local
// resolvers and their clients stand beside it. Worlds without name servers are
// drawn by site around the cloud.
//
// The picture is made in steps, a file each: who is who (model.go), how large the
// cards can be and where they stand (density.go, layout.go, tree.go, cloud.go),
// which way the lines take around them (route.go), and then what is drawn on that:
// cards, lines, marks of messages that have arrived, pills of messages in flight.
// Only the last two change from frame to frame; all else is kept.
//
// Nothing is ever drawn over a card or over another text: a line goes around the
// cards, and a label that has no room is shortened or left to the title.
package stage
