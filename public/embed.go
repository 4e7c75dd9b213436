// Package public holds what the page is made of besides code. The labs and the
// message catalogues are embedded, so that a program needs no files beside it.
package public

import (
	"embed"
	"sort"
	"strings"
)

// Files holds labs/*.lab and messages/*.json.
//
//go:embed labs/*.lab messages/*.json
var Files embed.FS

// catalogue is the order in which the labs are offered: that of the course. A
// lab that is not named here comes after the others.
var catalogue = []string{
	"mail-adventure",
	"smtp-by-hand",
	"mail-queue",
	"mail-forged",
	"pop3-modes",
	"mime-crepe",
	"imap-folders",
	"smtp-http",
	"webmail",
	"dns-iterated",
	"dns-recursive",
	"dns-cache",
	"dns-records",
	"dns-message",
	"dns-central",
	"dns-cdn",
	"dns-register",
	"dns-filter",
	"dns-ddos",
	"dns-poison",
	"dns-sec",
	"swarm",
	"rarest-first",
	"tit-for-tat",
	"distribution-time",
	"churn",
	"isp-friendly",
	"dht",
}

// Labs lists the ids of the labs, in the order of the catalogue.
func Labs() []string {
	rank := make(map[string]int, len(catalogue))
	for i, id := range catalogue {
		rank[id] = i - len(catalogue)
	}
	entries, err := Files.ReadDir("labs")
	if err != nil {
		panic(err) // what was embedded is there
	}
	var ids []string // in the order of their names
	for _, e := range entries {
		ids = append(ids, strings.TrimSuffix(e.Name(), ".lab"))
	}
	sort.SliceStable(ids, func(i, j int) bool { return rank[ids[i]] < rank[ids[j]] })
	return ids
}

// Lab returns the text of a lab.
func Lab(id string) (text []byte, ok bool) {
	text, err := Files.ReadFile("labs/" + id + ".lab")
	return text, err == nil
}
