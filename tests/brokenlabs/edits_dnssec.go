package brokenlabs

import "strings"

// rootTitle ends the name server of base.lab; signing puts entries of "dnssec" before it.
const rootTitle = "      \"recursion\": true,\n      \"title\": \"Root server\""

const hintsLine = "      \"hints\": \"zones/hints.zone\",\n"

func signing(entries string) string {
	return "      \"recursion\": true,\n      \"dnssec\": [\n" + entries + "\n],\n      \"title\": \"Root server\""
}

var signingEdits = []edit{
	{"zone signed twice", rootTitle, signing(`{"zone": "test"}, {"zone": "test", "when": "moved"},
{"zone": "TEST."}`), lab, `{"zone": "TEST."}`, "services[1].dnssec[2]", "signed-twice"},
	{"signed zone of nobody", rootTitle, signing(`{"zone": "tset"}`), lab, `{"zone": "tset"}`, "services[1].dnssec[0].zone", "zone-not-served"},
	{"signed with an unknown switch", rootTitle, signing(`{"zone": "test", "when": "stirred"}`), lab, `"stirred"`, "services[1].dnssec[0].when", "unknown-switch"},
	{"salt without hashes", rootTitle, signing(`{"zone": "test", "salt": "ab"}`), lab, `"salt"`, "services[1].dnssec[0].salt", "only-nsec3"},
	{"opt-out without hashes", rootTitle, signing(`{"zone": "test", "denial": "NSEC", "optOut": true}`), lab, `"optOut"`, "services[1].dnssec[0].optOut", "only-nsec3"},
	{"salt that is none", rootTitle, signing(`{"zone": "test", "denial": "NSEC3", "salt": "abc"}`), lab, `"abc"`, "services[1].dnssec[0].salt", "bad-salt"},
	{"hashes too often", rootTitle, signing(`{"zone": "test", "denial": "NSEC3", "iterations": 151}`), lab, `151`, "services[1].dnssec[0].iterations", "out-of-range"},
	{"a trust anchor that is none", hintsLine, hintsLine + `"trustAnchor": "labs",`, lab, `"labs"`, "services[0].trustAnchor", "bad-anchor"},
	{"a trust anchor of another type", hintsLine, hintsLine + `"trustAnchor": ". A 192.0.2.1",`, lab, `". A 192`, "services[0].trustAnchor", "bad-anchor"},
	{"signed with an old algorithm", rootTitle, signing(`{"zone": "test", "algorithm": "RSASHA1"}`), lab, `RSASHA1`, "services[1].dnssec[0].algorithm", "unknown-value"},
	{"signatures that are never valid", rootTitle, signing(`{"zone": "test", "validFor": "0s"}`), lab, `"0s"`, "services[1].dnssec[0].validFor", "zero-duration"},
}

// signedTwiceOver has a zone signed that brings signatures along.
func signedTwiceOver() Case {
	text := strings.Replace(base, rootTitle, signing(`{"zone": "test"}`), 1)
	text = strings.Replace(text, "ftp CNAME www\n", "ftp CNAME www\nwww NSEC ftp A NSEC\n", 1)
	return Case{Name: "a signed zone that is to be signed", Text: text, Member: "zones/test.zone",
		Line: 1 + strings.Count(text[:strings.Index(text, "www NSEC")], "\n"), ID: "signed-already"}
}
