// Package interop holds our worlds against the field's real tools: what tshark
// reads in our captures is what our trace says.
package interop
