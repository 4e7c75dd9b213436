package imap_test

import (
	"path/filepath"
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
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			imapscript.Run(t, path, newWorld(t, imap.Config{}))
		})
	}
}
