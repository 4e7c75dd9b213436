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
			return "mail.drafted", a
		}
		return "mail.composed", a
	case agent.EventSubmitted:
		return "mail.submitted", args{"host": e.Host, "server": b.Server, "reply": b.Reply}
	case agent.EventUnsent:
		a = args{"host": e.Host, "server": b.Server, "reason": b.Reason}
		if b.Final {
			return "mail.refused", a
		}
		return "mail.unsent", a
	case agent.EventFetched:
		return "mail.fetched." + strings.Fields(b.What)[0], args{"host": e.Host, "protocol": strings.ToUpper(b.Protocol),
			"from": b.From, "subject": subjectOf(b.Subject), "size": decimal(b.Size), "what": b.What}
	case agent.EventChecked:
		a = args{"host": e.Host, "server": b.Server, "protocol": strings.ToUpper(b.Protocol), "n": decimal(b.New)}
		if b.New == 0 {
			return "mail.checked.none", a
		}
		return "mail.checked", a
	}
	return w.tellFiling(e)
}

// tellFiling tells what becomes of messages and folders.
func (w *World) tellFiling(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case agent.EventFiled:
		return "mail.filed", args{"host": e.Host, "folder": b.Folder}
	case agent.EventFlagged:
		return "mail.flagged", args{"host": e.Host, "folder": b.Folder, "uids": numbers(b.UIDs),
			"flags": strings.Join(append(signed("+", b.Add), signed("−", b.Remove)...), " ")}
	case agent.EventMoved:
		a = args{"host": e.Host, "folder": b.Folder, "to": b.To, "uids": numbers(b.UIDs)}
		if b.Copied {
			return "mail.copied", a
		}
		return "mail.moved", a
	case agent.EventRemoved:
		return "mail.removed", args{"host": e.Host, "folder": b.Folder, "uids": numbers(b.UIDs)}
	case agent.EventFolder:
		return "mail.folder." + b.What, args{"host": e.Host, "folder": b.Folder, "to": b.To}
	case agent.EventFailed:
		return "mail.failed", args{"host": e.Host, "what": b.What, "reason": b.Reason}
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
