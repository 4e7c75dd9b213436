package ui

import (
	"strconv"

	"playnet/ui/app"
	"playnet/ui/text"
)

// sliding is the slider that is being moved: the lab begins anew when it is let go.
type sliding struct{ id, value string }

// Decimal writes a number for an attribute.
func (p *Page) Decimal(n int64) string { return strconv.FormatInt(n, 10) }

// ParameterValue is where a slider stands.
func (p *Page) ParameterValue(of app.Parameter) string {
	if p.sliding.id == of.ID {
		return p.sliding.value
	}
	return p.Decimal(of.Value)
}

// ParameterWords is a parameter's value as it is read.
func (p *Page) ParameterWords(of app.Parameter) string {
	n, err := strconv.Atoi(p.ParameterValue(of))
	if err != nil {
		return p.ParameterValue(of)
	}
	if of.Unit != "" {
		return text.Number(n) + " " + of.Unit
	}
	return text.Number(n)
}

// ParameterTitle says what moving the slider does, and what the lab has by itself.
func (p *Page) ParameterTitle(of app.Parameter) string {
	return text.T("parameter.title", "default", text.Number(int(of.Default)))
}

// TypeParameter takes where a slider is while it is moved.
func (p *Page) TypeParameter(id, value string) { p.sliding = sliding{id, value} }

// TakeParameter opens the lab anew with the value at which a slider was let go.
func (p *Page) TakeParameter(id, value string) {
	p.sliding = sliding{}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return
	}
	for _, of := range p.App.Parameters() {
		if of.ID != id || of.Value == n {
			continue
		}
		playing := p.App.Playing()
		if err := p.App.SetParameter(id, n); err != nil {
			p.App.Note(err.Error(), true)
			return
		}
		p.App.Note(text.T("parameter.anew", "title", of.Title, "value", text.Number(int(n))), false)
		if playing {
			p.App.Play()
		}
		return
	}
}

// ResetParameters opens the lab anew as its author has made it.
func (p *Page) ResetParameters() {
	playing := p.App.Playing()
	p.App.ResetParameters()
	if playing {
		p.App.Play()
	}
}
