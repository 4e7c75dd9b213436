package dns

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events. Names of domains are complete and in lower
// case; types and response codes are mnemonics.
const (
	KindLookup trace.Kind = 0x1001 + iota
	KindAnswer
	KindTimeout
	KindResolve
	KindCacheHit
	KindCacheMiss
	KindCacheStore
	KindCacheExpire
	KindReferral
	KindServed
	KindRefused
	KindMalformed
	KindIgnored
	KindUnreachable
	KindFailed
	KindForward
)

// EventLookup begins an operation: a program, or the user, looks a name up.
type EventLookup struct {
	Name   string         `json:"name"`
	Type   string         `json:"type"`
	Server netip.AddrPort `json:"server"` // the first that is asked
}

// EventAnswer ends it: what the stub hands to whoever asked.
type EventAnswer struct {
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Rcode   string         `json:"rcode"`
	Answers []string       `json:"answers"` // "gaia.cs.umass.edu. A 128.119.245.12"
	Server  netip.AddrPort `json:"server"`  // who answered
	Took    time.Duration  `json:"tookNS"`
}

// EventTimeout: a query was not answered in time.
type EventTimeout struct {
	Server  netip.AddrPort `json:"server"`
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Attempt int            `json:"attempt"` // 1 is the first to this server
	Waited  time.Duration  `json:"waitedNS"`
}

// EventResolve: a resolver takes a client's question up.
type EventResolve struct {
	Client netip.AddrPort `json:"client"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
}

// EventCacheHit: the cache knows it.
type EventCacheHit struct {
	Name string `json:"name"`
	Type string `json:"type"`
	What string `json:"what"` // answer, alias, NODATA, NXDOMAIN
	TTL  uint32 `json:"ttl"`  // seconds left
}

// EventCacheMiss: the cache does not know it. Zone is the deepest zone on the way
// to the name whose servers the resolver knows.
type EventCacheMiss struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Zone string `json:"zone"`
}

// EventCacheStore: records go into the cache.
type EventCacheStore struct {
	Name string `json:"name"`
	Type string `json:"type"`
	What string `json:"what"`
	Rank string `json:"rank"` // how far they are trusted
	TTL  uint32 `json:"ttl"`  // seconds
}

// EventCacheExpire: an entry was found to have outlived its TTL.
type EventCacheExpire struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// EventReferral: a server passed a resolver on to the servers of a deeper zone.
type EventReferral struct {
	Zone    string         `json:"zone"`
	Servers []string       `json:"servers"`
	From    netip.AddrPort `json:"from"`
}

// EventServed: an authoritative server answers.
type EventServed struct {
	Client netip.AddrPort `json:"client"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
	Result string         `json:"result"` // as [Result] says
	Zone   string         `json:"zone"`
}

// EventRefused: a server will not answer.
type EventRefused struct {
	Client netip.AddrPort `json:"client"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
	Rcode  string         `json:"rcode"`
}

// EventMalformed: a server got what is no query that it understands.
type EventMalformed struct {
	Client netip.AddrPort `json:"client"`
	Reason string         `json:"reason"`
	Rcode  string         `json:"rcode"` // the answer given, "" for none
}

// EventIgnored: what arrived is not the answer to the query that was sent.
type EventIgnored struct {
	Server netip.AddrPort `json:"server"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
	Reason string         `json:"reason"`
}

// EventUnreachable: a server could not be asked, or its answer is of no use.
type EventUnreachable struct {
	Server netip.AddrPort `json:"server"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
	Reason string         `json:"reason"`
}

// EventFailed: a look-up is given up.
type EventFailed struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

// EventForward: a server asks another one on, with RD=1.
type EventForward struct {
	Server netip.AddrPort `json:"server"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
}

func (EventLookup) Kind() trace.Kind      { return KindLookup }
func (EventAnswer) Kind() trace.Kind      { return KindAnswer }
func (EventTimeout) Kind() trace.Kind     { return KindTimeout }
func (EventResolve) Kind() trace.Kind     { return KindResolve }
func (EventCacheHit) Kind() trace.Kind    { return KindCacheHit }
func (EventCacheMiss) Kind() trace.Kind   { return KindCacheMiss }
func (EventCacheStore) Kind() trace.Kind  { return KindCacheStore }
func (EventCacheExpire) Kind() trace.Kind { return KindCacheExpire }
func (EventReferral) Kind() trace.Kind    { return KindReferral }
func (EventServed) Kind() trace.Kind      { return KindServed }
func (EventRefused) Kind() trace.Kind     { return KindRefused }
func (EventMalformed) Kind() trace.Kind   { return KindMalformed }
func (EventIgnored) Kind() trace.Kind     { return KindIgnored }
func (EventUnreachable) Kind() trace.Kind { return KindUnreachable }
func (EventFailed) Kind() trace.Kind      { return KindFailed }
func (EventForward) Kind() trace.Kind     { return KindForward }

func (e EventLookup) Text() string {
	return "look up " + e.Type + " " + shown(e.Name)
}

func (e EventAnswer) Text() string {
	s := e.Rcode + " for " + e.Type + " " + shown(e.Name)
	if len(e.Answers) > 0 {
		s += ": " + strings.Join(e.Answers, "; ")
	}
	return s
}

func (e EventTimeout) Text() string {
	return "no answer from " + e.Server.String() + " in " + e.Waited.String() + " (attempt " + decimal(e.Attempt) + ")"
}

func (e EventResolve) Text() string {
	return "resolve " + e.Type + " " + shown(e.Name) + " for " + e.Client.String()
}

func (e EventCacheHit) Text() string {
	return "cache: " + e.What + " for " + e.Type + " " + shown(e.Name) + ", TTL " + seconds(e.TTL)
}

func (e EventCacheMiss) Text() string {
	return "cache: no " + e.Type + " " + shown(e.Name) + "; deepest known zone " + e.Zone
}

func (e EventCacheStore) Text() string {
	return "cache: keep " + e.kept() + ", TTL " + seconds(e.TTL) + " (" + e.Rank + ")"
}

// kept says what was stored: records, or that there are none.
func (e EventCacheStore) kept() string {
	s := e.Type + " " + shown(e.Name)
	if e.What == Success.String() || e.What == "alias" {
		return s
	}
	return e.What + " for " + s
}

func (e EventCacheExpire) Text() string {
	return "cache: " + e.Type + " " + shown(e.Name) + " has expired"
}

func (e EventReferral) Text() string {
	return e.From.String() + " refers to " + e.Zone + " at " + strings.Join(e.Servers, ", ")
}

func (e EventServed) Text() string {
	return e.Result + " for " + e.Type + " " + shown(e.Name)
}

func (e EventRefused) Text() string {
	return e.Rcode + " for " + e.Type + " " + shown(e.Name)
}

func (e EventMalformed) Text() string {
	return "malformed query from " + e.Client.String() + ": " + e.Reason
}

func (e EventIgnored) Text() string {
	return "ignored a message from " + e.Server.String() + ": " + e.Reason
}

func (e EventUnreachable) Text() string {
	return e.Server.String() + " is of no use: " + e.Reason
}

func (e EventFailed) Text() string {
	return "gave up " + e.Type + " " + shown(e.Name) + ": " + e.Reason
}

func (e EventForward) Text() string {
	return "ask " + e.Server.String() + " on: " + e.Type + " " + shown(e.Name)
}

func seconds(ttl uint32) string { return strconv.FormatUint(uint64(ttl), 10) + " s" }
