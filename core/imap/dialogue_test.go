package imap_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"playnet/core/imap"
	"playnet/tests/imapscript"
)

// The dialogues in testdata/dialogue: each is below the rule that decides it. tests/imap
// plays them with Dovecot.
func TestDialogues(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogue/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no dialogues", err)
	}
	rules := 0
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# Dovecot ") {
			t.Errorf("%s: its head must say what Dovecot made of it", path)
		}
		rules += strings.Count(string(text), "\n# RFC ")
		t.Run(filepath.Base(path), func(t *testing.T) {
			imapscript.Run(t, path, imapscript.NewWorld(t, imap.Config{}))
		})
	}
	if rules < 200 {
		t.Errorf("%d rules", rules)
	}
}
