package terminal

import (
	"slices"
	"strings"

	"playnet/core/view"
)

// Words are what Tab completes besides commands and their options.
type Words struct {
	Hosts []string // names of hosts, in the order of showing
	Files []string // absolute paths, in ascending order
	// Services are the kinds of the machine's servers.
	Services []string
}

// manyOptions is how many possibilities a completion lists.
const manyOptions = 60

// Complete finds what the word that ends at the cursor may go on with; before is the
// line's text before the cursor.
func Complete(before string, w Words) view.Completion {
	start := strings.LastIndexByte(before, ' ') + 1
	word := before[start:]
	earlier := strings.Fields(before[:start])
	found := candidates(earlier, word, w)
	c := view.Completion{Replace: len(word)}
	switch len(found) {
	case 0:
		c.Insert = word
	case 1:
		c.Insert = found[0]
		if !strings.HasSuffix(c.Insert, "/") {
			c.Insert += " "
		}
	default:
		c.Insert = commonPrefix(found)
		c.Options = found[:min(len(found), manyOptions)]
		c.More = len(found) - len(c.Options)
	}
	return c
}

// candidates returns the words that begin with one.
func candidates(earlier []string, word string, w Words) []string {
	var all []string
	if len(earlier) == 0 {
		for _, c := range commands {
			all = append(all, c.Name)
		}
		return beginning(all, word)
	}
	c := Find(earlier[0])
	if c == nil {
		return nil
	}
	if last := earlier[len(earlier)-1]; len(earlier) > 1 && len(last) == 2 && last[0] == '-' {
		if o := c.option(last[1]); o != nil && o.Value != "" {
			return nil // the value of an option
		}
	}
	if strings.HasPrefix(word, "-") {
		for _, o := range c.Options {
			all = append(all, "-"+string(o.Letter))
		}
		return beginning(all, word)
	}
	if plus, ok := strings.CutPrefix(word, "+"); ok && len(c.Plus) > 0 {
		for _, name := range beginning(c.Plus, plus) {
			all = append(all, "+"+name)
		}
		return all
	}
	if server, ok := strings.CutPrefix(word, "@"); ok {
		for _, name := range beginning(w.Hosts, server) {
			all = append(all, "@"+name)
		}
		return all
	}
	switch c.Operand {
	case HostName:
		found := beginning(w.Hosts, word)
		if word != "" {
			found = append(found, beginning(c.Words, word)...)
		}
		return found
	case FileName:
		return paths(w.Files, word)
	case ServiceName:
		if len(earlier) > 1 {
			return beginning(c.Words, word)
		}
		return beginning(w.Services, word)
	case CommandName:
		return candidates(nil, word, w)
	}
	return nil
}

func beginning(all []string, prefix string) []string {
	var found []string
	for _, s := range all {
		if strings.HasPrefix(s, prefix) && !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	return found
}

// paths completes a path by one name, as shells do. One that does not begin with a
// slash stays as it is.
func paths(files []string, word string) []string {
	cut := ""
	if !strings.HasPrefix(word, "/") && word != "" {
		cut = "/"
	}
	folder := word[:strings.LastIndexByte(word, '/')+1]
	if folder == "" && word == "" {
		folder = "/"
	}
	in := strings.TrimSuffix(cut+folder, "/")
	if in == "" {
		in = "/"
	}
	var all []string
	for _, name := range within(files, in) {
		all = append(all, folder+name)
	}
	return beginning(all, word)
}

func commonPrefix(list []string) string {
	prefix := list[0]
	for _, s := range list[1:] {
		for !strings.HasPrefix(s, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix
}
