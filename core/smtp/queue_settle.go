package smtp

import (
	"slices"
	"time"
)

// settle draws the consequences of a try: recipients that have the mail, or never will,
// are done with; for the others it waits. It does not block: mailboxes, reports and queue
// change on the disk together.
func (q *Queue) settle(l *leg, words []verdict) {
	m := l.mail
	var delivered, failed, later []int
	expired := q.h.Now().Sub(m.Since) >= q.config.GiveUpAfter
	for i, w := range words {
		switch {
		case w.Good():
			delivered = append(delivered, i)
		case w.hopeless() || expired:
			failed = append(failed, i)
		default:
			later = append(later, i)
		}
	}
	l.Tries++
	all := l.To
	for group := range groups(words, delivered) {
		w := words[group[0]]
		q.h.Emit(EventDelivered{ID: m.ID, To: texts(pick(all, group)), Host: w.host, Reply: w.String()})
	}
	l.To = pick(all, later)
	if len(failed) > 0 {
		q.bounce(l, all, words, failed, expired)
	}
	if len(later) > 0 {
		q.postpone(l, words, later)
	}
	m.Legs = slices.DeleteFunc(m.Legs, func(l *leg) bool { return len(l.To) == 0 })
	q.update(m)
	if len(m.Legs) == 0 {
		q.entries = slices.DeleteFunc(q.entries, func(o *entry) bool { return o == m })
	}
}

// postpone fixes the next try, later each time, and warns the sender when it is time.
func (q *Queue) postpone(l *leg, words []verdict, later []int) {
	m, now := l.mail, q.h.Now()
	w := words[later[0]]
	wait := q.config.Retry[min(l.Tries, len(q.config.Retry))-1]
	// The last try is made when the time is up, not after it.
	if end := m.Since.Add(q.config.GiveUpAfter); now.Add(wait).After(end) {
		wait = end.Sub(now)
	}
	l.Next, l.Last, l.Host = now.Add(wait), w.String(), w.host
	l.cause = q.h.Emit(EventDeferred{ID: m.ID, To: texts(l.To), Tries: l.Tries, Reason: l.Last, Wait: wait})
	if !m.Warned && !m.From.Null() && now.Sub(m.Since) >= q.config.WarnAfter {
		m.Warned = true
		q.h.Because(l.cause)
		report := q.report(m, l.To, pick(words, later), "delayed")
		q.h.Emit(EventWarned{ID: m.ID, To: texts(l.To), Reason: l.Last, Report: report.ID})
	}
}

// bounce tells the sender that a mail can't be delivered. RFC 5321, section 6.1: a report
// goes to the reverse path, and never about a mail that has none.
func (q *Queue) bounce(l *leg, all []Address, words []verdict, failed []int, expired bool) {
	m := l.mail
	to := pick(all, failed)
	reason := words[failed[0]].String()
	if m.From.Null() {
		q.h.Emit(EventDropped{ID: m.ID, To: texts(to), Reason: reason})
		return
	}
	word := "failed"
	if expired {
		word = "expired"
	}
	report := q.report(m, to, pick(words, failed), word)
	id := q.h.Emit(EventBounced{ID: m.ID, To: texts(to), Reason: reason, Report: report.ID})
	for _, l := range report.Legs {
		l.cause = id
	}
}

// groups yields the recipients that got the same word of the same host together.
func groups(words []verdict, which []int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		for len(which) > 0 {
			first := words[which[0]]
			var group, rest []int
			for _, i := range which {
				if words[i] == first {
					group = append(group, i)
				} else {
					rest = append(rest, i)
				}
			}
			if !yield(group) {
				return
			}
			which = rest
		}
	}
}

func pick[T any](list []T, which []int) []T {
	var some []T
	for _, i := range which {
		some = append(some, list[i])
	}
	return some
}

// until is when a mail that waits comes back.
func (q *Queue) until(m *entry) time.Time { return m.Since.Add(q.config.GiveUpAfter) }
