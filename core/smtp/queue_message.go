package smtp

// Message returns the message of a mail in the queue, as it stands on the disk.
func (q *Queue) Message(id string) (source []byte, ok bool) {
	for _, m := range q.entries {
		if m.ID == id && len(m.Legs) > 0 {
			return q.source(m), true
		}
	}
	return nil, false
}
