package strict_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"playnet/core/lab/strict"
)

type even int

func (e even) Validate() error {
	if e%2 != 0 {
		return fmt.Errorf("%d is odd", int(e))
	}
	return nil
}

type colour string

func (colour) Enum() []string { return []string{"red", "green", "blue"} }

type hex struct{ s string }

func (h *hex) UnmarshalText(text []byte) error {
	h.s = string(text)
	if strings.Trim(h.s, "0123456789abcdef") != "" {
		return fmt.Errorf("no hex")
	}
	return nil
}
func (h hex) MarshalText() ([]byte, error) { return []byte(h.s), nil }
func (hex) Example() string                { return "ff" }

type shape interface{ area() float64 }

type square struct {
	Side float64 `json:"side" strict:"required"`
}
type circle struct {
	Radius float64 `json:"radius" strict:"required"`
}

func (s square) area() float64 { return s.Side * s.Side }
func (c circle) area() float64 { return 3 * c.Radius * c.Radius }

type inner struct {
	Even even `json:"even,omitempty"`
}

type outer struct {
	Name   string   `json:"name" strict:"required,min=2,max=5"`
	List   []inner  `json:"list,omitempty" strict:"min=1,max=3"`
	Pair   [2]int   `json:"pair,omitempty"`
	Colour colour   `json:"colour,omitempty"`
	Hex    *hex     `json:"hex,omitempty"`
	Ratio  *float64 `json:"ratio,omitempty"`
	Yes    bool     `json:"yes,omitempty"`
	Shapes []shape  `json:"shapes,omitempty"`
}

var unions = strict.Unions{reflect.TypeFor[shape](): {Tag: "kind", Variants: []strict.Variant{
	strict.VariantOf[square]("square"), strict.VariantOf[circle]("circle")}}}

const good = `{
  "name": "ab\u00e9\ud83d\ude00\n",
  "list": [{"even": 2}, {}],
  "pair": [1, -2],
  "colour": "green",
  "hex": "0f",
  "ratio": 1.5e-3,
  "yes": true,
  "shapes": [{"kind": "circle", "radius": 2}, {"side": 3, "kind": "square"}]
}`

