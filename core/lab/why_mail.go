package lab

import (
	"encoding/json"
	"strings"
)

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
	if a["people"] = strings.Join(people, ", "); len(people) == 0 {
		a["people"] = "–"
	}
	if a["subject"] == "" {
		a["subject"] = "–"
	}
}

// answers reports whether an action that sends a mail says which message it answers.
func answers(action string) bool {
	var a struct{ Reply json.RawMessage }
	return json.Unmarshal([]byte(action), &a) == nil && a.Reply != nil
}

// mailKey tells the sentence of an answer from that of other mail.
func mailKey(op, action string) string {
	if op == "mail.send" && answers(action) {
		return op + ".reply"
	}
	return op
}
