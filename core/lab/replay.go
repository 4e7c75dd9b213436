package lab

import (
	"errors"
	"fmt"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

// CheckLog says what is wrong with a log that was written elsewhere, by a link or a lab
// file, as far as the lab alone can tell. What only the run can tell ends the log on the
// way: see [World.LogError].
func CheckLog(f *labfile.File, log []Entry) error {
	f, err := f.With(labfile.ValuesOf(LogOf(log)))
	if err != nil {
		return err
	}
	for i, e := range log {
		if i > 0 && (e.Position < log[i-1].Position || e.At < log[i-1].At) {
			return fmt.Errorf("action %d of the log comes before the one that precedes it", i+1)
		}
		if err := f.CheckAction(e.Do); err != nil {
			return fmt.Errorf("action %d of the log: %w", i+1, err)
		}
	}
	return nil
}

var errElsewhere = errors.New("the run does not come by its position at its instant")

// unreachable returns why the world cannot come to where the log's next entry stands: it
// was logged in another run.
func (w *World) unreachable(e *Entry) error {
	k := w.run.kernel
	next, ok := k.Next()
	switch {
	case e.At < k.Now(),
		e.Position > k.Position() && (!ok || next > e.At),
		e.Position == k.Position() && ok && next < e.At:
		return errElsewhere
	}
	return nil
}

// LogOf returns a log as files and links hold it.
func LogOf(log []Entry) []labfile.LogEntry {
	var list []labfile.LogEntry
	for _, e := range log {
		list = append(list, labfile.LogEntry{At: labfile.Duration(e.At), Pos: labfile.Position(e.Position), Do: e.Do})
	}
	return list
}

// Entries returns a log that a file or a link held.
func Entries(list []labfile.LogEntry) []Entry {
	var log []Entry
	for _, e := range list {
		log = append(log, Entry{Position: uint64(e.Pos), At: sim.Instant(e.At), Do: e.Do})
	}
	return log
}
