package panels

import (
	"strings"

	"playnet/ui/app"
)

// mailEvent does what happens in the reader. It returns whether a key that was pressed in a
// field meant something.
func (s *State) mailEvent(a *app.App, e Event, id string) (meant bool) {
	what, rest, _ := strings.Cut(id, ":")
	switch {
	case what == "field" && e.Type == "input":
		a.WriteMail(rest, e.Value)
	case what == "field" && e.Type == "key": // Escape
		a.PutAside()
		s.wish = wish{Focus: "mail-list"}
		return true
	case what == "name" && e.Type == "input":
		a.TypeFolder(e.Value)
	case what == "name" && e.Type == "key":
		if e.Value == "Enter" {
			a.ApplyFolder()
		} else {
			a.NameFolder("")
		}
		return true
	case what == "owner" && e.Type == "change":
		a.OpenMail(rest)
	case what == "into" && e.Type == "change":
		if how, folder, _ := strings.Cut(rest, ":"); folder != "" {
			a.MoveMailTo(folder, how == "copy")
		}
	case what == "part" || what == "node":
		s.mailPartEvent(a, e, rest)
	case e.Type == "click":
		s.pressMail(a, what, rest)
	}
	return false
}

// pressMail does what a button of the reader does.
func (s *State) pressMail(a *app.App, what, rest string) {
	switch what {
	case "line":
		a.SelectMail(int(number(rest)))
		a.ReadMail()
	case "host":
		a.OpenMail(rest)
	case "open":
		a.ChooseMailFolder(rest)
		s.wish = wish{Focus: "mail-list"}
	case "folder":
		s.pressFolder(a, rest)
	case "take":
		field, address, _ := strings.Cut(rest, ":")
		a.TakeSuggestion(field, address)
	case "detach":
		a.Detach(int(number(rest)))
	case "save":
		if f, ok := a.MailFile(rest); ok {
			s.wish = wish{Save: &f}
		}
	case "rest":
		a.FetchRest(rest)
	case "unfold":
		a.ToggleSourcePart(rest)
	default:
		s.PressMailKey(a, what)
	}
}

func (s *State) pressFolder(a *app.App, what string) {
	switch what {
	case "create", "rename":
		a.NameFolder(what)
		a.WantFocus("mail-folder-name")
	case "delete":
		a.RemoveFolder()
	case "apply":
		a.ApplyFolder()
	case "cancel":
		a.NameFolder("")
	}
}

// PressMailKey does what the reader's buttons do that need no more to be said, and its keys.
func (s *State) PressMailKey(a *app.App, what string) {
	switch what {
	case "compose":
		a.ComposeMail()
	case "reply", "replyall":
		a.ReplyMail(what == "replyall")
		s.wish = wish{Island: "mail", Focus: "mail:field:text", Caret: 1} // above what is quoted
	case "forward":
		a.ForwardMail()
	case "edit":
		a.EditDraft()
	case "fetch":
		a.FetchMail()
	case "idle":
		a.IdleMail(!a.Idling())
	case "flag":
		a.ToggleMailFlag(`\Flagged`)
	case "seen":
		a.ToggleMailFlag(`\Seen`)
	case "delete":
		a.DeleteMail()
	case "source":
		a.ShowMailSource(!a.MailSource())
	case "back":
		a.MailBack()
	case "folders":
		a.ShowMailFolders()
	case "close":
		a.CloseMail()
	case "copies":
		a.ShowCopies()
	case "send":
		if a.SendMail() {
			s.wish = wish{Focus: "mail-list"}
		}
	case "draft":
		a.SaveDraft()
	case "aside":
		a.PutAside()
	case "discard":
		a.DiscardMail()
	case "draw":
		a.DrawMail(!a.Composing().Drawing)
	case "undraw":
		a.DrawMail(false)
	}
}

// mailPartEvent points at a part of the message, or moves in the tree of parts.
func (s *State) mailPartEvent(a *app.App, e Event, path string) {
	switch e.Type {
	case "hover", "focus":
		a.PointAtPart(path, true)
	case "click":
		a.PointAtPart(path, true)
		s.wish = wish{Reveal: "mail-source-" + path}
	case "ArrowDown", "ArrowUp", "Home", "End":
		m, ok := a.MailMessage()
		if !ok {
			return
		}
		parts := app.MailParts(&m.Root)
		at := 0
		for i, p := range parts {
			if p.Path == path {
				at = i
			}
		}
		switch e.Type {
		case "ArrowDown":
			at++
		case "ArrowUp":
			at--
		case "Home":
			at = 0
		case "End":
			at = len(parts)
		}
		to := parts[min(max(at, 0), len(parts)-1)].Path
		a.PointAtPart(to, true)
		s.wish = wish{Focus: "mail:node:" + to, Reveal: "mail-source-" + to}
	}
}
