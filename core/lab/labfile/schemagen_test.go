package labfile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"sort"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
)

// The JSON Schema is generated from the Go types (what the decoder reads) and
// from their doc comments (what a teacher reads). The generator is test code:
// nobody needs it at run time.

// schema is a JSON object whose fields keep their order.
type schema []entry

type entry struct {
	key   string
	value any
}

func (s schema) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, e := range s {
		if i > 0 {
			out.WriteByte(',')
		}
		value, err := encode(e.value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "%q:%s", e.key, value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// encode is json.Marshal without the escapes that HTML needs.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(out.Bytes()), err
}

// scalars describes the types that are no structs, lists or unions.
var scalars = map[reflect.Type]schema{
	reflect.TypeFor[labfile.FormatVersion](): {{"const", labfile.Version}},
	reflect.TypeFor[labfile.ID]():            {{"type", "string"}, {"pattern", `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`}},
	reflect.TypeFor[labfile.Name]():          {{"type", "string"}, {"pattern", `^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$`}},
	reflect.TypeFor[labfile.HostRef]():       {{"type", "string"}, {"pattern", `^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$`}},
	reflect.TypeFor[labfile.TypedLine]():     {{"type", "string"}, {"maxLength", 1000}, {"pattern", `^[^\x00-\x1f\x7f-\x9f]*$`}},
	reflect.TypeFor[labfile.MemberName]():    {{"type", "string"}, {"minLength", 1}},
	reflect.TypeFor[labfile.DomainName]():    {{"type", "string"}, {"pattern", `^[^ \t\r\n]+$`}},
	reflect.TypeFor[labfile.Secret]():        {{"type", "string"}, {"pattern", `^[A-Za-z0-9+/]{2,}={0,2}$`}},
	reflect.TypeFor[labfile.RRType]():        {{"type", "string"}, {"pattern", `^[A-Z0-9-]+$`}},
	reflect.TypeFor[labfile.IPv4](): {{"type", "string"},
		{"pattern", `^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.|$)){4}$`}},
	reflect.TypeFor[labfile.Epoch](): {{"type", "string"},
		{"pattern", `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$`}},
	reflect.TypeFor[labfile.Duration](): {{"type", "string"},
		{"pattern", `^(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$`}},
	reflect.TypeFor[labfile.Rate](): {{"type", "string"},
		{"pattern", `^[0-9]+(\.[0-9]{1,9})? ?[kMG]?bit/s$`}},
	reflect.TypeFor[labfile.Size](): {{"type", "string"},
		{"pattern", `^[0-9]+(\.[0-9]{1,9})? ?(B|kB|MB|GB|KiB|MiB|GiB)$`}},
	reflect.TypeFor[labfile.MailUser]():        {{"type", "string"}, {"pattern", `^[A-Za-z0-9]([A-Za-z0-9._+-]{0,38}[A-Za-z0-9])?$`}},
	reflect.TypeFor[labfile.Password]():        {{"type", "string"}, {"minLength", 1}, {"maxLength", 40}, {"pattern", `^[ -~]*$`}},
	reflect.TypeFor[labfile.MailAddress]():     {{"type", "string"}, {"pattern", `^[^ "<>@]+@[^ "<>@]+$`}},
	reflect.TypeFor[labfile.Recipient]():       {{"type", "string"}, {"pattern", `@`}},
	reflect.TypeFor[labfile.FolderName]():      {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}, {"pattern", `^[^%*"\\\x00-\x1f\x7f-\x9f]+$`}},
	reflect.TypeFor[labfile.MailFlagName]():    {{"type", "string"}, {"pattern", `^(\\(Seen|Answered|Flagged|Deleted|Draft)|[^\\ (){%*"\]]+)$`}},
	reflect.TypeFor[labfile.MessageID]():       {{"type", "string"}, {"pattern", `^[^ <>"()@]+@[^ <>"()]+$`}},
	reflect.TypeFor[labfile.MailUID]():         {{"type", "integer"}, {"minimum", 1}, {"maximum", 1<<32 - 1}},
	reflect.TypeFor[labfile.PartPath]():        {{"type", "string"}, {"pattern", `^[1-9][0-9]{0,4}(\.[1-9][0-9]{0,4})*$`}},
	reflect.TypeFor[labfile.MediaType]():       {{"type", "string"}, {"maxLength", 100}, {"pattern", `^[^/ ]+/[^/ ]+$`}},
	reflect.TypeFor[labfile.FileName]():        {{"type", "string"}, {"minLength", 1}, {"maxLength", 120}, {"pattern", `^[^/\\\x00-\x1f\x7f-\x9f]+$`}},
	reflect.TypeFor[labfile.PageURL]():         {{"type", "string"}, {"maxLength", 4000}, {"pattern", `^http://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?$`}},
	reflect.TypeFor[labfile.HeaderText]():      {{"type", "string"}, {"pattern", `^[^\x00-\x1f\x7f-\x9f]*$`}},
	reflect.TypeFor[labfile.Content]():         {{"type", "string"}, {"pattern", `^[A-Za-z0-9+/]*={0,2}$`}},
	reflect.TypeFor[labfile.MailSigningKey]():  {{"type", "string"}, {"pattern", `^[A-Za-z0-9+/]{43}=$`}},
	reflect.TypeFor[labfile.Place]():           {{"type", "integer"}, {"minimum", 0}, {"maximum", 1<<32 - 1}},
	reflect.TypeFor[labfile.PageSize]():        {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}},
	reflect.TypeFor[labfile.Copies]():          {{"type", "integer"}, {"minimum", 1}, {"maximum", 100_000}},
	reflect.TypeFor[labfile.Probability]():     {{"type", "number"}, {"minimum", 0}, {"maximum", 1}},
	reflect.TypeFor[labfile.Attempts]():        {{"type", "integer"}, {"minimum", 1}, {"maximum", 20}},
	reflect.TypeFor[labfile.SourcePorts]():     {{"type", "integer"}, {"minimum", 1}, {"maximum", 1024}},
	reflect.TypeFor[labfile.Speed]():           {{"type", "number"}, {"minimum", 0.001}, {"maximum", 1000}},
	reflect.TypeFor[labfile.QueryRate]():       {{"type", "integer"}, {"minimum", 1}, {"maximum", 1_000_000}},
	reflect.TypeFor[labfile.QueueLength]():     {{"type", "integer"}, {"minimum", 1}, {"maximum", 100_000}},
	reflect.TypeFor[labfile.HashIterations]():  {{"type", "integer"}, {"minimum", 0}, {"maximum", 150}},
	reflect.TypeFor[labfile.TrustAnchor]():     {{"type", "string"}, {"minLength", 1}},
	reflect.TypeFor[labfile.Salt]():            {{"type", "string"}, {"pattern", `^([0-9A-Fa-f]{2}){0,32}$`}},
	reflect.TypeFor[labfile.Port]():            {{"type", "integer"}, {"minimum", 1}, {"maximum", 65535}},
	reflect.TypeFor[labfile.ByteCount]():       {{"type", "integer"}, {"minimum", 1}, {"maximum", 100_000_000}},
	reflect.TypeFor[labfile.FrameOffset]():     {{"type", "integer"}, {"minimum", 0}, {"maximum", 65_600}},
	reflect.TypeFor[labfile.TTL]():             {{"type", "integer"}, {"minimum", 0}, {"maximum", 1<<31 - 1}},
	reflect.TypeFor[labfile.Entries]():         {{"type", "integer"}, {"minimum", 1}, {"maximum", 1_000_000}},
	reflect.TypeFor[labfile.HexBytes]():        {{"type", "string"}, {"pattern", `^ *([0-9A-Fa-f]{2} *){1,64}$`}},
	reflect.TypeFor[labfile.FrameNumber]():     {{"type", "integer"}, {"minimum", 1}, {"maximum", 1<<53 - 1}},
	reflect.TypeFor[labfile.ParameterNumber](): {{"type", "integer"}, {"minimum", 0}, {"maximum", 1_000_000_000}},
	reflect.TypeFor[labfile.PeerCount]():       {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}},
	reflect.TypeFor[labfile.SlotCount]():       {{"type", "integer"}, {"minimum", 1}, {"maximum", 100}},
	reflect.TypeFor[labfile.TrackerURL]():      {{"type", "string"}, {"maxLength", 4000}, {"pattern", `^(http|udp)://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?$`}},
	reflect.TypeFor[labfile.HostCount]():       {{"type", "integer"}, {"minimum", 0}, {"maximum", 5000}},
	reflect.TypeFor[labfile.Seed]():            {{"type", "string"}, {"pattern", `^[0-9]{1,20}$`}},
	reflect.TypeFor[labfile.Position]():        {{"type", "integer"}, {"minimum", 0}, {"maximum", 1<<53 - 1}},
	reflect.TypeFor[labfile.Formula]():         {{"type", "string"}, {"minLength", 1}},
	reflect.TypeFor[labfile.SweepWorlds]():     {{"type", "integer"}, {"minimum", 1}, {"maximum", 100}},
	reflect.TypeFor[labfile.URLPath]():         {{"type", "string"}, {"maxLength", 200}, {"pattern", `^/[!-"$-~]*$`}},
	reflect.TypeFor[labfile.Filter]():          {{"type", "string"}, {"minLength", 1}},
	reflect.TypeFor[labfile.Expression]():      {{"type", "string"}, {"minLength", 1}},
	reflect.TypeFor[labfile.BucketSize]():      {{"type", "integer"}, {"minimum", 1}, {"maximum", 20}},
	reflect.TypeFor[labfile.DHTKey]():          {{"type", "string"}, {"pattern", `^[0-9A-Fa-f]{40}$`}},
	reflect.TypeFor[labfile.DHTTarget]():       {{"type", "string"}, {"pattern", `^([0-9A-Fa-f]{40}|[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?)$`}},
	reflect.TypeFor[string]():                  {{"type", "string"}},
	reflect.TypeFor[bool]():                    {{"type", "boolean"}},
	reflect.TypeFor[labfile.Template]():        {{"type", "string"}},
	reflect.TypeFor[labfile.ChoiceValue]():     {{"type", "string"}},
	reflect.TypeFor[labfile.IDBits]():          {{"type", "integer"}, {"minimum", 1}, {"maximum", 16}},
}

