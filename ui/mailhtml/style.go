package mailhtml

import "strings"

// style returns the declarations of a style attribute that may stay.
func (c *cleaner) style(source string) string {
	var kept []string
	for _, d := range strings.Split(source, ";") {
		property, value, ok := strings.Cut(d, ":")
		property, value = strings.ToLower(strings.TrimSpace(property)), strings.TrimSpace(value)
		switch {
		case property == "" && !ok:
		case strings.Contains(strings.ToLower(value), "url("):
			c.count(Pictures)
		case !ok || !styles[property] || !styleValue(value):
			c.count(Styles)
		default:
			kept = append(kept, property+":"+value)
		}
	}
	return strings.Join(kept, ";")
}

// styleValue reports whether a value is made of words, numbers and colours. Escapes and
// comments are how others hide in a style: there are none.
func styleValue(v string) bool {
	if len(v) > 200 || strings.Contains(v, "--") || strings.HasPrefix(v, "-") {
		return false
	}
	for i := 0; i < len(v); i++ {
		b := v[i]
		switch {
		case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9':
		case b == '#' || b == '%' || b == '.' || b == ',' || b == ' ' || b == '-' || b == '\'' || b == '"':
		case b == '(':
			if !colourFunction(v[:i]) {
				return false
			}
		case b == ')':
		case b == '!':
			if !strings.EqualFold(strings.TrimSpace(v[i+1:]), "important") {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// colourFunction reports whether what stands before a parenthesis is a colour's notation.
func colourFunction(before string) bool {
	before = strings.ToLower(before)
	for _, name := range []string{"rgb", "rgba", "hsl", "hsla"} {
		if rest, ok := strings.CutSuffix(before, name); ok && (rest == "" || strings.HasSuffix(rest, " ") || strings.HasSuffix(rest, ",")) {
			return true
		}
	}
	return false
}
