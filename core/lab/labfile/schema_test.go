package labfile_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"playnet/core/lab/labfile"
	"playnet/tests/brokenlabs"
)

var update = flag.Bool("update", false, "rewrite public/*.schema.json and the catalogue of reasons")

const (
	schemaFile    = "../../../public/lab.schema.json"
	runSchemaFile = "../../../public/log.schema.json"
)

// TestSchemaIsCurrent holds the schemas equal to the Go types.
func TestSchemaIsCurrent(t *testing.T) {
	for _, s := range []struct {
		file, title string
		member      reflect.Type
	}{
		{schemaFile, "lab.json of a Playnet lab file, format version 1", reflect.TypeFor[labfile.Lab]()},
		{runSchemaFile, "log.json of a Playnet lab file, format version 1", reflect.TypeFor[labfile.Run]()},
	} {
		want := generateSchema(".", s.title, s.member)
		if *update {
			if err := os.WriteFile(s.file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(s.file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go test ./core/lab/labfile -update", s.file)
		}
	}
}

const reasonsFile = "../../../public/messages/en.reasons.json"

// TestReasonsAreCurrent holds the page's catalogue equal to the reasons in the
// code: other languages translate the file.
func TestReasonsAreCurrent(t *testing.T) {
	var list schema
	for _, r := range labfile.Reasons() {
		list = append(list, entry{"reason." + r.ID, r.Text})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].key < list[j].key })
	want := writeJSON(list)
	if *update {
		if err := os.WriteFile(reasonsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(reasonsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("public/messages/en.reasons.json is stale: run go test ./core/lab/labfile -update")
	}
}

func compileSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("lab.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("lab.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// judge validates the member lab.json of a text; ok is false when it is no
// JSON at all.
func judge(s *jsonschema.Schema, text string) (err error, ok bool) {
	_, member, _ := strings.Cut(text, "-- lab.json --\n")
	member, _, _ = strings.Cut(member, "\n-- ")
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(member))
	if err != nil {
		return err, false
	}
	return s.Validate(doc), true
}

// TestSchemaTakesLabs lets an independent judge look at all our labs.
func TestSchemaTakesLabs(t *testing.T) {
	s := compileSchema(t, schemaFile)
	files, err := filepath.Glob("../../../public/labs/*.lab")
	if err != nil || len(files) < 2 {
		t.Fatal("no labs", err)
	}
	more, _ := filepath.Glob("../../../tests/labs/*.lab")
	for _, name := range append(append(files, more...), "../../../tests/brokenlabs/base.lab") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := labfile.Parse(text); err != nil {
			t.Errorf("%s does not parse:\n%v", name, err)
		}
		if err, ok := judge(s, string(text)); err != nil || !ok {
			t.Errorf("%s: the schema refuses it: %v", name, err)
		}
	}
}

// TestSchemaRefuses holds the schema against the decoder: what is wrong by
// itself, without a look at another place, the schema must refuse, too.
func TestSchemaRefuses(t *testing.T) {
	s := compileSchema(t, schemaFile)
	judged := 0
	for _, c := range brokenlabs.Cases() {
		if !c.Schema {
			continue
		}
		judged++
		if err, ok := judge(s, c.Text); !ok || err == nil {
			t.Errorf("%s: the schema takes it (JSON: %v)", c.Name, ok)
		}
	}
	if judged < 100 {
		t.Errorf("only %d labs judged", judged)
	}
}
