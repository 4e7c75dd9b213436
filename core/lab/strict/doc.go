// Package strict reads JSON (RFC 8259) into Go values and is not lenient: an
// unknown field, a field given twice, a wrong type, a missing field, a value
// out of range are errors, each with its line, its path and a reason that says
// what to write instead.
//
// encoding/json gives no line for an unknown field and takes duplicates in
// silence; what a teacher types by hand deserves better. So the text is first
// parsed into a tree of [Node]s that know where they stand ([Parse]), then the
// tree is decoded by reflection ([Decode]), which goes on after an error and
// collects several. The tree stays at hand for checks that come later.
//
// Struct fields are described by their tags:
//
//	`json:"name,omitempty"`            the name, as for encoding/json
//	`strict:"required,min=1,max=120"`  required; min and max count the characters
//	                                   of a string or the entries of a list
//
// A type may say more about itself: [Validator], [Enum], [Example], or
// encoding.TextUnmarshaler for what is written as a string. Interface types
// are tagged unions: see [Union].
package strict
