// Package kernelhost is host.Host on the kernel's sockets: the programs of a lab,
// which run in the virtual network, run here unchanged on a real one.
//
// A [World] keeps the contract's promise that exactly one program runs at any
// time. There is one lock. Whoever runs a program's code holds it, and gives it
// away only inside the calls that may block: so programs see no difference from
// the virtual world, where control changes hands in the same places.
//
// What is not the same: time is the machine's, the dice are those of the kernel's
// scheduler, and a message does not bring its sender's operation along.
package kernelhost
