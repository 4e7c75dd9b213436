// Package sim owns time. A [Kernel] holds an event queue ordered by (instant,
// sequence number), the fibers that run straight-line programs on it, timers,
// wait queues and named random streams. It is the only source of order in a
// world: nothing here, or above, reads the machine's clock, and control is
// handed over, never raced for.
//
// Three ideas carry the package:
//
//   - An [Instant] is what people read: nanoseconds since the world began.
//     A position is what the machinery uses: the number of queue events popped
//     so far ([Kernel.Position]). Two runs of one world agree at every position.
//   - A [Fiber] is a coroutine made with iter.Pull. A blocking call parks it and
//     returns control to the queue; whatever it waits for puts it back into the
//     queue. Exactly one fiber runs at any time, on the caller's thread.
//   - Everything has a [Context]: the trace event that caused it and the
//     operation it serves. Timers capture the context when they are armed and
//     restore it when they fire; fibers inherit it from whoever started them.
//
// Weak timers (cache refreshes, choke rounds) do not keep a world alive: when
// [Kernel.Alive] is false only they are left.
package sim
