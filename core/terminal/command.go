package terminal

import "slices"

// Command is a program that a shell runs by its name.
type Command struct {
	Name    string
	Args    string // of the usage line: "[-c count] host"
	Summary string // one line for help
	Options []Option
	// Words can stand wherever an operand can, Plus behind a plus sign: Tab completes
	// them.
	Words, Plus []string
	// Operand is what the arguments that are no options stand for.
	Operand Operand
	// Run does the work and returns the exit status: 0 means success.
	Run func(p *Process) int
}

// Option is an option of a command: one letter, as in getopt(3).
type Option struct {
	Letter byte
	Value  string // what the option's argument is; "" if it has none
	Note   string // one line for help
}

// Operand is what a command's argument stands for: Tab completes it accordingly.
type Operand uint8

// The operands.
const (
	AnyText Operand = iota // anything
	HostName
	FileName
	CommandName
	ServiceName
)

// Usage returns the line that says how the command is called.
func (c *Command) Usage() string {
	if c.Args == "" {
		return c.Name
	}
	return c.Name + " " + c.Args
}

// commands are all commands, by name in ascending order.
var commands []*Command

// Register makes a command known to all shells. It is called from a package's init
// and panics when the name is taken.
func Register(c Command) {
	at, taken := find(c.Name)
	if taken {
		panic("terminal: two commands are called " + c.Name)
	}
	commands = slices.Insert(commands, at, &c)
}

// Find returns the command of that name, or nil.
func Find(name string) *Command {
	if at, ok := find(name); ok {
		return commands[at]
	}
	return nil
}

func find(name string) (int, bool) {
	return slices.BinarySearchFunc(commands, name, func(c *Command, name string) int {
		switch {
		case c.Name < name:
			return -1
		case c.Name > name:
			return 1
		}
		return 0
	})
}
