package vnet

// portTable holds the sockets of one protocol on one machine by their local
// port. Several may share a port if each has a local address of its own.
type portTable map[uint16]*UDPConn

// Ephemeral ports (RFC 6335 §6: "the Dynamic Ports, also known as the Private or
// Ephemeral Ports, from 49152-65535 (never assigned)").
const (
	firstEphemeral = 49152
	ephemeralPorts = 65536 - firstEphemeral
)

// free reports whether a socket could be bound to an address. As on Linux, the
// unspecified address collides with every other.
func (t portTable) free(local endpoint) bool {
	for s := t[local.port]; s != nil; s = s.nextOnPort {
		if s.local.ip == local.ip || s.local.ip == 0 || local.ip == 0 {
			return false
		}
	}
	return true
}

// ephemeral draws a free port for an address; ok is false if there is none left.
// (RFC 6056 §3.3.1: simple port randomization.)
func (m *Machine) ephemeral(t portTable, ip ipv4) (port uint16, ok bool) {
	start := m.ports.IntN(ephemeralPorts)
	for i := range ephemeralPorts {
		port = uint16(firstEphemeral + (start+i)%ephemeralPorts)
		if t.free(endpoint{ip, port}) {
			return port, true
		}
	}
	return 0, false
}

func (t portTable) add(s *UDPConn) {
	s.nextOnPort = t[s.local.port]
	t[s.local.port] = s
}

func (t portTable) remove(s *UDPConn) {
	if t[s.local.port] == s {
		if s.nextOnPort == nil {
			delete(t, s.local.port)
		} else {
			t[s.local.port] = s.nextOnPort
		}
		return
	}
	for o := t[s.local.port]; o != nil; o = o.nextOnPort {
		if o.nextOnPort == s {
			o.nextOnPort = s.nextOnPort
			return
		}
	}
}

// lookup returns the socket that gets a datagram from remote to local, or nil. A
// connected socket gets only its peer's.
func (t portTable) lookup(local, remote endpoint) *UDPConn {
	for s := t[local.port]; s != nil; s = s.nextOnPort {
		if (s.local.ip == local.ip || s.local.ip == 0) && (!s.connected || s.remote == remote) {
			return s
		}
	}
	return nil
}

// local reports whether an address is one of the machine's.
func (m *Machine) local(ip ipv4) bool {
	if ip.loopback() {
		return true
	}
	for _, own := range m.ips {
		if own == ip {
			return true
		}
	}
	return false
}
