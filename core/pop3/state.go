package pop3

// State is where a session is (RFC 1939 §3).
type State uint8

// The states of a session.
const (
	// Greeting: the connection stands, and the server has said nothing yet.
	Greeting State = iota
	// Authorization: "the client must identify itself to the POP3 server".
	Authorization
	// Transaction: "the client requests actions on the part of the POP3 server".
	Transaction
	// Update: "the POP3 server releases any resources acquired during the TRANSACTION
	// state and says goodbye".
	Update
	// Closed: the connection is no more.
	Closed
)

// String returns the state's name in the RFC.
func (s State) String() string {
	return [...]string{"GREETING", "AUTHORIZATION", "TRANSACTION", "UPDATE", "CLOSED"}[s]
}
