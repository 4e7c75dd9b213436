package terminal

import (
	"path"
	"slices"
	"strings"
)

func init() {
	Register(Command{
		Name: "cat", Args: "file...", Summary: "print files: how this host's programs are set up",
		Operand: FileName, Run: runCat,
	})
	Register(Command{
		Name: "ls", Args: "[-l] [file...]", Summary: "list files",
		Operand: FileName, Options: []Option{{'l', "", "one a line, with sizes in bytes"}}, Run: runLs,
	})
}

func runCat(p *Process) int {
	_, operands, ok := p.Parse()
	if !ok {
		return statusUsage
	}
	if len(operands) == 0 {
		return p.Usage("no file given")
	}
	status := 0
	for _, name := range operands {
		text, ok := p.Env.Files.Read(absolute(name))
		switch {
		case ok:
			if _, err := p.Write([]byte(text)); err != nil {
				return 1
			}
		case len(within(p.Env.Files.List(), absolute(name))) > 0:
			status = p.Fail(1, "%s: Is a directory", name)
		default:
			status = p.Fail(1, "%s: No such file or directory", name)
		}
	}
	return status
}

func runLs(p *Process) int {
	f, operands, ok := p.Parse()
	if !ok {
		return statusUsage
	}
	if len(operands) == 0 {
		operands = []string{"/"}
	}
	status := 0
	for i, name := range operands {
		at := absolute(name)
		entries := within(p.Env.Files.List(), at)
		if _, isFile := p.Env.Files.Read(at); isFile {
			entries, at = []string{path.Base(at)}, path.Dir(at)
		}
		if len(entries) == 0 {
			status = p.Fail(statusUsage, "cannot access '%s': No such file or directory", name)
			continue
		}
		if len(operands) > 1 {
			if i > 0 {
				p.Printf("\n")
			}
			p.Printf("%s:\n", name)
		}
		p.list(at, entries, f.Has('l'))
	}
	return status
}

// list prints the entries of a folder; folders have a slash at their end.
func (p *Process) list(folder string, entries []string, long bool) {
	if !long {
		for _, e := range entries {
			p.Printf("%s\n", e)
		}
		return
	}
	t := &table{right: []bool{true, false}}
	for _, e := range entries {
		size := "-"
		if text, ok := p.Env.Files.Read(path.Join(folder, e)); ok {
			size = itoa(len(text))
		}
		t.row(size, e)
	}
	p.Printf("%s", t.text(nil))
}

// absolute makes a path complete: a shell stands in the root.
func absolute(name string) string { return path.Join("/", name) }

// within returns the names that stand in a folder, in order; folders end with a
// slash.
func within(files []string, folder string) []string {
	if folder != "/" {
		folder += "/"
	}
	var list []string
	for _, f := range files {
		rest, ok := strings.CutPrefix(f, folder)
		if !ok {
			continue
		}
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			rest = rest[:i+1]
		}
		if !slices.Contains(list, rest) {
			list = append(list, rest)
		}
	}
	return list
}
