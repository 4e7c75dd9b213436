package arch

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The Go files that vugugen makes of the .vugu files are committed, so that a clean clone
// builds, vets and opens in an editor with no step before. This test makes them anew from a
// copy of the sources and compares.
func TestGeneratedFilesAreFresh(t *testing.T) {
	fresh := t.TempDir()
	if err := copyTree(filepath.Join(root, "ui"), fresh); err != nil {
		t.Fatal(err)
	}
	generate := exec.Command("go", "tool", "vugugen", "-s", "-r", "-skip-go-mod", "-skip-main", fresh)
	generate.Dir = root
	if out, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	have, want := generatedFiles(t, filepath.Join(root, "ui")), generatedFiles(t, fresh)
	if len(want) == 0 {
		t.Fatal("vugugen has made nothing")
	}
	for name, text := range want {
		if !bytes.Equal(have[name], text) {
			t.Errorf("ui/%s is not what its .vugu files give: run ./build.sh generate and commit it", name)
		}
	}
	for name := range have {
		if want[name] == nil {
			t.Errorf("ui/%s: there is no .vugu file that it could come from: delete it", name)
		}
	}
}

// copyTree copies a folder without the generated files.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		local, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, local)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if strings.HasSuffix(name, "_gen.go") || !slices.Contains([]string{".go", ".vugu"}, path.Ext(name)) {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
}

// generatedFiles returns the generated files below a folder by their path there.
func generatedFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_gen.go") {
			return err
		}
		local, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(local)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
