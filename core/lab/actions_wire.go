package lab

import (
	"errors"
	"strconv"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/core/vnet"
)

// planFrame plans something that is done to a frame under way.
func (r *run) planFrame(frame labfile.FrameNumber, do func(uint64) error) (func(), error) {
	for _, f := range r.net.Frames() {
		if f.ID == uint64(frame) {
			return func() { _ = do(f.ID) }, nil // it is under way: nothing else can be wrong
		}
	}
	return nil, notUnderWay.With("frame", frameText(frame))
}

func frameText(frame labfile.FrameNumber) string { return strconv.FormatInt(int64(frame), 10) }

func (r *run) planChange(a labfile.FrameChange) (func(), error) {
	frame, offset, data, fix := uint64(a.Frame), int(a.Offset), a.Bytes.Std(), a.Checksums == labfile.ChecksumsFixed
	err := r.net.CanChange(frame, offset, data, fix)
	var wrong *vnet.ChangeError
	switch {
	case err == nil:
		return func() { _ = r.net.Change(frame, offset, data, fix) }, nil
	case errors.As(err, &wrong) && wrong.Same:
		return nil, sameBytes.With()
	case errors.As(err, &wrong):
		return nil, outsideFrame.With("size", strconv.Itoa(wrong.Size), "offset", strconv.Itoa(offset))
	}
	return nil, notUnderWay.With("frame", frameText(a.Frame))
}

func (r *run) planLink(a labfile.LinkSet) (func(), error) {
	c := vnet.LinkChange{
		Up: (*int64)(a.Up), Down: (*int64)(a.Down), Queue: (*int64)(a.Queue),
		Delay: (*time.Duration)(a.Delay), ReorderDelay: (*time.Duration)(a.ReorderDelay),
		Loss: (*float64)(a.Loss), Duplicate: (*float64)(a.Duplicate), Reorder: (*float64)(a.Reorder),
	}
	if a.To != "" {
		return func() { _ = r.net.ChangePair(string(a.Place), string(a.To), c) }, nil // checked with the action
	}
	return func() { _ = r.net.SetLink(string(a.Place), c) }, unless(already(r.link(a.Place), c), linkSame.With("place", string(a.Place)))
}

// already reports whether a link has the values of a change.
func already(l view.Link, c vnet.LinkChange) bool {
	return is(c.Up, l.Up) && is(c.Down, l.Down) && is(c.Queue, l.Queue) &&
		is(c.Delay, time.Duration(l.Delay)) && is(c.ReorderDelay, time.Duration(l.ReorderDelay)) &&
		is(c.Loss, l.Loss) && is(c.Duplicate, l.Duplicate) && is(c.Reorder, l.Reorder)
}

func is[T comparable](wanted *T, present T) bool { return wanted == nil || *wanted == present }
