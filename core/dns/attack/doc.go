// Package attack holds attackers of the DNS as programs on hosts, for labs that show
// what an attack does and which defence helps against it.
//
//   - Flood: queries, or pings, at a rate (kinds flood and ping-flood). Under forged
//     source addresses a victim can't tell them from others.
//   - Amplification: small queries under the victim's address, whose large answers go to
//     the victim (RFC 5358).
//   - On the path: who sees the query cross a link knows its id and port, and answers
//     first, or changes the true answer.
//   - Off the path: who sees nothing guesses id and port before the true answer comes,
//     once for each time that the name is not in the cache (RFC 5452).
//   - Kaminsky's run (2008): names that nobody has asked for are never in the cache, so
//     the guessing goes on without a pause; what is forged besides is the zone's server.
//   - A lying server: its answer about a name of its own says something about another's.
//
// All of it is done with real messages through host.Wire, which a lab must grant, and
// works against the resolver that runs in the lab, with the defences that it has.
// [Guessing] computes the odds.
package attack
