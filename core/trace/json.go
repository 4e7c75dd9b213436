package trace

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// AppendJSON appends an event as one line of JSON, without the newline: id,
// cause, for, t (nanoseconds), host, kind, then the body's own fields, then for a
// [Carrier] its payload in base64 (null once it was dropped).
func (t *Trace) AppendJSON(b []byte, e Event) ([]byte, error) {
	b = append(b, `{"id":`...)
	b = strconv.AppendUint(b, uint64(e.ID), 10)
	b = append(b, `,"cause":`...)
	b = strconv.AppendUint(b, uint64(e.Cause), 10)
	b = append(b, `,"for":`...)
	b = strconv.AppendUint(b, uint64(e.For), 10)
	b = append(b, `,"t":`...)
	b = strconv.AppendInt(b, int64(e.At), 10)
	host, err := json.Marshal(e.Host)
	if err != nil {
		return nil, err
	}
	b = append(append(b, `,"host":`...), host...)
	b = append(b, `,"kind":"`...)
	b = append(b, e.Body.Kind().String()...)
	b = append(b, '"')
	body, err := json.Marshal(e.Body)
	if err != nil {
		return nil, fmt.Errorf("event %d (%s): %w", e.ID, e.Body.Kind(), err)
	}
	if len(body) > 2 { // more than {}
		b = append(append(b, ','), body[1:len(body)-1]...)
	}
	if c, ok := e.Body.(Carrier); ok {
		b = t.appendPayload(b, c.PayloadRef())
	}
	return append(b, '}'), nil
}

func (t *Trace) appendPayload(b []byte, r PayloadRef) []byte {
	b = append(b, `,"payload":`...)
	payload, kept := t.Payload(r)
	if !kept {
		return append(b, "null"...)
	}
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, payload)
	return append(b, '"')
}

// WriteJSON writes the trace as JSON Lines: all of it or, where only is not nil, the events
// that it selects.
func (t *Trace) WriteJSON(w io.Writer, only func(ID) bool) error {
	out := bufio.NewWriter(w)
	var line []byte
	var err error
	t.Scan(1, func(e Event) bool {
		if only != nil && !only(e.ID) {
			return true
		}
		if line, err = t.AppendJSON(line[:0], e); err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
