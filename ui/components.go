package ui

// Root is the page's outermost component: everything a person sees is drawn below it, but
// for what stands in the islands (ui/stage, ui/ladder, ui/panels).
type Root struct{ *Page }

// Top is the header.
type Top struct{ *Page }

// MoreMenu holds what the header has no room for.
type MoreMenu struct{ *Page }

// Rail is the list of labs.
type Rail struct{ *Page }

// Story says what is happening, and holds the lab's switches and the learner's look-up.
type Story struct{ *Page }

// Welcome greets somebody who has come for the first time.
type Welcome struct{ *Page }

// Question is the card on which the learner predicts.
type Question struct{ *Page }

// Outcome shows what came out of the lab's questions.
type Outcome struct{ *Page }

// TimeBar holds what moves the world's time.
type TimeBar struct{ *Page }

// Dock holds ladder, packets and bytes.
type Dock struct{ *Page }

// JumpMenu jumps along the run, from one thing of a kind to the next.
type JumpMenu struct{ *Page }

// LadderMenu holds what decides how the ladder is drawn.
type LadderMenu struct{ *Page }

// WhatIf is the dialog of the run's branches.
type WhatIf struct{ *Page }

// CompareChoice is the dialog in which one chooses what to compare the run with.
type CompareChoice struct{ *Page }

// Comparison shows two runs side by side.
type Comparison struct{ *Page }

// Dialogs holds what can lie over the page.
type Dialogs struct{ *Page }

// ExportDialog offers what can be taken along: captures, traces, labs, pictures.
type ExportDialog struct{ *Page }

// LinkDialog shows a link of the run, opens one, and says why one could not be opened.
type LinkDialog struct{ *Page }
