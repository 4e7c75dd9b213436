// Package lab is the one door to a world. The page, the headless runner, the
// tests and an embedding page all command a world through it with the same small
// vocabulary of actions, and read it through snapshots and the trace.
//
// A [World] is a pure function of (lab, seed, action log). Its log holds each
// action of the user with the position (queue events popped) and the instant at
// which it was done; whoever opens the same lab with the same seed and log gets
// the same trace, byte for byte. Going back in time is opening it again and
// running up to a position ([World.Seek]); a fork keeps the log's head.
//
// Actions of the lab's own timeline are not in the log: they belong to the lab.
package lab
