package lab

import (
	"playnet/core/lab/strict"
)

// Why an action can be impossible at the moment. Like the reasons of a lab file's
// errors each has an id and named arguments, by which a page says it in its reader's
// language.
var (
	hostUp         = strict.Define("host-is-up", `the host {host} is up`)
	hostDown       = strict.Define("host-is-down", `the host {host} is down`)
	linkCut        = strict.Define("link-is-cut", `the link of {place} is cut already`)
	linkWhole      = strict.Define("link-is-whole", `the link of {place} is not cut`)
	linkSame       = strict.Define("link-is-so", `the link of {place} has these values already`)
	noAttack       = strict.Define("no-attack", `nothing attacks from the host {host}`)
	filterSame     = strict.Define("filter-is-so", `the border of {site} stands so already`)
	switchSame     = strict.Define("switch-is-so", `the switch {switch} stands so already`)
	switchPosition = strict.Define("switch-is-a-position", `the switch {switch} is a position of "{group}": another one is turned on instead`)
	noResolvers    = strict.Define("no-resolvers", `the host {host} has no resolvers, and the action names no server`)

	notUnderWay  = strict.Define("not-under-way", `message {frame} is not under way at this instant`)
	outsideFrame = strict.Define("outside-frame", `the message has {size} bytes: from byte {offset} on there is no room for these`)
	sameBytes    = strict.Define("same-bytes", `the message has these bytes there already`)

	noRecord     = strict.Define("zone-no-record", `the zone {zone} has no such record: {name} {type}`)
	recordExists = strict.Define("zone-record-exists", `the zone {zone} has this record already: {name} {type}`)
	aliasAlone   = strict.Define("zone-alias-alone", `{name} would have a CNAME record and another one; a CNAME stands alone`)
	oneSOA       = strict.Define("zone-one-soa", `the zone {zone} has an SOA record; there is only one`)
	keepSOA      = strict.Define("zone-keep-soa", `the zone {zone} cannot be without its SOA record`)
	keepNS       = strict.Define("zone-keep-ns", `the zone {zone} cannot be without an NS record of its own name`)
	zoneSame     = strict.Define("zone-is-so", `the records {name} {type} have this TTL already`)
	zoneAsIs     = strict.Define("zone-as-is", `no record of the zone {zone} would be another`)

	peerIn  = strict.Define("peer-in", `the peer on {host} takes part already`)
	peerOut = strict.Define("peer-out", `the peer on {host} does not take part`)

	chokeSame = strict.Define("choke-is-so", `the peer on {host} has been told so already`)

	parameterLate = strict.Define("parameter-late", `something has happened already: the parameter {parameter} makes another world, which begins anew`)

	settingSame = strict.Define("setting-is-so", `the setting {setting} has this value already`)
)

// Refusals lists the reasons why an action can be refused that a lab file alone does
// not tell: their ids and English texts.
func Refusals() []*strict.Template {
	return []*strict.Template{hostUp, hostDown, linkCut, linkWhole, linkSame, filterSame, noAttack, switchSame, switchPosition, noResolvers,
		notUnderWay, outsideFrame, sameBytes,
		noRecord, recordExists, aliasAlone, oneSOA, keepSOA, keepNS, zoneSame, zoneAsIs, peerIn, peerOut, chokeSame, parameterLate, settingSame}
}

// unless turns a condition that forbids an action into its error.
func unless(forbidden bool, why *strict.Reason) error {
	if forbidden {
		return why
	}
	return nil
}
