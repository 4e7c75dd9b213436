package app

import (
	"playnet/core/lab"
	"playnet/core/view"
)

// dialogue is which conversation the page follows. Conversations are only looked for while
// somebody looks: a long run has many.
type dialogue struct {
	chosen bool // from the list; else it is that of the shown message
	number int
	frame  uint64 // the message that was selected when it was chosen; 0: none
	world  *lab.World
	done   bool
}

// DialogueShown reports whether the dialogue can be seen.
func (a *App) DialogueShown() bool {
	look := a.Look()
	if !look.Dock && look.Layout != Phone {
		return false
	}
	if look.Layout == Wide {
		return look.Tab == Dialogue
	}
	return look.Pane == Dialogue
}

// listen reads conversations on while they are looked at, and reports whether it is done.
func (a *App) listen(more func() bool) bool {
	d := &a.dialogue
	if a.world == nil || !a.DialogueShown() {
		return true
	}
	before := d.done
	d.done = a.world.FindStreams(more)
	if number, ok := a.Stream(); ok {
		done, err := a.world.ReadStream(number, more)
		d.done = d.done && (done || err != nil)
	}
	if !before || !d.done {
		a.pointed++
	}
	return d.done
}

// heard reports whether the conversation that can be seen is read up to now.
func (a *App) heard() bool { return a.dialogue.done || !a.DialogueShown() || a.world == nil }

// Stream returns the number of the conversation that the page follows: the one that was
// chosen, until another message is selected, or else the shown message's. (The message that
// is shown while none is selected changes by itself.)
func (a *App) Stream() (number int, ok bool) {
	d := &a.dialogue
	frame := a.MessageID()
	if a.world == nil || frame == 0 {
		return 0, false
	}
	if d.chosen && d.world == a.world && d.frame == a.sel.Frame {
		if _, total := a.world.Streams(0, 0); d.number < total {
			return d.number, true
		}
	}
	return a.world.StreamOf(traceID(frame))
}

// ChooseStream follows the conversation of that number.
func (a *App) ChooseStream(number int) {
	if _, total := a.Streams(0, 0); number < 0 || number >= total {
		return
	}
	a.dialogue = dialogue{chosen: true, number: number, frame: a.sel.Frame, world: a.world}
	a.touch()
}

// SelectLine selects the frame in which a line of the conversation ends, and stays with the
// conversation.
func (a *App) SelectLine(frame uint64) {
	number, ok := a.Stream()
	a.SelectFrame(frame)
	if now, same := a.Stream(); ok && (!same || now != number) {
		a.ChooseStream(number)
	}
}

// Streams lists up to n of the conversations that were found, and how many these are.
func (a *App) Streams(from, n int) ([]view.Stream, int) {
	if a.world == nil {
		return nil, 0
	}
	return a.world.Streams(from, n)
}

// DialogueLines returns up to n lines of the conversation that the page follows, as far as
// it is read.
func (a *App) DialogueLines(from, n int) (view.Dialogue, bool) {
	number, ok := a.Stream()
	if !ok {
		return view.Dialogue{}, false
	}
	d, err := a.world.Stream(number, from, n)
	return d, err == nil
}

// DialogueLine returns the whole of a line of that conversation, up to limit bytes of it.
func (a *App) DialogueLine(line, limit int) (view.LineDetail, bool) {
	number, ok := a.Stream()
	if !ok {
		return view.LineDetail{}, false
	}
	d, err := a.world.StreamLine(number, line, limit)
	return d, err == nil
}