// docs are the doc comments of the package, by "Type" and "Type.Field".
func docs(dir string) map[string]string {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		panic(err)
	}
	found := map[string]string{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.TYPE {
				continue
			}
			for _, spec := range gen.Specs {
				ts := spec.(*ast.TypeSpec)
				found[ts.Name.Name] = oneLine(gen.Doc)
				if st, ok := ts.Type.(*ast.StructType); ok {
					for _, f := range st.Fields.List {
						for _, name := range f.Names {
							found[ts.Name.Name+"."+name.Name] = oneLine(f.Doc)
						}
					}
				}
			}
		}
	}
	return found
}

// oneLine is a comment's first paragraph.
func oneLine(doc *ast.CommentGroup) string {
	paragraph, _, _ := strings.Cut(doc.Text(), "\n\n")
	return strings.Join(strings.Fields(paragraph), " ")
}

type generator struct {
	docs map[string]string
	defs map[string]schema
}

// generateSchema writes the schema of a member: public/lab.schema.json, public/log.schema.json.
func generateSchema(dir, title string, member reflect.Type) []byte {
	g := &generator{docs(dir), map[string]schema{}}
	root := schema{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", title},
	}
	root = append(root, g.object(member, "", "")...)
	var names []string
	for name := range g.defs {
		names = append(names, name)
	}
	sort.Strings(names)
	var defs schema
	for _, name := range names {
		defs = append(defs, entry{name, g.defs[name]})
	}
	root = append(root, entry{"$defs", defs})
	return writeJSON(root)
}

