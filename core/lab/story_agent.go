package lab

import (
	"strings"

	"playnet/core/agent"
	"playnet/core/trace"
)

// tellAgent tells what users' mail programs do.
func (w *World) tellAgent(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case agent.EventComposed:
		a = args{"host": e.Host, "to": strings.Join(b.To, ", "), "subject": subjectOf(b.Subject), "size": decimal(b.Size)}
		if b.Draft {
			return "agent.drafted", a
		}
		return "agent.composed", a
	case agent.EventSubmitted:
		return "agent.submitted", args{"host": e.Host, "server": b.Server, "reply": b.Reply}
	case agent.EventUnsent:
		a = args{"host": e.Host, "server": b.Server, "reason": b.Reason}
		if b.Final {
			return "agent.refused", a
		}
		return "agent.unsent", a
	case agent.EventFetched:
		return "agent.fetched." + strings.Fields(b.What)[0], args{"host": e.Host, "protocol": strings.ToUpper(b.Protocol),
			"from": b.From, "subject": subjectOf(b.Subject), "size": decimal(b.Size), "what": b.What}
	case agent.EventChecked:
		a = args{"host": e.Host, "server": b.Server, "protocol": strings.ToUpper(b.Protocol), "n": decimal(b.New)}
		if b.New == 0 {
			return "agent.checked.none", a
		}
		return "agent.checked", a
	}
	return w.tellFiling(e)
}

// tellFiling tells what becomes of messages and folders.
func (w *World) tellFiling(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case agent.EventFiled:
		return "agent.filed", args{"host": e.Host, "folder": b.Folder}
	case agent.EventFlagged:
		return "agent.flagged", args{"host": e.Host, "folder": b.Folder, "uids": numbers(b.UIDs),
			"flags": strings.Join(append(signed("+", b.Add), signed("−", b.Remove)...), " ")}
	case agent.EventMoved:
		a = args{"host": e.Host, "folder": b.Folder, "to": b.To, "uids": numbers(b.UIDs)}
		if b.Copied {
			return "agent.copied", a
		}
		return "agent.moved", a
	case agent.EventRemoved:
		return "agent.removed", args{"host": e.Host, "folder": b.Folder, "uids": numbers(b.UIDs)}
	case agent.EventFolder:
		return "agent.folder." + b.What, args{"host": e.Host, "folder": b.Folder, "to": b.To}
	case agent.EventFailed:
		return "agent.failed", args{"host": e.Host, "what": b.What, "reason": b.Reason}
	}
	return "", nil
}

// stateAgent tells that a mail program does something else now.
func (w *World) stateAgent(e trace.Event) (key string, a args) {
	if b, ok := e.Body.(agent.EventState); ok {
		a = args{"host": e.Host, "state": b.After, "before": b.Before, "why": b.Why}
		if b.Why == "" {
			return "agent.state", a
		}
		return "agent.state.why", a
	}
	return "", nil
}

func subjectOf(s string) string {
	if s == "" {
		return "–"
	}
	return excerpt(s)
}

func numbers(uids []uint32) string {
	words := make([]string, len(uids))
	for i, uid := range uids {
		words[i] = decimal(int64(uid))
	}
	return strings.Join(words, ", ")
}

func signed(sign string, flags []string) (list []string) {
	for _, f := range flags {
		list = append(list, sign+f)
	}
	return list
}
