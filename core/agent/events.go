package agent

import (
	"fmt"
	"strings"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindState trace.Kind = 0x1101 + iota
	KindComposed
	KindSubmitted
	KindUnsent
	KindFetched
	KindChecked
	KindFiled
	KindFlagged
	KindMoved
	KindRemoved
	KindFolder
	KindFailed
)

// EventState: the program is in another state.
type EventState struct {
	Before string `json:"before"`
	After  string `json:"after"`
	Why    string `json:"why"`
}

// EventComposed: a message was written; it is on the disk.
type EventComposed struct {
	MessageID string   `json:"messageID"`
	From      string   `json:"from"`
	To        []string `json:"to"` // all that get it
	Subject   string   `json:"subject"`
	Size      int64    `json:"size"`
	Draft     bool     `json:"draft"`
}

// EventSubmitted: the user's server has taken a message.
type EventSubmitted struct {
	MessageID string `json:"messageID"`
	Server    string `json:"server"`
	Reply     string `json:"reply"`
}

// EventUnsent: a message could not be handed in. It stays in the outbox.
type EventUnsent struct {
	MessageID string `json:"messageID"`
	Server    string `json:"server"`
	Reason    string `json:"reason"`
	Final     bool   `json:"final"` // it is not tried again by itself
}

// EventFetched: a message, or a part of it, has come from the server.
type EventFetched struct {
	Protocol  string `json:"protocol"`
	Folder    string `json:"folder"`
	UID       int64  `json:"uid"`
	MessageID string `json:"messageID"`
	From      string `json:"from"`
	Subject   string `json:"subject"`
	What      string `json:"what"` // "message", "header", "part 2"
	Size      int64  `json:"size"` // bytes that came
}

// EventChecked: the program has looked for new mail.
type EventChecked struct {
	Protocol string `json:"protocol"`
	Server   string `json:"server"`
	New      int64  `json:"new"` // messages
}

// EventFiled: a message was put into a folder.
type EventFiled struct {
	Folder    string `json:"folder"`
	MessageID string `json:"messageID"`
	Size      int64  `json:"size"`
}

// EventFlagged: messages have other flags.
type EventFlagged struct {
	Folder string   `json:"folder"`
	UIDs   []uint32 `json:"uids"`
	Add    []string `json:"add"`
	Remove []string `json:"remove"`
}

// EventMoved: messages were moved or copied to another folder.
type EventMoved struct {
	Folder string   `json:"folder"`
	UIDs   []uint32 `json:"uids"`
	To     string   `json:"to"`
	Copied bool     `json:"copied"`
}

// EventRemoved: messages were deleted for good.
type EventRemoved struct {
	Folder string   `json:"folder"`
	UIDs   []uint32 `json:"uids"`
}

// EventFolder: a folder was created, deleted or renamed.
type EventFolder struct {
	What   string `json:"what"`
	Folder string `json:"folder"`
	To     string `json:"to"` // of one that was renamed
}

// EventFailed: something that the user wanted could not be done.
type EventFailed struct {
	What   string `json:"what"`
	Reason string `json:"reason"`
}

// Text returns the event in one line.
func (e EventState) Text() string {
	if e.Why == "" {
		return fmt.Sprintf("%s, was %s", e.After, e.Before)
	}
	return fmt.Sprintf("%s, was %s: %s", e.After, e.Before, e.Why)
}

// Text returns the event in one line.
func (e EventComposed) Text() string {
	what := "message"
	if e.Draft {
		what = "draft"
	}
	return fmt.Sprintf("%s <%s> composed, to %s: %q, %d bytes", what, e.MessageID, strings.Join(e.To, ", "), e.Subject, e.Size)
}

// Text returns the event in one line.
func (e EventSubmitted) Text() string {
	return fmt.Sprintf("<%s> submitted to %s: %s", e.MessageID, e.Server, e.Reply)
}

// Text returns the event in one line.
func (e EventUnsent) Text() string {
	return fmt.Sprintf("<%s> not submitted to %s: %s", e.MessageID, e.Server, e.Reason)
}

// Text returns the event in one line.
func (e EventFetched) Text() string {
	return fmt.Sprintf("%s of <%s> fetched by %s: %d bytes", e.What, e.MessageID, e.Protocol, e.Size)
}

// Text returns the event in one line.
func (e EventChecked) Text() string {
	return fmt.Sprintf("%d new messages at %s, by %s", e.New, e.Server, e.Protocol)
}

// Text returns the event in one line.
func (e EventFiled) Text() string { return fmt.Sprintf("<%s> put into %s", e.MessageID, e.Folder) }

// Text returns the event in one line.
func (e EventFlagged) Text() string {
	return fmt.Sprintf("%v of %s: + %s, - %s", e.UIDs, e.Folder, strings.Join(e.Add, " "), strings.Join(e.Remove, " "))
}

// Text returns the event in one line.
func (e EventMoved) Text() string {
	verb := "moved"
	if e.Copied {
		verb = "copied"
	}
	return fmt.Sprintf("%v of %s %s to %s", e.UIDs, e.Folder, verb, e.To)
}

// Text returns the event in one line.
func (e EventRemoved) Text() string { return fmt.Sprintf("%v of %s deleted", e.UIDs, e.Folder) }

// Text returns the event in one line.
func (e EventFolder) Text() string {
	return strings.TrimSpace(fmt.Sprintf("folder %s %s %s", e.Folder, e.What, e.To))
}

// Text returns the event in one line.
func (e EventFailed) Text() string { return fmt.Sprintf("%s failed: %s", e.What, e.Reason) }
