package lab

import "playnet/core/sim"

// flow is what the segments have in common that one end of a TCP connection sends: it is looked
// up once, not for each of a million segments.
type flow struct {
	to        string       // the host that they went to last; "": none yet
	talk      int          // see talks
	spoken    int          // see tally
	toServer  bool         // likewise
	unsaid    bool         // nothing tells its protocol
	last      *sim.Instant // when a segment of the connection was sent last, either way
	connected *connected   // nil: nobody has seen it begin, or it was not looked up yet
}

// flows are those of all ends of connections, by their numbers.
type flows struct {
	list  []flow
	stray flow // of a frame that belongs to no connection
}

// of returns the flow of an end of a connection; of 0, a new one.
func (x *flows) of(number uint32) *flow {
	if number == 0 {
		x.stray = flow{}
		return &x.stray
	}
	for int(number) >= len(x.list) {
		x.list = append(x.list, flow{})
	}
	return &x.list[number]
}

// forget forgets which connections the flows belong to.
func (x *flows) forget() {
	for i := range x.list {
		x.list[i].connected = nil
	}
}
