package lab

import "playnet/core/view"

// lineKind is a [view.LineKind] in one byte.
type lineKind uint8

const (
	lineText lineKind = iota
	lineData
	lineMessage
	lineBody
	lineOpens
	lineCloses
	lineResets
	lineError
	lineGap
	lineDropped
)

var lineKinds = [...]view.LineKind{
	lineText: view.LineText, lineData: view.LineData, lineMessage: view.LineMessage, lineBody: view.LineBody, lineOpens: view.LineOpens,
	lineCloses: view.LineCloses, lineResets: view.LineResets, lineError: view.LineError, lineGap: view.LineGap, lineDropped: view.LineDropped,
}
