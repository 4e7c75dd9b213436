package mailhtml

// elements are those that are kept, with the attributes that each may have besides those
// that all may have.
var elements = map[string][]string{
	"abbr": nil, "address": nil, "article": nil, "b": nil, "big": nil, "blockquote": nil, "br": nil, "caption": {"align"},
	"center": nil, "cite": nil, "code": nil, "col": {"width", "span"}, "colgroup": {"width", "span"}, "dd": nil,
	"del": nil, "div": {"align"}, "dl": nil, "dt": nil, "em": nil, "figcaption": nil, "figure": nil,
	"font": {"color", "face", "size"}, "footer": nil, "h1": {"align"}, "h2": {"align"}, "h3": {"align"},
	"h4": {"align"}, "h5": {"align"}, "h6": {"align"}, "header": nil, "hr": {"align", "width", "size"}, "i": nil,
	"ins": nil, "kbd": nil, "li": {"value"}, "main": nil, "mark": nil, "ol": {"start", "type"}, "p": {"align"},
	"pre": nil, "q": nil, "s": nil, "samp": nil, "section": nil, "small": nil, "span": nil, "strike": nil,
	"strong": nil, "sub": nil, "sup": nil,
	"table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "width"},
	"tbody": {"align", "valign"},
	"td":    {"align", "bgcolor", "colspan", "height", "rowspan", "valign", "width"},
	"tfoot": {"align", "valign"},
	"th":    {"align", "bgcolor", "colspan", "height", "rowspan", "valign", "width"},
	"thead": {"align", "valign"}, "tr": {"align", "bgcolor", "valign"}, "tt": nil, "u": nil, "ul": {"type"}, "var": nil,
}

// void are the elements that hold nothing.
var void = map[string]bool{"br": true, "hr": true, "col": true}

// anywhere are the attributes that every element may have; style is looked through.
var anywhere = map[string]bool{"dir": true, "lang": true, "title": true, "style": true}

// plainValue reports whether a value can be that of an attribute which names a size, a colour,
// a place or a kind: letters, digits and a few signs say all that these can say.
func plainValue(v string) bool {
	for _, r := range v {
		ok := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			r == '#' || r == '%' || r == '.' || r == ',' || r == ' ' || r == '-' || r == '+'
		if !ok {
			return false
		}
	}
	return len(v) <= 100
}

// What is left out is counted under these names; the page's catalogue has a sentence for each.
const (
	Scripts  = "scripts"  // script elements and links that run one
	Handlers = "handlers" // attributes that run a script: onload, onclick, …
	Pictures = "pictures" // pictures that would be fetched from elsewhere
	Links    = "links"    // links: they are kept as words that lead nowhere
	Forms    = "forms"    // forms and their fields
	Frames   = "frames"   // frames, objects, applets
	Media    = "media"    // sound, film, drawings that can hold scripts
	Sheets   = "sheets"   // style sheets
	Metas    = "metas"    // redirections, a base for addresses, links of the document
	Styles   = "styles"   // style declarations that are not known to be harmless
	Others   = "others"   // elements that nobody knows
	Rest     = "rest"     // what came after too much of everything
)

// Kinds are these names in the order in which they are told.
var Kinds = []string{Scripts, Handlers, Pictures, Links, Forms, Frames, Media, Sheets, Metas, Styles, Others, Rest}

// removed says under which name an element that is not kept is counted.
var removed = map[string]string{
	"script": Scripts, "noscript": Scripts, "template": Scripts,
	"form": Forms, "input": Forms, "button": Forms, "select": Forms, "option": Forms, "optgroup": Forms, "textarea": Forms,
	"label": Forms, "fieldset": Forms, "legend": Forms, "datalist": Forms, "output": Forms, "keygen": Forms, "isindex": Forms,
	"iframe": Frames, "frame": Frames, "frameset": Frames, "noframes": Frames, "object": Frames, "embed": Frames,
	"applet": Frames, "param": Frames, "portal": Frames, "fencedframe": Frames, "noembed": Frames,
	"audio": Media, "video": Media, "source": Media, "track": Media, "svg": Media, "math": Media, "canvas": Media, "picture": Media,
	"image": Pictures, "bgsound": Media, "map": Links, "area": Links,
	"style": Sheets, "link": Metas, "meta": Metas, "base": Metas,
	"xmp": Others, "plaintext": Others, "marquee": Others, "dialog": Others, "details": Others, "summary": Others,
}

// swallowed are the elements whose content goes with them: it is no text for a reader, or
// is read by rules of its own.
var swallowed = map[string]bool{
	"script": true, "style": true, "template": true, "svg": true, "math": true, "iframe": true, "noembed": true,
	"noframes": true, "noscript": true, "object": true, "applet": true, "audio": true, "video": true, "canvas": true,
	"select": true, "textarea": true, "title": true, "xmp": true, "plaintext": true, "frameset": true,
}

// silent are the elements that are left out and are worth no word: what they hold is kept.
var silent = map[string]bool{"html": true, "head": true, "body": true, "title": true}

// styles are the properties that may stay in a style attribute. None of them takes an
// element out of its place, lays it over another, or fetches anything.
var styles = map[string]bool{
	"background-color": true, "border": true, "border-bottom": true, "border-collapse": true, "border-color": true,
	"border-left": true, "border-radius": true, "border-right": true, "border-spacing": true, "border-style": true,
	"border-top": true, "border-width": true, "color": true, "font-family": true, "font-size": true, "font-style": true,
	"font-variant": true, "font-weight": true, "height": true, "letter-spacing": true, "line-height": true,
	"list-style-type": true, "margin": true, "margin-bottom": true, "margin-left": true, "margin-right": true,
	"margin-top": true, "max-width": true, "padding": true, "padding-bottom": true, "padding-left": true,
	"padding-right": true, "padding-top": true, "text-align": true, "text-decoration": true, "text-indent": true,
	"text-transform": true, "vertical-align": true, "white-space": true, "width": true, "word-spacing": true,
}
