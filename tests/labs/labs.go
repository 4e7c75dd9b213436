// Package labs holds labs that are not shipped: worlds for tests.
package labs

import "embed"

// Files holds *.lab.
//
//go:embed *.lab
var Files embed.FS

// Lab returns the text of a lab.
func Lab(id string) (text []byte, ok bool) {
	text, err := Files.ReadFile(id + ".lab")
	return text, err == nil
}
