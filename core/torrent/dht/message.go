package dht

import (
	"fmt"
	"strconv"
)

// MessageType is the type of a KRPC message: its key "y".
type MessageType byte

// The types of messages.
const (
	Query    MessageType = 'q'
	Response MessageType = 'r'
	Failure  MessageType = 'e'
)

// Method is what a query asks for: its key "q".
type Method string

// The methods (BEP 5, DHT Queries).
const (
	Ping         Method = "ping"
	FindNode     Method = "find_node"
	GetPeers     Method = "get_peers"
	AnnouncePeer Method = "announce_peer"
)

// ErrorCode is the number of an error (BEP 5, Errors).
type ErrorCode int

// The errors.
const (
	GenericError  ErrorCode = 201
	ServerError   ErrorCode = 202
	ProtocolError ErrorCode = 203 // "such as a malformed packet, invalid arguments, or bad token"
	MethodUnknown ErrorCode = 204
)

var errorNames = map[ErrorCode]string{
	GenericError: "Generic Error", ServerError: "Server Error",
	ProtocolError: "Protocol Error", MethodUnknown: "Method Unknown",
}

// String returns the error's name and number.
func (c ErrorCode) String() string {
	if name, ok := errorNames[c]; ok {
		return name + " (" + strconv.Itoa(int(c)) + ")"
	}
	return "error " + strconv.Itoa(int(c))
}

// Limits on what comes from outside. The longest message of ours has K nodes, a token and
// maxValues peers, and fits an Ethernet frame.
const (
	maxMessage     = 1472 // bytes of a datagram: what an Ethernet frame holds
	maxTransaction = 16   // bytes of a transaction's identifier
	maxToken       = 64   // bytes of a token
	maxContacts    = 2 * MaxK
	maxValues      = 50 // peers in one response
	maxErrorText   = 200
)

// Message is a KRPC message. Which fields hold something depends on its type and method.
type Message struct {
	Type        MessageType
	Transaction string // chosen by who asks, repeated by who answers
	Method      Method // of a query
	ID          ID     // of the sender, in queries and responses

	Target  ID     // of a find_node, or the info-hash of a get_peers or announce_peer
	Port    uint16 // of an announce_peer: where the peer listens
	Implied bool   // of an announce_peer: at the port that the query comes from (implied_port)
	Token   string // of an announce_peer, and of the response to a get_peers

	Nodes    []Contact // of a response
	HasNodes bool      // even if there are none
	Values   []Endpoint

	Code ErrorCode // of an error
	Text string
}

// MessageError says why bytes are no KRPC message, or none that can be served. The
// message may be known in part: who asked is told of it, if there is a transaction.
type MessageError struct {
	Code   ErrorCode
	Reason string
}

// Error returns the reason.
func (e *MessageError) Error() string { return "dht: " + e.Reason }

func badMessage(format string, args ...any) error {
	return &MessageError{ProtocolError, fmt.Sprintf(format, args...)}
}
