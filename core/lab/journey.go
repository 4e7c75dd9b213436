package lab

import (
	"slices"
	"strings"

	"playnet/core/agent"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/webmail"
)

// journeys notes the events of which mails' ways are told. It listens while the world
// runs, as the index does.
type journeys struct {
	sends  []trace.ID // actions that send a mail, and mails written in a browser
	events []trace.ID // of mail's programs
}

// take takes in an event as it happens.
func (x *journeys) take(e trace.Event) {
	switch b := e.Body.(type) {
	case *Action:
		if b.op() == "mail.send" {
			x.sends = append(x.sends, e.ID)
		}
	case webmail.EventComposed:
		x.sends, x.events = append(x.sends, e.ID), append(x.events, e.ID)
	case webmail.EventRead,
		agent.EventComposed, agent.EventSubmitted, agent.EventUnsent, agent.EventFetched,
		smtp.EventAccepted, smtp.EventQueued, smtp.EventTry, smtp.EventDelivered, smtp.EventDeferred, smtp.EventBounced, smtp.EventDropped:
		x.events = append(x.events, e.ID)
	}
}

// cut forgets what comes after an event.
func (x *journeys) cut(now trace.ID) {
	upTo := func(list []trace.ID) []trace.ID {
		n, _ := slices.BinarySearch(list, now+1)
		return list[:n]
	}
	x.sends, x.events = upTo(x.sends), upTo(x.events)
}

// Journey tells the way of a mail so far: of the one that an operation sent; with 0, of the
// one that was sent last. ok is false if nothing is known of it.
func (w *World) Journey(operation trace.ID) (j view.Journey, ok bool) {
	events := w.mailEvents()
	if operation == 0 {
		sends := w.run.index.journeys.sends
		if n, _ := slices.BinarySearch(sends, w.run.trace.At()+1); n > 0 {
			operation = w.operation(sends[n-1])
		} else if len(events) > 0 {
			operation = w.operation(events[len(events)-1])
		}
	}
	if e, known := w.run.trace.Event(operation); known {
		return w.journeyOf(e, events), true
	}
	return j, false
}

// mailEvents lists the events of mail's programs so far.
func (w *World) mailEvents() []trace.ID {
	events := w.run.index.journeys.events
	n, _ := slices.BinarySearch(events, w.run.trace.At()+1)
	return events[:n]
}

// operation returns the operation at the top of the chain in which an event stands: what
// the user did.
func (w *World) operation(id trace.ID) trace.ID {
	e, ok := w.run.trace.Event(id)
	if !ok || e.For == 0 {
		return id
	}
	return w.run.index.root(w.run.trace, e.For)
}

// MailOperation returns the operation that sent a mail, by its Message-ID, or by "#" and its
// number in a queue of a host; 0 if no event tells of it.
func (w *World) MailOperation(host, name string) trace.ID {
	number, queued := strings.CutPrefix(name, "#")
	for _, id := range w.mailEvents() {
		e, _ := w.run.trace.Event(id)
		b, written := e.Body.(agent.EventComposed)
		m, webmailed := e.Body.(webmail.EventComposed)
		if !queued && (written && b.MessageID == name && !b.Draft || webmailed && m.MessageID == name) ||
			queued && e.Host == host && queueID(e.Body) == number {
			return w.operation(id)
		}
	}
	return 0
}

// manyMailEvents bounds how many events after its beginning a mail's way is looked for in:
// it is told anew for each picture.
const manyMailEvents = 4000

