package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/share"
	"playnet/core/view"
)

// runLink opens a link of the page and runs to where it was shared. It passes when the run
// is the one that was shared; where it is another, check lines say what differs.
func runLink(o options, stdout io.Writer) (world *lab.World, passed bool, err error) {
	state, err := share.Decode(fragment(o.link))
	if err != nil {
		return nil, false, fmt.Errorf("-link: %w", err)
	}
	file, err := labOf(o, state)
	if err != nil {
		return nil, false, err
	}
	if err := lab.CheckLog(file, state.Log); err != nil {
		return nil, false, fmt.Errorf("-link: %w", err)
	}
	if world, err = lab.New(file, state.Seed, lab.Options{}); err != nil {
		return nil, false, err
	}
	world.Follow(state.Log)
	world.RunToPlace(lab.Place{Position: state.Position, At: state.At}, nil)
	return world, check(append(checkLog(world), checkShared(world, state)...), stdout), nil
}

// fragment takes the rest of a URL off.
func fragment(link string) string {
	link = strings.TrimSpace(link)
	if _, behind, ok := strings.Cut(link, "#"); ok {
		return behind
	}
	return link
}

// labOf returns the lab of a link, or the one that is to take its place.
func labOf(o options, s share.State) (*labfile.File, error) {
	switch {
	case o.lab != "":
		return load(o.lab)
	case s.LabID != "":
		return load(s.LabID)
	}
	file, err := labfile.Parse(s.LabText)
	if err != nil {
		return nil, fmt.Errorf("-link: the lab in it: %w", err)
	}
	return file, nil
}

// checkShared holds the run against the one that was shared, and says so only where it is
// another. Another lab matters only when it makes another run.
func checkShared(w *lab.World, s share.State) []view.Check {
	expected := hex.EncodeToString(s.Hash[:])
	if s.Hash == [32]byte{} || w.Hash() == expected {
		return nil
	}
	c := view.Check{What: "the run is the one that was shared", Detail: "its hash was " + expected}
	if s.LabDigest != [32]byte{} && s.LabDigest != w.File().Digest {
		c.Detail += "; the lab is another than it was then"
	}
	return []view.Check{c}
}
