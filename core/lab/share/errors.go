package share

import "playnet/core/lab/strict"

// Why a text is no link, or a state gets none. Errors of this package are of type
// *strict.Reason, so that a page can say them in its reader's language.
var (
	noLink    = strict.Define("link-none", `this is no link and no code of Playnet's: these begin with "p1."`)
	newerLink = strict.Define("link-newer", `the link was made by a newer Playnet: it is of version {value}, and this one knows version {known}`)
	damaged   = strict.Define("link-damaged", `the link was damaged on the way: its checksum does not fit. Perhaps it was cut off, or a character was changed`)
	tooLarge  = strict.Define("link-too-large", `the link holds more than {most} bytes`)
	malformed = strict.Define("link-malformed", `the link is whole, but does not say what a link says: {why}`)
	tooFar    = strict.Define("link-impossible", `this run is too large for a link: {why}`)
)
