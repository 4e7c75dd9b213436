// Package vnet is the virtual network: hosts, sites and the cloud between them,
// IPv4, UDP and ICMP. A [Machine] runs programs written for host.Host; the bytes
// that they send cross links with rates, queues, delays and dice.
//
// # The way of a frame
//
//	host link, up → site link, up → cloud → site link, down → host link, down
//
// Two hosts of one site do not cross its link; a host without a site hangs on
// the cloud directly; a host's frames to itself cross nothing. Each direction of
// a link is a line that sends one frame after the other at its rate, a drop-tail
// queue before the line, and a propagation delay behind it:
//
//	enters at t; starts at s = max(t, end of the frame before)
//	the line is busy until e = s + size·8/rate, rounded up to the nanosecond
//	leaves the link at e + delay
//
// A frame that finds the line busy and does not fit into what is left of the
// queue is lost there and then; the frame that is being sent does not count. A
// frame hit by the dice of loss takes its turn on the line and dies at the far
// end, as a damaged one does whose checksum is found wrong. A duplicate leaves
// the link at the instant of its original, right behind it. A frame held back
// leaves it reorderDelay later, so that others overtake it. Where nothing can
// happen (no rate, no dice) legs are run through without an event of their own.
//
// # What is spoken
//
//   - RFC 768, UDP. Sockets mean what package net's mean.
//   - RFC 791, IP. Out of scope on purpose: fragmentation and options. A datagram
//     of up to 65,535 bytes crosses the virtual wire as one frame with DF set.
//   - RFC 792, ICMP: destination unreachable, code 3 (port unreachable), with the
//     offending header and 8 bytes (RFC 1122 §3.2.2.1). A host that is down, and
//     an address that nobody has, answer nothing, as is usual on the Internet.
//   - Ethernet II framing, for what a capture shows. Sizes count the 14 bytes of
//     its header, but neither preamble, padding nor checksum, as captures do.
//
// # What is recorded
//
// Each frame is a frame.sent event, whose ID is the frame's id, and ends in a
// frame.delivered or a frame.lost, whose cause is the frame.sent. Reading a
// message sets the reader's context: caused by the delivery, for the sender's
// operation.
package vnet
