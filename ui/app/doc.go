// Package app is the page's controller, without the page: it holds the world that is
// open, plays, steps and seeks it in slices of a frame's budget, keeps what the learner
// has selected, and answers the calls of an embedding page. It knows nothing of browsers,
// so all of this is tested natively.
//
// A component of package ui calls a method and is drawn anew when [App.Version] has
// changed; the frame ticker calls [App.Frame] and redraws what shows the run when
// [App.Moved] has changed. The world is only ever changed by the actions that the learner
// or the embedding page asks for: a page that is looked at has the same trace as the same
// run without a page.
package app
