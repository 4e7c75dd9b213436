package app

import (
	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/ui/text"
)

// SwitchGroup is a choice of which exactly one position is on.
type SwitchGroup struct {
	Title     string
	Positions []view.Switch
}

// SwitchGroups lists the choices of the lab, in the order of its switches.
func (a *App) SwitchGroups() (groups []SwitchGroup) {
	for _, s := range a.Switches() {
		if s.Group == "" {
			continue
		}
		k := 0
		for k < len(groups) && groups[k].Title != s.Group {
			k++
		}
		if k == len(groups) {
			groups = append(groups, SwitchGroup{Title: s.Group})
		}
		groups[k].Positions = append(groups[k].Positions, s)
	}
	return groups
}

// LoneSwitches lists the switches that are on or off by themselves.
func (a *App) LoneSwitches() (list []view.Switch) {
	for _, s := range a.Switches() {
		if s.Group == "" {
			list = append(list, s)
		}
	}
	return list
}

// nameOfSwitch is what a switch is called where it stands alone: a position with its choice.
func nameOfSwitch(group, title string) string {
	if group == "" {
		return title
	}
	return text.T("switch.position", "group", group, "position", title)
}

// Switch turns one of the lab's switches.
func (a *App) Switch(id string, on bool) {
	if a.Do(labfile.LabSwitch{Switch: labfile.ID(id), On: on}) && a.Position() > 0 {
		a.Note(text.T("switch.fromnow"), false)
	}
}

// SwitchesMoved reports whether a switch stands otherwise than in the lab's file.
func (a *App) SwitchesMoved() bool {
	if a.world == nil {
		return false
	}
	declared := a.world.File().Lab.Switches
	for i, s := range a.Switches() {
		if i < len(declared) && s.On != declared[i].On {
			return true
		}
	}
	return false
}

// RestartWithSwitches opens the lab anew with its switches as they stand, and plays.
func (a *App) RestartWithSwitches() {
	if a.world == nil {
		return
	}
	f := a.world.File()
	now := a.Switches()
	if a.Reopen(a.Seed()) != nil {
		return
	}
	for i, s := range now {
		if i < len(f.Lab.Switches) && s.On != f.Lab.Switches[i].On && (s.On || s.Group == "") {
			a.Do(labfile.LabSwitch{Switch: labfile.ID(s.ID), On: s.On})
		}
	}
	a.Play()
}
