package smtp

// State is how far a session is: which commands may come next. Both ends have one.
type State uint8

// The states of a session. RFC 5321, section 4.1.4, gives the order of the commands.
const (
	Connecting  State = iota // a client opens the connection
	Greeting                 // the connection stands; the server greets
	Greeted                  // the client is to say HELO or EHLO
	Ready                    // between mails
	Login                    // AUTH goes on
	Sender                   // MAIL was accepted
	Recipients               // at least one RCPT was accepted
	Data                     // the message is under way
	Responsible              // a message has come whole; its reply is not sent yet
	Closing                  // QUIT was said, or the server has had enough
)

var stateNames = [...]string{"connecting", "greeting", "greeted", "ready", "login", "sender", "recipients", "data",
	"responsible", "closing"}

func (s State) String() string { return stateNames[s] }
