package app

import (
	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// Parameter is a number of the lab that the learner can choose before it begins.
type Parameter struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Unit    string `json:"unit,omitempty"`
	Min     int64  `json:"min"`
	Max     int64  `json:"max"`
	Step    int64  `json:"step"`
	Default int64  `json:"default"`
	Value   int64  `json:"value"` // with which the open world was made
}

// Parameters lists the open lab's parameters.
func (a *App) Parameters() []Parameter {
	if a.world == nil {
		return nil
	}
	f := a.world.File()
	var list []Parameter
	for i := range f.Lab.Parameters {
		p := &f.Lab.Parameters[i]
		_, value := f.Parameter(p.ID)
		list = append(list, Parameter{ID: string(p.ID), Title: p.Title, Unit: p.Unit,
			Min: int64(p.Min), Max: int64(p.Max), Step: p.StepSize(), Default: int64(p.Default), Value: int64(value)})
	}
	return list
}

// SetParameter opens the lab anew with another value of a parameter; the others, and the
// seed, stay. On an error the running lab stays as it is.
func (a *App) SetParameter(id string, value int64) error {
	if a.world == nil {
		return nil
	}
	p := labfile.LabParameter{Parameter: labfile.ID(id), Value: labfile.ParameterNumber(value)}
	if err := a.world.File().CheckAction(p); err != nil {
		return err
	}
	return a.reopenWith(a.Seed(), append(a.settledHead(p.Parameter), lab.Entry{Do: p}))
}

// ParametersMoved reports whether a parameter has another value than the lab's own.
func (a *App) ParametersMoved() bool {
	for _, p := range a.Parameters() {
		if p.Value != p.Default {
			return true
		}
	}
	return false
}

// ResetParameters opens the lab anew with its own values; the seed stays.
func (a *App) ResetParameters() {
	if a.ParametersMoved() {
		if err := a.reopenWith(a.Seed(), nil); err != nil {
			a.Note(reasonOf(err), true)
		}
	}
}

// chooseParameter sets a parameter if nothing has happened yet.
func (a *App) chooseParameter(p labfile.LabParameter) error {
	if _, err := a.world.Do(p); err != nil {
		return err
	}
	return a.reopenWith(a.Seed(), a.settledHead(""))
}

// settledHead lists the actions that have given parameters their values, without those of one.
func (a *App) settledHead(without labfile.ID) (head []lab.Entry) {
	for _, e := range a.world.Log() {
		p, ok := e.Do.(labfile.LabParameter)
		if !ok || e.At > 0 || e.Position > 0 {
			break
		}
		if p.Parameter != without {
			head = append(head, e)
		}
	}
	return head
}

// reopenWith opens the same lab from its beginning; the log gives its parameters values.
func (a *App) reopenWith(seed uint64, head []lab.Entry) error {
	id, source := a.labID, a.source
	if err := a.openFile(source, a.world.File(), seed); err != nil {
		return err
	}
	a.labID, a.source = id, source
	if len(head) > 0 {
		a.adopt(head)
		a.world.RunToPlace(lab.Place{}, nil)
		a.stir()
	}
	return nil
}
