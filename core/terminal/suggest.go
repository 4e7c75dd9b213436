package terminal

import (
	"strings"

	"playnet/core/view"
)

// Suggest says what could be typed next in the conversation that a terminal shows: with
// a server of a known protocol or, where nc waits for a client, as one. It looks at
// nothing but what stands on the screen, and says nothing where it doesn't know.
func Suggest(t view.Terminal) []view.Suggestion {
	c, ok := readConversation(t)
	if !ok {
		return nil
	}
	var list []view.Suggestion
	switch {
	case c.service == "smtp" || c.service == "submission":
		list = c.pick(c.suggestSMTP, c.replySMTP)
	case c.service == "pop3":
		list = c.pick(c.suggestPOP3, c.replyPOP3)
	case c.service == "imap2":
		list = c.pick(c.suggestIMAP, c.replyIMAP)
	case c.service == "http":
		list = c.pick(c.suggestHTTP, c.replyHTTP)
	}
	return list
}

// conversation is what two ends have said, as one of them has it on the screen.
type conversation struct {
	service string // the port's name
	own     string // this machine's name
	peer    string // the server's name, as it was typed; "" for one who is the server
	turns   []turn
}

// turn is a line of a conversation.
type turn struct {
	mine bool
	line string
}

func (c *conversation) pick(client, server func() []view.Suggestion) []view.Suggestion {
	if c.peer == "" {
		return server()
	}
	return client()
}

// domain is the server's domain, as one would guess it from the server's name.
func (c *conversation) domain() string {
	name := strings.TrimSuffix(c.peer, ".")
	if first, rest, ok := strings.Cut(name, "."); ok && strings.Contains(rest, ".") && first != "" {
		return rest
	}
	return name
}

// last returns the last line of one side, and whether nothing was said since.
func (c *conversation) last(mine bool) (line string, isLast bool) {
	for i := len(c.turns) - 1; i >= 0; i-- {
		if c.turns[i].mine == mine {
			return c.turns[i].line, i == len(c.turns)-1
		}
	}
	return "", false
}

// readConversation finds the command that runs, and what was said since it began.
func readConversation(t view.Terminal) (c conversation, ok bool) {
	if t.Running != "telnet" && t.Running != "nc" {
		return c, false
	}
	at := len(t.Lines) - 1
	for at >= 0 && t.Lines[at].Kind != view.TypedCommand {
		at--
	}
	if at < 0 {
		return c, false // the beginning is no longer on the screen
	}
	words, err := Split(t.Lines[at].Text)
	if err != nil || len(words) < 2 || words[0] != t.Running {
		return c, false
	}
	p := &Process{Args: words[1:], command: Find(words[0]), shell: &Shell{}} // it prints nothing: the command runs
	f, operands, parsed := p.Parse()
	if !parsed || len(operands) == 0 || f.Has('u') {
		return c, false
	}
	c.own = strings.TrimSuffix(t.Prompt, "$ ")
	c.service = serviceName(itoa(int(portOf(operands[len(operands)-1]))), "tcp")
	if !f.Has('l') {
		c.peer = operands[0]
	}
	stands := t.Running == "nc" && !f.Has('v') // it says nothing of its own
	for _, l := range t.Lines[at+1:] {
		switch {
		case l.Kind == view.TypedInput:
			c.turns = append(c.turns, turn{true, l.Text})
		case l.Kind != view.Printed:
		case beginsConversation(l.Text):
			stands = true
			c.turns = nil
		case !strings.HasPrefix(l.Text, "Trying ") && !strings.HasPrefix(l.Text, "Listening on ") && !strings.HasPrefix(l.Text, "Connected to "):
			c.turns = append(c.turns, turn{false, l.Text})
		}
	}
	return c, stands
}

// beginsConversation says whether a line is the program's own last word before the two
// ends talk.
func beginsConversation(line string) bool {
	return strings.HasPrefix(line, "Escape character is ") || strings.HasPrefix(line, "Connection received on ") ||
		strings.HasPrefix(line, "Connection to ") && strings.HasSuffix(line, " succeeded!")
}

// suggestions makes a list from lines and notes by turns.
func suggestions(linesAndNotes ...string) []view.Suggestion {
	var list []view.Suggestion
	for i := 0; i+1 < len(linesAndNotes); i += 2 {
		list = append(list, view.Suggestion{Line: linesAndNotes[i], Note: linesAndNotes[i+1]})
	}
	return list
}

// verb returns the first word of a line in upper case.
func verb(line string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return strings.ToUpper(word)
}
