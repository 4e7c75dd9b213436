package lab

import (
	"slices"

	"playnet/core/lab/labfile"
	"playnet/core/trace"
)

// A parameter makes another world: other hosts, other links. So it is set at the very
// beginning of a log, and whoever gives a world a log gets the world that the log is of.

// parametrise makes the world anew if a log gives the lab's parameters other values than
// they have, and reports whether it did. A log that can't be meant for the lab is given up.
func (w *World) parametrise(log []Entry) (changed bool, err error) {
	f, err := w.file.With(labfile.ValuesOf(LogOf(log)))
	var fresh *run
	if err == nil && f != w.file {
		w.options.torrents = newTorrents(f)
		fresh, err = newRun(f, w.seed, w.options)
	}
	switch {
	case err != nil:
		w.logErr = err
		return false, err
	case fresh == nil:
		return false, nil
	}
	w.closeReplicas()
	w.run.net.Stop()
	w.file, w.run, w.applied, w.reach, w.why = f, fresh, 0, 0, answered{}
	w.log, w.logErr = slices.Clone(log), nil
	return true, nil
}

// choose gives a parameter a value, if nothing has happened yet.
func (w *World) choose(a labfile.LabParameter) (trace.ID, error) {
	if err := w.file.CheckAction(a); err != nil {
		return 0, err
	}
	log := slices.Clone(w.log[:w.applied])
	if w.Place() != (Place{}) || len(labfile.ValuesOf(LogOf(log))) < len(log) {
		return 0, parameterLate.With("parameter", string(a.Parameter))
	}
	log = slices.DeleteFunc(log, func(e Entry) bool { return e.Do.(labfile.LabParameter).Parameter == a.Parameter })
	log = append(log, Entry{Do: a})
	before, applied := w.log, w.applied
	w.log = w.log[:applied]
	if _, err := w.parametrise(log); err != nil {
		w.log, w.logErr = before, nil
		return 0, err
	}
	w.Follow(log)
	w.RunToPlace(Place{}, nil)
	return w.run.trace.At(), w.logErr
}