func TestDecodeAndEncode(t *testing.T) {
	root, err := strict.Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	var got outer
	if errs := strict.Decode(root, &got, unions); len(errs) > 0 {
		t.Fatal(errs)
	}
	ratio := 0.0015
	want := outer{Name: "abé😀\n", List: []inner{{2}, {0}}, Pair: [2]int{1, -2}, Colour: "green",
		Hex: &hex{"0f"}, Ratio: &ratio, Yes: true, Shapes: []shape{circle{2}, square{3}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("decoded %+v, want %+v", got, want)
	}
	const encoded = `{"name":"abé😀\u000a","list":[{"even":2},{}],"pair":[1,-2],"colour":"green","hex":"0f",` +
		`"ratio":0.0015,"yes":true,"shapes":[{"kind":"circle","radius":2},{"kind":"square","side":3}]}`
	if out := strict.Encode(got, unions); string(out) != encoded {
		t.Errorf("encoded\n%s, want\n%s", out, encoded)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // all errors, one a line
	}{
		{``, `line 1: the end where a value should be`},
		{"{\n\"name\": \"abc\",\n}", `line 3: '}' where a field's name in double quotes should be`},
		{`{"name": "abc"} x`, `line 1: 'x' after the end of the JSON value`},
		{"{\"name\": \"abc\"\n\"yes\": true}", `line 2: '"' where a comma or "}" should be`},
		{`{"name" "abc"}`, `line 1: '"' where a colon should be`},
		{"// hello\n{}", `line 1: JSON has no comments; text before the first member of a lab file is one`},
		{`{"name": abc}`, `line 1: name: "abc" is no JSON value: strings stand in double quotes`},
		{`{"pair": [01, 2]}`, `line 1: pair[0]: "01" is no JSON number`},
		{`{"pair": [1., 2]}`, `line 1: pair[0]: "1." is no JSON number`},
		{`{"pair": [1e+, 2]}`, `line 1: pair[0]: "1e+" is no JSON number`},
		{`{"pair": [-, 2]}`, `line 1: pair[0]: "-" is no JSON number`},
		{"{\"name\": \"ab\ncd\"}", `line 1: name: a string that does not end on its line`},
		{`{"name": "a\qb"}`, `line 1: name: "\q" is no escape in a JSON string`},
		{`{"name": "\ud83d!!"}`, `line 1: name: "\ud83d" is no escape in a JSON string`},
		{"{\"name\": \"a\xffb\"}", `line 1: name: bytes that are not UTF-8`},
		{"{\"name\": \"a\tb\"}", `line 1: name: a control character in a string; write \n, \t or \u00XX`},
		{"{\"name\": \"abc\",\n\"name\": \"abd\"}", `line 2: name: the field "name" stands here a second time; the first is in line 1`},
		{`[]`, `line 1: wanted an object, found a list`},
		{"\n{}", `line 2: name: the field "name" is missing`},
		{`{"name": "a"}`, `line 1: name: the text is too short: at least 2 characters`},
		{`{"name": "abcdef"}`, `line 1: name: the text is too long: at most 5 characters`},
		{`{"name": null}`, `line 1: name: wanted a string, found null`},
		{`{"name": "abc", "list": []}`, `line 1: list: the list has 0 entries; at least 1 are needed`},
		{`{"name": "abc", "list": [{},{},{},{}]}`, `line 1: list: the list has 4 entries; at most 3 are allowed`},
		{"{\"name\": \"abc\", \"list\": [{},\n{\"even\": 3}]}", `line 2: list[1].even: 3 is odd`},
		{`{"name": "abc", "list": [{"evne": 2}]}`, `line 1: list[0].evne: unknown field "evne"; did you mean "even"?`},
		{`{"name": "abc", "list": [{"zzzz": 2}]}`, `line 1: list[0].zzzz: unknown field "zzzz"; the fields here are: even`},
		{`{"name": "abc", "pair": [1]}`, `line 1: pair: the list has 1 entries; it must have 2`},
		{`{"name": "abc", "pair": [1, 2.5]}`, `line 1: pair[1]: wanted a whole number, found 2.5`},
		{`{"name": "abc", "pair": [1, 99999999999999999999]}`, `line 1: pair[1]: the number 99999999999999999999 is too large or too small`},
		{`{"name": "abc", "ratio": 1e999}`, `line 1: ratio: the number 1e999 is too large or too small`},
		{`{"name": "abc", "colour": "gren"}`, `line 1: colour: "gren" is unknown; did you mean "green"? The values are: red, green, blue`},
		{`{"name": "abc", "colour": "x"}`, `line 1: colour: "x" is unknown; the values are: red, green, blue`},
		{`{"name": "abc", "hex": 3}`, `line 1: hex: wanted a string such as "ff", found a number`},
		{`{"name": "abc", "hex": "xy"}`, `line 1: hex: no hex`},
		{`{"name": "abc", "yes": 1}`, `line 1: yes: wanted true or false, found a number`},
		{`{"name": "abc", "ratio": false}`, `line 1: ratio: wanted a number, found false`},
		{`{"name": "abc", "shapes": [{"radius": 1}]}`, `line 1: shapes[0].kind: the field "kind" is missing`},
		{`{"name": "abc", "shapes": [{"kind": "cirle"}]}`, `line 1: shapes[0].kind: "cirle" is unknown; did you mean "circle"? The values are: square, circle`},
		{`{"name": "abc", "shapes": [{"kind": "circle", "radius": 1, "kid": 1}]}`, `line 1: shapes[0].kid: unknown field "kid"; did you mean "kind"?`},
		{`{"name": "abc", "shapes": [7]}`, `line 1: shapes[0]: wanted an object, found a number`},
		{"{\"name\": 1,\n\"pair\": 2,\n\"x\": 3}", "line 1: name: wanted a string, found a number\n" +
			"line 2: pair: wanted a list, found a number\n" +
			"line 3: x: unknown field \"x\"; the fields here are: name, list, pair, colour, hex, ratio, yes, shapes"},
	} {
		var got []string
		root, err := strict.Parse([]byte(c.text))
		if err != nil {
			got = append(got, err.Error())
		} else {
			for _, e := range strict.Decode(root, new(outer), unions) {
				got = append(got, e.Error())
			}
		}
		if out := strings.Join(got, "\n"); out != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, out, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, pair := range []string{"[]", `{"a":}`} {
		open, end := pair[:len(pair)-1], pair[len(pair)-1:]
		deepest := strings.Repeat(open, strict.MaxDepth) + "1" + strings.Repeat(end, strict.MaxDepth)
		if _, err := strict.Parse([]byte(deepest)); err != nil {
			t.Errorf("%d deep: %v", strict.MaxDepth, err)
		}
		for _, bomb := range []string{open + deepest + end, strings.Repeat(open, 1_000_000)} {
			_, err := strict.Parse([]byte(bomb))
			if err == nil || err.Reason.ID != "too-deep" {
				t.Errorf("a bomb of %q: %v, want too-deep", open, err)
			}
		}
	}
	many := "[" + strings.Repeat("0,", strict.MaxNodes) + "0]"
	if _, err := strict.Parse([]byte(many)); err == nil || err.Reason.ID != "too-many-values" {
		t.Errorf("too many values: %v", err)
	}
	long := `{"name": "` + strings.Repeat("a\x7f", 1000) + `"}`
	root, _ := strict.Parse([]byte(long[:len(long)-1] + `, "` + strings.Repeat("b", 1000) + `": 1}`))
	for _, e := range strict.Decode(root, new(outer), unions) {
		if len(e.Reason.Error()) > 300 {
			t.Errorf("a reason of %d bytes", len(e.Reason.Error()))
		}
	}
	wrong := `{"name": "abc"`
	for i := range 100 {
		wrong += fmt.Sprintf(`, "zz%d": 1`, i)
	}
	root, err := strict.Parse([]byte(wrong + "}"))
	if err != nil {
		t.Fatal(err)
	}
	if errs := strict.Decode(root, new(outer), unions); len(errs) != strict.MaxErrors {
		t.Errorf("%d errors, want %d", len(errs), strict.MaxErrors)
	}
}

func TestCatalogue(t *testing.T) {
	for _, tpl := range strict.Catalogue() {
		if tpl.ID == "" || tpl.Text == "" || strings.Count(tpl.Text, "{") != strings.Count(tpl.Text, "}") {
			t.Errorf("a bad template: %+v", tpl)
		}
	}
}

// FuzzParse holds the parser against encoding/json: what the one takes the
// other takes (but for duplicates, depth, comments' names), with the same values.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`[1, 2.5e+7, -0, "a\/\u0000", null, true, {"": []}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := strict.Parse(text)
		valid := json.Valid(text)
		if err == nil && !valid {
			t.Errorf("%q is no JSON, but is taken", text)
		}
		if err != nil && valid {
			switch err.Reason.ID {
			case "duplicate-field", "too-deep", "bad-utf8", "bad-escape": // stricter on purpose
			default:
				t.Errorf("%q is JSON, but refused: %v", text, err)
			}
		}
	})
}