// journeyOf reads the steps from the events that serve an operation. That somebody reads
// the mail is another operation's doing: its Message-ID tells.
func (w *World) journeyOf(first trace.Event, events []trace.ID) view.Journey {
	j := view.Journey{Operation: uint64(first.ID), From: first.Host, Steps: make([]view.JourneyStep, view.JourneySteps)}
	reach := func(step int, state view.StepState, e trace.Event) {
		s := &j.Steps[step]
		if s.State != view.StepDone || state == view.StepDone && s.Event == 0 {
			*s = view.JourneyStep{Event: uint64(e.ID), At: int64(e.At), State: state}
		}
		for k := range step { // what lies behind is done, seen or not
			if before := &j.Steps[k]; before.State == view.StepNow {
				before.State = view.StepDone
			}
		}
	}
	if a, ok := first.Body.(*Action); ok && a.op() == "mail.send" {
		reach(view.StepCompose, view.StepDone, first)
		reach(view.StepSubmit, view.StepNow, first)
	}
	writer := "" // who reads the own copy does not read what has come
	after, _ := slices.BinarySearch(events, first.ID)
	for _, id := range events[after:min(len(events), after+manyMailEvents)] {
		e, _ := w.run.trace.Event(id)
		if read, reader := fetchedMail(e); reader != "" {
			if j.MessageID != "" && read == j.MessageID && reader != writer {
				reach(view.StepRead, view.StepDone, e)
			}
			continue
		}
		if w.operation(id) != first.ID {
			continue
		}
		if by := mailWriter(e); by != "" {
			writer = by
		}
		if q := queueID(e.Body); q != "" && !slices.Contains(j.QueueIDs, q) {
			j.QueueIDs = append(j.QueueIDs, q)
		}
		mailStep(e, reach, &j)
	}
	return j
}

// fetchedMail tells which mail somebody has got hold of, and who: a host, or a user of a
// webmail server; "" if it is no event of that kind.
func fetchedMail(e trace.Event) (messageID, reader string) {
	switch b := e.Body.(type) {
	case agent.EventFetched:
		return b.MessageID, e.Host
	case webmail.EventRead:
		return b.MessageID, e.Host + "/" + b.User
	}
	return "", ""
}

// mailWriter tells who has written a mail; "" if it is no event of that kind.
func mailWriter(e trace.Event) string {
	switch b := e.Body.(type) {
	case agent.EventComposed:
		if !b.Draft {
			return e.Host
		}
	case webmail.EventComposed:
		return e.Host + "/" + b.User
	}
	return ""
}

// mailStep tells which step of a mail's way an event is.
func mailStep(e trace.Event, reach func(step int, state view.StepState, e trace.Event), j *view.Journey) {
	relayed := j.Steps[view.StepRelay].State == view.StepDone
	switch b := e.Body.(type) {
	case agent.EventComposed:
		if !b.Draft {
			j.From, j.MessageID = e.Host, b.MessageID
			reach(view.StepCompose, view.StepDone, e)
			reach(view.StepSubmit, view.StepNow, e)
		}
	case webmail.EventComposed:
		j.From, j.MessageID = e.Host, b.MessageID
		reach(view.StepCompose, view.StepDone, e)
		reach(view.StepSubmit, view.StepNow, e)
	case agent.EventUnsent:
		if b.Final {
			reach(view.StepSubmit, view.StepFailed, e)
		}
	case smtp.EventAccepted:
		reach(view.StepSubmit, view.StepDone, e)
		if !relayed {
			reach(view.StepQueue, view.StepNow, e)
		}
	case smtp.EventQueued:
		if !relayed {
			reach(view.StepQueue, view.StepNow, e)
		}
	case smtp.EventTry:
		if b.Domain != "" && !relayed { // else it is the server's own user
			reach(view.StepQueue, view.StepDone, e)
			reach(view.StepRelay, view.StepNow, e)
		}
	case smtp.EventDeferred:
		if !relayed {
			j.Steps[view.StepRelay] = view.JourneyStep{}
			j.Steps[view.StepQueue] = view.JourneyStep{Event: uint64(e.ID), At: int64(e.At), State: view.StepNow}
		}
	case smtp.EventDelivered:
		reach(view.StepQueue, view.StepDone, e)
		if b.Host != "" {
			reach(view.StepRelay, view.StepDone, e)
			return
		}
		reach(view.StepMailbox, view.StepDone, e)
		reach(view.StepRead, view.StepNow, e)
	case smtp.EventBounced, smtp.EventDropped:
		reach(view.StepQueue, view.StepDone, e)
		reach(view.StepRelay, view.StepFailed, e)
	}
}

// queueID returns the number in a queue of the mail that an event is about.
func queueID(b trace.Body) string {
	switch b := b.(type) {
	case smtp.EventAccepted:
		return b.ID
	case smtp.EventQueued:
		return b.ID
	case smtp.EventTry:
		return b.ID
	case smtp.EventDelivered:
		return b.ID
	case smtp.EventDeferred:
		return b.ID
	case smtp.EventBounced:
		return b.ID
	case smtp.EventDropped:
		return b.ID
	}
	return ""
}
