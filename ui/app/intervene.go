package app

import (
	"playnet/core/lab/strict"
	"playnet/ui/text"
)

// refusal says in the reader's language why an action is impossible at the moment.
func refusal(why *strict.Reason) string {
	id := "reason." + why.ID
	if !text.Has(id) {
		return why.Error()
	}
	args := map[string]string{}
	for _, a := range why.Args {
		args[a.Name] = a.Value
	}
	return text.With(id, args)
}
