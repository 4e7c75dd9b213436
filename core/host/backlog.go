package host

// Backlog is what a [PacketConn] may be able to do besides: to tell how many datagrams
// wait for its reader, and to bound them by their number. Sockets of the virtual world
// can; a kernel bounds the bytes of them all, and tells nobody how many there are.
type Backlog interface {
	// LimitBacklog sets how many datagrams may wait; what finds the queue full is
	// lost. 0: as many as the socket's buffer holds.
	LimitBacklog(datagrams int)
	// Backlog returns how many datagrams wait now, and how many were lost since the
	// socket was opened because there was no room for them.
	Backlog() (waiting int, lost uint64)
}
