package dig

import (
	"net/netip"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// usage is what dig prints when it can't make anything of its arguments.
const usage = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]
`

// reader reads dig's arguments.
type reader struct {
	t        *tool
	args     []string
	defaults *lookup
	now      *lookup // whose options are read; the defaults before the first name
	lookups  []*lookup
	greeted  bool // the first name has its banner
	named    bool // a type or class was given by -t or -c: words are names then
}

// read turns arguments into lookups. The error is a *failure; without lookups and
// without an error all is said.
func (t *tool) read(args []string) ([]*lookup, error) {
	r := &reader{t: t, args: args, defaults: newLookup()}
	r.now = r.defaults
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case strings.HasPrefix(arg, "%"):
			// Such words are left out, for the sake of programs that keep notes there.
		case strings.HasPrefix(arg, "@"):
			r.now.servers = t.find(arg[1:])
			if len(r.now.servers) == 0 {
				return nil, fatal(statusUsage, "couldn't get address for '%s': not found", arg[1:])
			}
		case strings.HasPrefix(arg, "+"):
			if err := r.plus(arg[1:]); err != nil {
				return nil, err
			}
		case len(arg) > 1 && arg[0] == '-':
			next := ""
			if i+1 < len(args) {
				next = args[i+1]
			}
			used, done, err := r.dash(arg[1:], next)
			if err != nil || done {
				return nil, err
			}
			i += used
		default:
			r.word(arg)
		}
	}
	if len(r.lookups) == 0 {
		r.begin(".")
		if !r.now.typeSet {
			r.now.qtype = mdns.TypeNS
		}
	}
	for _, l := range r.lookups {
		r.complete(l)
	}
	return r.lookups, nil
}

// complete gives a lookup its servers and settles what follows from its type.
func (r *reader) complete(l *lookup) {
	if len(l.servers) == 0 {
		for _, s := range r.t.env.Servers {
			l.servers = append(l.servers, server{netip.AddrPortFrom(s.Addr(), r.t.port), s.Addr().String()})
		}
	}
	for i := range l.servers {
		l.servers[i].at = netip.AddrPortFrom(l.servers[i].at.Addr(), r.t.port)
	}
	l.style.decide()
}

// begin makes a lookup of a name.
func (r *reader) begin(name string) *lookup {
	l := r.defaults.clone()
	l.text = name
	l.atRoot = l.trace
	if !r.greeted {
		r.greeted = true
		l.banner = r.banner()
	}
	r.now = l
	r.lookups = append(r.lookups, l)
	return l
}

// banner tells how the program was called. It counts the servers that were named before
// the first name, as dig does.
func (r *reader) banner() string {
	if !r.t.printCommand {
		return ""
	}
	text := "\n; <<>> DiG " + version + " <<>>"
	for _, a := range r.args {
		text += " " + a
	}
	text += "\n"
	switch n := len(r.defaults.servers); {
	case n == 1:
		text += "; (1 server found)\n"
	case n > 1:
		text += "; (" + strconv.Itoa(n) + " servers found)\n"
	}
	text += ";; global options:"
	if r.t.short {
		text += " +short"
	}
	return text + " +cmd\n"
}

// word reads what is no option: a type, a class or a name.
func (r *reader) word(word string) {
	if !r.named {
		if r.typeNamed(word) || r.classNamed(word) {
			return
		}
	}
	r.begin(word)
}

func (r *reader) typeNamed(word string) bool {
	serial, isIXFR := cutFold(word, "ixfr=")
	qtype, ok := typeOf(word)
	if isIXFR {
		n, err := strconv.ParseUint(serial, 10, 32)
		if err != nil {
			return false
		}
		r.now.serial, qtype, ok = uint32(n), mdns.TypeIXFR, true
	}
	if !ok {
		return false
	}
	if r.now.typeSet {
		r.t.print(";; Warning, extra type option\n")
	}
	r.setType(qtype)
	return true
}

// setType gives a lookup its type, and what goes with that: zones and answers to ANY
// come by TCP, and zones without comments.
func (r *reader) setType(qtype uint16) {
	l := r.now
	l.qtype, l.typeSet = qtype, true
	if l.transfers() {
		l.show.question, l.show.comments = false, false
	}
	if !l.tcpSet && (l.transfers() || qtype == mdns.TypeANY) {
		l.tcp = true
	}
}

func (r *reader) classNamed(word string) bool {
	class, ok := classOf(word)
	if !ok {
		return false
	}
	if r.now.classSet {
		r.t.print(";; Warning, extra class option\n")
		return true
	}
	r.now.qclass, r.now.classSet = class, true
	return true
}

// typeOf returns the type of a name: "mx", "TYPE65".
func typeOf(name string) (uint16, bool) {
	upper := strings.ToUpper(name)
	if t, ok := mdns.StringToType[upper]; ok && t != mdns.TypeNone && t != mdns.TypeOPT {
		return t, true
	}
	if number, ok := strings.CutPrefix(upper, "TYPE"); ok {
		n, err := strconv.ParseUint(number, 10, 16)
		return uint16(n), err == nil
	}
	return 0, false
}

// classOf returns the class of a name: "ch", "CLASS4".
func classOf(name string) (uint16, bool) {
	upper := strings.ToUpper(name)
	if number, ok := strings.CutPrefix(upper, "CLASS"); ok {
		n, err := strconv.ParseUint(number, 10, 16)
		return uint16(n), err == nil
	}
	if upper == "CHAOS" {
		upper = "CH"
	}
	class, ok := mdns.StringToClass[upper]
	return class, ok && class != mdns.ClassNONE
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// dash reads an option with a hyphen; its value stands behind its letter or in the next
// argument, which is used then.
func (r *reader) dash(option, next string) (used int, done bool, err error) {
	letter, value := option[0], option[1:]
	for strings.IndexByte("4mru", letter) >= 0 {
		r.now.show.microseconds = r.now.show.microseconds || letter == 'u'
		if value == "" {
			return 0, false, nil
		}
		letter, value = value[0], value[1:]
	}
	switch letter {
	case '6':
		return 0, false, fatal(statusUsage, "can't find IPv6 networking")
	case 'v':
		r.t.print("DiG " + version + "\n")
		return 0, true, nil
	case 'h':
		r.t.print(usage + help())
		return 0, true, nil
	case 'f', 'k', 'y', 'b':
		return 0, false, fatal(statusUsage, "option -%c is not supported here", letter)
	}
	if strings.IndexByte("cpqtx", letter) < 0 {
		return 0, false, r.invalid("-" + option)
	}
	if value == "" {
		value, used = next, 1
	}
	if value == "" {
		return 0, false, r.invalid("-" + option)
	}
	return used, false, r.valued(letter, value)
}

func (r *reader) invalid(option string) error {
	r.t.print("Invalid option: " + option + "\n" + usage + "\nUse \"dig -h\" (or \"dig -h | more\") for complete list of options\n")
	return &failure{status: statusUsage}
}

// valued reads an option that has a value.
func (r *reader) valued(letter byte, value string) error {
	switch letter {
	case 'c':
		r.named = true
		if !r.classNamed(value) {
			r.t.print(";; Warning, ignoring invalid class " + value + "\n")
		}
	case 't':
		r.named = true
		if !r.typeNamed(value) {
			r.t.print(";; Warning, ignoring invalid type " + value + "\n")
		}
	case 'p':
		n, err := r.number("port number", value, 0, 65535)
		if err != nil {
			return &failure{statusUsage, err.Error()}
		}
		r.t.port = uint16(n)
	case 'q':
		r.begin(value)
	case 'x':
		r.begin(reverse(value))
		if !r.now.typeSet {
			r.now.qtype = mdns.TypePTR
		}
		r.now.qclass = mdns.ClassINET
	}
	return nil
}

// number reads a number of an option.
func (r *reader) number(what, value string, least, most int) (int, error) {
	n, err := strconv.ParseUint(value, 10, 32)
	switch {
	case err != nil:
		r.t.printf("invalid %s '%s': not a valid number\n", what, value)
	case n < uint64(least) || n > uint64(most):
		r.t.printf("invalid %s '%s': out of range\n", what, value)
	default:
		return int(n), nil
	}
	return 0, fatal(statusFatal, "Couldn't parse %s", what)
}
