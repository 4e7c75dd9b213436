package smtp

import "playnet/core/view"

// QueueState says what a mail in the queue is waiting for.
type QueueState uint8

// The states of a mail in the queue.
const (
	Waiting  QueueState = iota // for its first try
	Sending                    // nothing: it is being delivered
	Deferred                   // for its next try
)

var queueStateNames = [...]string{"waiting", "sending", "deferred"}

func (s QueueState) String() string { return queueStateNames[s] }

// Queued lists the mails in the queue, oldest first.
func (q *Queue) Queued() []view.Queued {
	var list []view.Queued
	for _, m := range q.entries {
		v := view.Queued{ID: m.ID, Item: m.item, From: m.From.String(), Since: m.Since.UnixNano()}
		state := Waiting
		for _, l := range m.Legs {
			v.To = append(v.To, texts(l.To)...)
			v.Tries = max(v.Tries, l.Tries)
			switch {
			case l.active:
				state, v.Next = Sending, 0
			case state != Sending:
				if l.Tries > 0 {
					state = Deferred
				}
				if next := l.Next.UnixNano(); v.Next == 0 || next < v.Next {
					v.Next = next
				}
			}
			if l.Last != "" {
				v.LastWord = l.Last
			}
			if l.Host != "" {
				v.NextHost = l.Host
			}
		}
		v.State = state.String()
		list = append(list, v)
	}
	return list
}

// Sessions returns the connections to other servers that stand.
func (q *Queue) Sessions() []view.MailSession {
	var list []view.MailSession
	for _, c := range q.clients {
		list = append(list, c.Session())
	}
	return list
}
