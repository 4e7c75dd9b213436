// Package filter is the one small language in which frames and events are chosen
// and asked about: display filters for lists, conditions for "run until", and the
// expressions of a lab's questions.
//
// A filter is Wireshark's display filter, with its syntax, its precedence and its
// rules for fields that a frame has several times (Wireshark 4.0):
//
//	dns.qry.name == "gaia.cs.umass.edu" && ip.src == 10.0.0.5
//	tcp.flags.syn == 1 and not tcp.flags.ack == 1
//	udp.port in {53, 5353, 49152..65535}
//	frame contains "umass" or dns.qry.name matches "^www[0-9]+\\."
//
// An expression asks of a run, with filters in its parentheses:
//
//	count(dns)
//	first(dns.flags.response == 1).frame.time_relative
//	sum(ip.src == 10.0.0.5, frame.len) / 2
//
// The grammar, loosest first:
//
//	test       = xor { ( "or" | "||" ) xor }
//	xor        = and { ( "xor" | "^^" ) and }
//	and        = not { ( "and" | "&&" ) not }
//	not        = ( "not" | "!" ) not | relation
//	relation   = [ "any" | "all" ] sum [ operator sum | [ "not" ] "in" set ]
//	sum        = product { ( "+" | "-" ) product }
//	product    = unary { ( "*" | "/" | "%" ) unary }
//	unary      = "-" unary | primary
//	primary    = field [ slice ] | literal | function "(" … ")" | "(" test ")"
//	set        = "{" element { "," element } "}"
//	element    = literal [ ".." literal ]
//
// Which fields there are is said by those who take frames apart: they [Register]
// them. What is wrong with a text is an [*Error] that points at a column.
package filter
