package imap

// State is that of a connection (RFC 3501, section 3).
type State int

// The states.
const (
	// NotAuthenticated: the client must supply credentials.
	NotAuthenticated State = iota
	// Authenticated: the client must select a mailbox before it can work with messages.
	Authenticated
	// Selected: a mailbox is open.
	Selected
	// Logout: the connection is being ended.
	Logout
)

// String returns the state's name as the RFC writes it.
func (s State) String() string {
	switch s {
	case NotAuthenticated:
		return "Not Authenticated"
	case Authenticated:
		return "Authenticated"
	case Selected:
		return "Selected"
	case Logout:
		return "Logout"
	}
	return "?"
}
