package lab_test

import (
	"testing"

	"playnet/core/lab"
	"playnet/core/torrent/choker"
)

// Each decision of each strategy has a sentence of its own reason.
func TestVerdictsHaveSentences(t *testing.T) {
	catalogue := sentences(t)
	for _, strategy := range append(choker.Names(), choker.NameSeed) {
		for v := choker.Choked; v <= choker.ByHand; v++ {
			switch {
			case v == choker.NotInterested, // not in the trace
				v == choker.Optimistic && strategy == choker.NameRandom, v == choker.Snubbed && strategy != choker.NameTitForTat,
				v.Serves() && strategy == choker.NameFreeRider:
				continue
			}
			if key := "why." + lab.VerdictKey(strategy, v.String()); catalogue[key] == "" {
				t.Errorf("%s, %v: no sentence %s", strategy, v, key)
			}
		}
	}
}
