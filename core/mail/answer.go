package mail

import "strings"

// AnswerTo returns whom an answer to a message goes to. RFC 5322 §3.6.2: "When the "Reply-To:"
// field is present, it indicates the address(es) to which the author of the message suggests
// that replies be sent"; without it, replies go to those in From.
func AnswerTo(h Header) []Address {
	if list := ParseAddresses(h.Get("Reply-To")); len(list) > 0 {
		return list
	}
	return ParseAddresses(h.Get("From"))
}

// Fields writes addresses as a field has them, each so that the same one is read of it again;
// what has no address is left out.
func Fields(list []Address) (all []string) {
	for _, a := range list {
		if a.Domain != "" {
			all = append(all, a.Field())
		}
	}
	return all
}

// Prefixed puts "Re: " or "Fwd: " before a subject that does not begin with it already (RFC
// 5322 §3.6.5).
func Prefixed(prefix, subject string) string {
	if len(subject) >= len(prefix) && strings.EqualFold(subject[:len(prefix)], prefix) {
		return subject
	}
	return prefix + subject
}
