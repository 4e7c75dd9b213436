package app

// Key is a key that was pressed, as the browser names it.
type Key struct {
	Name  string // KeyboardEvent.key
	Shift bool
	Other bool // with Ctrl, Alt or the command key
	// In says what has the focus.
	In KeyPlace
}

// KeyPlace says what has the focus when a key is pressed.
type KeyPlace string

// The places where keys mean something of their own.
const (
	Elsewhere KeyPlace = ""       // nothing that takes keys
	TextField KeyPlace = "text"   // takes every key
	Button    KeyPlace = "button" // takes space and Enter
	Slider    KeyPlace = "slider" // takes the arrows, Home and End
	Listing   KeyPlace = "list"   // takes the arrows, Home and End, space and Enter
)

// Shortcut is a line of the sheet of shortcuts.
type Shortcut struct {
	Keys []string // what stands on the keys
	Text string   // id in the message catalogue
}

// Shortcuts lists what the keys do, in the order of the sheet.
func Shortcuts() []Shortcut {
	return []Shortcut{
		{[]string{"Space", "K"}, "keys.play"},
		{[]string{"→", "L"}, "keys.message"},
		{[]string{"←", "J"}, "keys.message.back"},
		{[]string{"Shift →"}, "keys.event"},
		{[]string{"Shift ←"}, "keys.event.back"},
		{[]string{"."}, "keys.jump"},
		{[]string{","}, "keys.jump.back"},
		{[]string{"Home"}, "keys.start"},
		{[]string{"End"}, "keys.end"},
		{[]string{"+", "−"}, "keys.speed"},
		{[]string{"S"}, "keys.skip"},
		{[]string{"T"}, "keys.terminal"},
		{[]string{"W"}, "keys.why"},
		{[]string{"A"}, "keys.answer"},
		{[]string{"/"}, "keys.filter"},
		{[]string{"G"}, "keys.tables"},
		{[]string{"M"}, "keys.mail"},
		{[]string{"Esc"}, "keys.escape"},
		{[]string{"?"}, "keys.sheet"},
	}
}

// taken reports whether what has the focus needs the key itself.
func (k Key) taken() bool {
	arrow := k.Name == "ArrowLeft" || k.Name == "ArrowRight" || k.Name == "ArrowUp" || k.Name == "ArrowDown" ||
		k.Name == "Home" || k.Name == "End" || k.Name == "PageUp" || k.Name == "PageDown"
	press := k.Name == " " || k.Name == "Enter"
	switch k.In {
	case TextField:
		return k.Name != "Escape"
	case Button:
		return press
	case Slider:
		return arrow
	case Listing:
		return arrow || press
	}
	return false
}

// Press does what a key means, and reports whether it meant something.
func (a *App) Press(k Key) bool {
	if k.Other || k.taken() {
		return false
	}
	if k.Name == "Escape" {
		return a.escape()
	}
	if a.dialog != NoDialog || !a.look.Keys {
		return false // what lies behind a dialog takes no keys
	}
	if a.wanted.id != "" {
		return true // it is meant for what shall have the focus
	}
	switch k.Name {
	case " ", "k", "K":
		a.Toggle()
	case "ArrowRight", "l", "L":
		a.byShift(k.Shift && k.Name == "ArrowRight", a.StepEvent, a.StepMessage)
	case "ArrowLeft", "j", "J":
		a.byShift(k.Shift && k.Name == "ArrowLeft", a.BackEvent, a.BackMessage)
	case ".":
		a.JumpOn(true)
	case ",":
		a.JumpOn(false)
	case "Home":
		a.ToStart()
	case "End":
		a.ToEnd()
	case "+", "=":
		a.SetSpeed(a.Speed() + 1)
	case "-", "_":
		a.SetSpeed(a.Speed() - 1)
	case "s", "S":
		a.SetSkipping(!a.Skipping())
	case "t", "T":
		a.EnterTerminal()
	case "w", "W":
		a.AskWhy()
	case "a", "A":
		a.FocusQuestion()
	case "g", "G":
		a.SetTables(!a.look.Tables)
	case "m", "M":
		a.ToggleMail()
	case "/":
		a.FocusFilter()
	case "?":
		a.SetDialog(Keys)
	default:
		return false
	}
	return true
}

func (a *App) byShift(shift bool, with, without func()) {
	if shift {
		with()
	} else {
		without()
	}
}

// escape closes what lies on top, then lets go of what is selected.
func (a *App) escape() bool {
	switch {
	case a.CanCancel():
		a.CancelSeek()
	case a.dialog != NoDialog:
		a.SetDialog(NoDialog)
	case a.popover != NoPopover:
		a.SetPopover(NoPopover)
	case a.notice.Text != "":
		a.Note("", false)
	case a.compare != nil:
		a.EndCompare()
	case a.MailShown():
		a.leaveMail()
	case a.Selection().Kind != Lab:
		a.SelectLab()
	default:
		return false
	}
	return true
}
