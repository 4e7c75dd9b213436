package filter

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Error is what is wrong with a text.
type Error struct {
	Column int    // counted in runes from 1
	ID     string // in message catalogues: "filter.error.unknownField"
	Args   map[string]string
}

// Error says it in English, with the column.
func (e *Error) Error() string { return "column " + strconv.Itoa(e.Column) + ": " + e.Reason() }

// Reason says in English what is wrong, without the column.
func (e *Error) Reason() string {
	pairs := make([]string, 0, 2*len(e.Args))
	for _, name := range slices.Sorted(maps.Keys(e.Args)) {
		pairs = append(pairs, "{"+name+"}", e.Args[name])
	}
	return strings.NewReplacer(pairs...).Replace(Reasons[e.ID])
}

// Reasons are the English texts of all errors, by id; {named} places are filled
// from [Error.Args]. Message catalogues translate from them.
var Reasons = map[string]string{
	"filter.error.empty":        "there is nothing here",
	"filter.error.character":    "{got} has no meaning here",
	"filter.error.string":       "this string has no closing quote",
	"filter.error.escape":       "{got} is no escape: write \\\\, \\\", \\n, \\r, \\t, \\0 to \\377 or \\x00 to \\xff",
	"filter.error.expected":     "{want} is expected here, not {got}",
	"filter.error.ended":        "{want} is expected here, at the end",
	"filter.error.unknown":      "there is no field {name}",
	"filter.error.near":         "there is no field {name} (is {near} meant?)",
	"filter.error.function":     "there is no function {name}",
	"filter.error.arguments":    "{name} takes {want}",
	"filter.error.literal":      "{got} is no {want}",
	"filter.error.named":        "{got} is no value of {name} (is {near} meant?)",
	"filter.error.types":        "values of these types can't be compared: {left}, {right}",
	"filter.error.operator":     "{operator} does not work on this: {type}",
	"filter.error.twoLiterals":  "a field is wanted on one side: two constants are compared",
	"filter.error.alone":        "a constant alone chooses nothing",
	"filter.error.noTest":       "a value alone chooses nothing: compare it with something",
	"filter.error.regexp":       "this is no regular expression: {reason}",
	"filter.error.order":        "this range ends before it begins",
	"filter.error.prefix":       "the length of a prefix is 0 to 32",
	"filter.error.slice":        "this slice makes no sense: write [from:length], [from-to] or [at]",
	"filter.error.deep":         "this is nested too deeply",
	"filter.error.long":         "this text is too long",
	"filter.error.bareField":    "{name} is asked of a record: write first(…).{name}",
	"filter.error.fieldOf":      "only a record, such as first(…), has fields",
	"filter.error.recordInside": "{name} asks of a whole run and can't stand inside a filter",
}
