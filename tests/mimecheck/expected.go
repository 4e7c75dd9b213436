package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// message is a mail as stalwart's parser writes it: its parts in a row, the first of which
// is the whole.
type message struct {
	Parts []part `json:"parts"`
}

// part is one of them. Offsets count bytes of the mail; of the decoded one where a whole
// mail was attached in base64.
type part struct {
	Headers         []field `json:"headers"`
	EncodingProblem bool    `json:"is_encoding_problem"`
	Body            body    `json:"body"`
	OffsetHeader    int     `json:"offset_header"`
	OffsetBody      int     `json:"offset_body"`
	OffsetEnd       int     `json:"offset_end"`
}

// body is one of these.
type body struct {
	Text         *string
	HTML         *string `json:"Html"`
	Binary       []int
	InlineBinary []int
	Multipart    []int // numbers of parts
	Message      *message
}

type field struct {
	Name  fieldName  `json:"name"`
	Value fieldValue `json:"value"`
	Field int        `json:"offset_field"`
	Start int        `json:"offset_start"`
	End   int        `json:"offset_end"`
}

// fieldName is a name that the parser knows, or {"other": name}.
type fieldName string

func (n *fieldName) UnmarshalJSON(text []byte) error {
	var known string
	if json.Unmarshal(text, &known) == nil {
		*n = fieldName(strings.ReplaceAll(known, "_", "-"))
		return nil
	}
	var other struct{ Other string }
	err := json.Unmarshal(text, &other)
	*n = fieldName(strings.ToLower(other.Other))
	return err
}

// fieldValue is one of these; all nil for one that the parser found empty.
type fieldValue struct {
	Text        *string
	TextList    []string
	Address     *addressValue
	DateTime    *dateTime
	ContentType *contentType
	Received    json.RawMessage
}

func (v *fieldValue) UnmarshalJSON(text []byte) error {
	if string(text) == `"Empty"` {
		return nil
	}
	type plain fieldValue
	return json.Unmarshal(text, (*plain)(v))
}

type addressValue struct {
	List  []address
	Group []struct {
		Name      *string
		Addresses []address
	}
}

type address struct{ Name, Address *string }

type contentType struct {
	Type       string `json:"c_type"`
	Subtype    string `json:"c_subtype"`
	Attributes []struct{ Name, Value string }
}

// full is the type as one text; a disposition has no subtype.
func (c *contentType) full() string {
	if c.Subtype == "" {
		return strings.ToLower(c.Type)
	}
	return strings.ToLower(c.Type + "/" + c.Subtype)
}

type dateTime struct {
	Year, Month, Day, Hour, Minute, Second int
	Before                                 bool `json:"tz_before_gmt"`
	TzHour                                 int  `json:"tz_hour"`
	TzMinute                               int  `json:"tz_minute"`
}

func (d *dateTime) time() time.Time {
	east := d.TzHour*3600 + d.TzMinute*60
	if d.Before {
		east = -east
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, time.FixedZone("", east))
}

// kind names a body, for differences.
func (b *body) kind() string {
	switch {
	case b.Multipart != nil:
		return "a multipart"
	case b.Message != nil:
		return "a message"
	case b.Text != nil:
		return "text"
	case b.HTML != nil:
		return "HTML"
	}
	return fmt.Sprintf("%d bytes", len(b.Binary)+len(b.InlineBinary))
}

// bytes is what a body without parts holds.
func (b *body) bytes() []byte {
	switch {
	case b.Text != nil:
		return []byte(*b.Text)
	case b.HTML != nil:
		return []byte(*b.HTML)
	}
	list := append(b.Binary[:len(b.Binary):len(b.Binary)], b.InlineBinary...)
	out := make([]byte, len(list))
	for i, n := range list {
		out[i] = byte(n)
	}
	return out
}
