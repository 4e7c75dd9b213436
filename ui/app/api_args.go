package app

import (
	"bytes"
	"encoding/json"
	"math"
	"time"

	"playnet/core/sim"
)

// strictly decodes an object that may be absent, and refuses fields that it doesn't know.
func strictly(data json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// instant reads a duration such as "2.5s", or a number of seconds.
func instant(data json.RawMessage) (sim.Instant, bool) {
	var seconds float64
	if json.Unmarshal(data, &seconds) == nil && string(data) != "null" {
		ns := math.Round(seconds * 1e9)
		return sim.Instant(ns), ns >= 0 && ns < math.MaxInt64
	}
	var s string
	if len(data) == 0 || json.Unmarshal(data, &s) != nil {
		return 0, false
	}
	d, err := time.ParseDuration(s)
	return sim.Instant(d), err == nil && d >= 0
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return string(b)
}
