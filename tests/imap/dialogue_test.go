package imap

import (
	"fmt"
	"path/filepath"
	"testing"

	"playnet/tests/imapscript"
)

// TestDialogues plays core/imap's dialogues with Dovecot.
func TestDialogues(t *testing.T) {
	d := startDovecot(t)
	files, err := filepath.Glob("../../core/imap/testdata/dialogue/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no dialogues", err)
	}
	for i, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			imapscript.Run(t, path, newSession(t, d.at, fmt.Sprintf("user%d", i)))
		})
	}
}
