package app

// Popover is a small panel beside the button that opens it. Unlike a dialog it leaves the
// rest of the page usable; Escape and a press elsewhere close it. At most one is open.
type Popover string

// The popovers.
const (
	NoPopover  Popover = ""
	LadderMenu Popover = "ladder"
	JumpMenu   Popover = "jump"
	MoreMenu   Popover = "more"
)

// Popover returns which one is open.
func (a *App) Popover() Popover { return a.popover }

// SetPopover opens one, and closes the one that was open.
func (a *App) SetPopover(p Popover) {
	if p == a.popover {
		return
	}
	a.popover = p
	a.touch()
}

// TogglePopover opens one, or closes it.
func (a *App) TogglePopover(p Popover) {
	if a.popover == p {
		p = NoPopover
	}
	a.SetPopover(p)
}
