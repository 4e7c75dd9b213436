//go:build !linux

package main

import (
	"fmt"
	"os"

	"playnet/core/lab/labfile"
)

// execute says why it can't.
func execute(*options, *labfile.File) (status int) {
	fmt.Fprintln(os.Stderr, "realnet: it needs the network namespaces of Linux")
	return exitNotAllowed
}
