package smtp

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"playnet/core/mail"
)

// Files of the queue: the message, and what is to be done with it. A mail is in the queue
// as long as it has the latter, so that is written last and removed first.
const (
	queueFolder = "queue/"
	messageFile = ".eml"
	stateFile   = ".json"
)

// write puts a mail on the disk.
func (q *Queue) write(m *entry, source []byte) {
	q.disk.Write(queueFolder+m.ID+messageFile, source)
	q.update(m)
}

// update writes what is still to be done, or removes what is done.
func (q *Queue) update(m *entry) {
	if len(m.Legs) == 0 {
		q.disk.Remove(queueFolder + m.ID + stateFile)
		q.disk.Remove(queueFolder + m.ID + messageFile)
		return
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic("smtp: " + err.Error()) // plain data
	}
	q.disk.Write(queueFolder+m.ID+stateFile, b)
}

// source returns a mail's message.
func (q *Queue) source(m *entry) []byte {
	b, ok := q.disk.Read(queueFolder + m.ID + messageFile)
	if !ok {
		panic("smtp: the queue has lost the message " + m.ID)
	}
	return b
}

// load reads what an earlier queue of this host has left. It waits as long as it was told to.
func (q *Queue) load() {
	for _, name := range q.disk.Names(queueFolder) {
		id, ok := strings.CutSuffix(strings.TrimPrefix(name, queueFolder), messageFile)
		if !ok {
			continue
		}
		b, ok := q.disk.Read(queueFolder + id + stateFile)
		if !ok {
			q.disk.Remove(name) // it was never accepted, or is delivered
			continue
		}
		m := &entry{}
		if err := json.Unmarshal(b, m); err != nil || m.ID != id {
			panic("smtp: the queue's file " + id + " can't be read")
		}
		for _, l := range m.Legs {
			l.mail = m
		}
		m.item = mail.ItemOf(q.source(m))
		q.entries = append(q.entries, m)
		if n, err := strconv.ParseInt(id, 16, 64); err == nil {
			q.lastID = max(q.lastID, n)
		}
	}
	slices.SortStableFunc(q.entries, func(a, b *entry) int { return cmp.Or(a.Since.Compare(b.Since), strings.Compare(a.ID, b.ID)) })
}
