package lab

// SetLog gives a fresh world a log to follow.
func SetLog(w *World, log []Entry) { w.log = append([]Entry(nil), log...) }
