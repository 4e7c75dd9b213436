package labfile_test

import (
	"os"
	"testing"

	"playnet/core/lab/labfile"
)

func base(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../../../tests/brokenlabs/base.lab")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t testing.TB, text []byte) *labfile.File {
	t.Helper()
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatalf("does not parse:\n%v", err)
	}
	return f
}

func TestBase(t *testing.T) { parse(t, base(t)) }