// writeJSON writes an object for people to read.
func writeJSON(s schema) []byte {
	flat, err := encode(s)
	if err != nil {
		panic(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, flat, "", "  "); err != nil {
		panic(err)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// object describes a struct; a variant of a union has a tag.
func (g *generator) object(t reflect.Type, tag, variant string) schema {
	doc := g.docs[t.Name()]
	if doc == "" {
		panic("the type " + t.Name() + " has no doc comment")
	}
	var properties schema
	required := []string{}
	if tag != "" {
		properties = append(properties, entry{tag, schema{{"const", variant}}})
		required = append(required, tag)
	}
	for _, f := range strict.Fields(t) {
		text := g.docs[t.Name()+"."+f.GoName]
		if text == "" {
			panic("the field " + t.Name() + "." + f.GoName + " has no doc comment")
		}
		properties = append(properties, entry{f.Name, append(schema{{"description", text}}, g.field(f)...)})
		if f.Required {
			required = append(required, f.Name)
		}
	}
	out := schema{{"description", doc}, {"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		out = append(out, entry{"required", required})
	}
	return append(out, entry{"additionalProperties", false})
}

// field describes a field's value, with the limits of its tag.
func (g *generator) field(f strict.Field) schema {
	if f.Parameter {
		f.Parameter = false
		return schema{{"anyOf", []schema{g.field(f), g.ref("ParameterReference", parameterReference)}}}
	}
	out := append(schema{}, g.value(f.Type)...)
	least, most := "minLength", "maxLength"
	if f.Type.Kind() == reflect.Slice {
		least, most = "minItems", "maxItems"
	}
	if f.Min > 0 {
		out = append(out, entry{least, f.Min})
	}
	if f.Max > 0 {
		out = append(out, entry{most, f.Max})
	}
	return out
}

// parameterReference describes what stands where a parameter gives the value.
func parameterReference() schema {
	return schema{
		{"description", "The value of one of the parameters."},
		{"type", "object"},
		{"properties", schema{{"parameter", schema{{"description", "The parameter's id."}, {"type", "string"}}}}},
		{"required", []string{"parameter"}},
		{"additionalProperties", false},
	}
}

func (g *generator) value(t reflect.Type) schema {
	if t.Kind() == reflect.Pointer {
		return g.value(t.Elem())
	}
	if s, ok := scalars[t]; ok {
		if ex, ok := reflect.Zero(t).Interface().(strict.Example); ok {
			s = append(s[:len(s):len(s)], entry{"examples", []string{ex.Example()}})
		}
		if t.PkgPath() == "" {
			return s
		}
		doc := g.docs[t.Name()]
		return g.ref(t.Name(), func() schema { return append(schema{{"description", doc}}, s...) })
	}
	if enum, ok := reflect.Zero(t).Interface().(strict.Enum); ok {
		return schema{{"enum", enum.Enum()}}
	}
	switch t.Kind() {
	case reflect.Slice:
		return schema{{"type", "array"}, {"items", g.value(t.Elem())}}
	case reflect.Array:
		return schema{{"type", "array"}, {"items", g.value(t.Elem())}, {"minItems", t.Len()}, {"maxItems", t.Len()}}
	case reflect.Struct:
		return g.ref(t.Name(), func() schema { return g.object(t, "", "") })
	case reflect.Interface:
		return g.ref(t.Name(), func() schema { return g.union(labfile.Unions()[t]) })
	}
	panic("no schema for " + t.String())
}

func (g *generator) union(u *strict.Union) schema {
	var variants []schema
	for _, v := range u.Variants {
		variants = append(variants, g.ref(v.Type.Name(), func() schema { return g.object(v.Type, u.Tag, v.Name) }))
	}
	return schema{{"type", "object"}, {"required", []string{u.Tag}}, {"oneOf", variants}}
}

// ref refers to a definition, which is made when it is first needed.
func (g *generator) ref(name string, define func() schema) schema {
	if _, ok := g.defs[name]; !ok {
		g.defs[name] = nil
		g.defs[name] = define()
	}
	return schema{{"$ref", "#/$defs/" + name}}
}
