package lab

import "strings"

// mailArgs adds to the fields of an action, where it is one on mail, what sentences say of
// it: all whom a message is for, and that it has no subject.
func mailArgs(a args) {
	if !strings.HasPrefix(a["op"], "mail.") {
		return
	}
	var people []string
	for _, field := range [...]string{"to", "cc", "bcc"} {
		if a[field] != "" {
			people = append(people, a[field])
		}
	}
	a["people"] = strings.Join(people, ", ")
	if a["subject"] == "" {
		a["subject"] = "–"
	}
}
