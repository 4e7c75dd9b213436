// Package vnet is the virtual network: hosts, sites and the cloud between them,
// IPv4, UDP, TCP and ICMP. A [Machine] runs programs written for host.Host; the bytes
// that they send cross links with rates, queues, delays and dice.
//
// # The way of a frame
//
//	host link, up → site link, up → cloud → site link, down → host link, down
//
// Two hosts of one site do not cross its link; a host without a site hangs on
// the cloud directly; a host's frames to itself cross nothing. Each direction of
// a link is a line that sends one frame after the other at its rate, a queue
// before the line, and a propagation delay behind it:
//
//	enters at t; its turn comes at s, t at once if the line is idle
//	the line is busy until e = s + size·8/rate, rounded up to the nanosecond
//	leaves the link at e + delay
//
// Who waits takes turns by flow, so that conversations share a line evenly; the
// frames of one keep their order. A frame that finds the line busy and does not
// fit into what is left of the queue is lost there and then, unless another
// conversation has more waiting: then the last frame of the one with the most is.
// The frame that is being sent does not count. A frame hit by the dice of loss takes its turn on the line and dies at the far
// end, as a damaged one does whose checksum is found wrong. A duplicate leaves
// the link at the instant of its original, right behind it. A frame held back
// leaves it reorderDelay later, so that others overtake it. Where nothing can
// happen (no rate, no dice) legs are run through without an event of their own.
//
// # What is spoken
//
//   - RFC 768, UDP. Sockets mean what package net's mean.
//   - RFC 9293, TCP, with RFC 7323's window scale option, RFC 5681 and RFC 6582
//     (congestion control), RFC 3042 (limited transmit), RFC 6298 (time-outs) and
//     RFC 5961 (resets and challenges). See below for what it is like.
//   - RFC 791, IP. Out of scope on purpose: fragmentation and options. A datagram
//     of up to 65,535 bytes crosses the virtual wire as one frame with DF set.
//   - RFC 792, ICMP: destination unreachable, code 3 (port unreachable), with the
//     offending header and 8 bytes (RFC 1122 §3.2.2.1). A host that is down, and
//     an address that nobody has, answer nothing, as is usual on the Internet.
//   - Ethernet II framing, for what a capture shows. Sizes count the 14 bytes of
//     its header, but neither preamble, padding nor checksum, as captures do.
//
// # TCP
//
//   - MSS 1,460. Windows are scaled by 128, and 256 KiB at most unless asked for
//     otherwise. A Write blocks while twice the congestion window waits to be
//     acknowledged (64 to 512 KiB); a reader that stops closes the window, which is
//     then probed, for ever if the peer answers.
//   - Slow start from 3 segments, congestion avoidance, fast retransmit and fast
//     recovery (NewReno). No selective acknowledgments, time stamps or explicit
//     congestion notification: the window does what the textbook says.
//   - A segment that is full is acknowledged at once, any other within 40 ms, so that
//     an answer takes the acknowledgment along. Nagle's algorithm is off unless asked
//     for, as in package net.
//   - The time-out is SRTT + max(200 ms, 4·RTTVAR), 1 s before the first measurement,
//     doubled each time up to 60 s. What is not acknowledged is given up at the first
//     expiry after 100 s, a SYN after 3 minutes (183 s): ETIMEDOUT.
//   - TIME-WAIT lasts 2 s (2 MSL, with an MSL of a second), and keeps no world alive.
//     A connection that was closed on this side alone is forgotten after a minute.
//     Keep-alive is off.
//   - A listener holds 128 connections; a SYN beyond them is dropped.
//   - A machine that is switched off takes its connections along without a word. Its
//     peers get a reset when it is up again and they speak to it, or time out.
//     A program that ends closes its connections; one that crashes resets them.
//
// Initial sequence numbers are drawn from a stream of their own for each machine.
// A socket's state is an RFC's state, and becomes another in one place (become).
// tcp.state, tcp.retransmit and tcp.phase tell what happens to a connection: a
// segment that is sent again is caused by the tcp.retransmit, and that by what
// armed the timer, or by the acknowledgment that told of the loss. Bytes remember
// for which operation they were written: a segment that the window held back
// serves it all the same.
//
// # What is recorded
//
// Each frame is a frame.sent event, whose ID is the frame's id, and ends in a
// frame.delivered or a frame.lost, whose cause is the frame.sent. Reading a
// message sets the reader's context: caused by the delivery, for the sender's
// operation.
package vnet
