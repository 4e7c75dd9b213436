package vnet

// flowTable finds flows by their keys: a hash table with chains. (Each frame that waits is
// looked up; a map took more time than the queue itself.)
type flowTable struct {
	chains []*flow // length a power of two
	size   int
}

const leastChains = 8

// at returns where the chain of a key begins. There must be chains.
func (t *flowTable) at(k flowKey) **flow {
	ends := uint64(k.src.ip)<<32 | uint64(k.dst.ip)
	ports := uint64(k.src.port)<<32 | uint64(k.dst.port)<<16 | uint64(k.proto)
	h := (ends*0x9e3779b97f4a7c15 ^ ports) * 0xff51afd7ed558ccd // both odd: any such would do
	return &t.chains[h>>40&uint64(len(t.chains)-1)]
}

// get returns the flow of a key, or nil.
func (t *flowTable) get(k flowKey) *flow {
	if t.size == 0 {
		return nil
	}
	l := *t.at(k)
	for l != nil && l.key != k {
		l = l.chain
	}
	return l
}

// put takes a flow in, of whose key there is none.
func (t *flowTable) put(l *flow) {
	if t.size == len(t.chains) {
		was := t.chains
		t.chains = make([]*flow, max(leastChains, 2*len(was)))
		for _, l := range was {
			for l != nil {
				next := l.chain
				t.link(l)
				l = next
			}
		}
	}
	t.link(l)
	t.size++
}

func (t *flowTable) link(l *flow) {
	first := t.at(l.key)
	l.chain, *first = *first, l
}

// remove takes a flow out.
func (t *flowTable) remove(l *flow) {
	at := t.at(l.key)
	for *at != l {
		at = &(*at).chain
	}
	*at, l.chain = l.chain, nil
	t.size--
}
