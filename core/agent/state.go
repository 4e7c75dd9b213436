package agent

// State says what a mail program is doing.
type State uint8

// The states.
const (
	Idle       State = iota // nothing: it waits for its user
	LookingUp               // it asks the DNS for a server's address
	Connecting              // the connection does not stand yet
	LoggingIn               // it says who its user is
	Submitting              // it hands a message to the user's server
	Fetching                // it asks for messages, or parts of them
	Changing                // it has the server file, flag or delete messages
	Listening               // it waits for the server to say what is new (IDLE)
	Failed                  // nothing, and the last thing it did has failed
)

var stateNames = [...]string{"idle", "looking up", "connecting", "logging in", "submitting", "fetching", "changing", "listening", "failed"}

// String returns the state's name.
func (s State) String() string { return stateNames[s] }

// become changes the state; why says in words what it is about, or what has gone wrong.
func (a *Agent) become(s State, why string) {
	if a.state == s && a.doing == why {
		return
	}
	a.h.Emit(EventState{Before: a.state.String(), After: s.String(), Why: why})
	a.state, a.doing = s, why
}
