package dns_test

import "time"

// script hands out the bytes that a fuzzer made, from the beginning again when there are
// none left: they say what a peer does.
type script struct {
	bytes []byte
	at    int
}

// next returns a number below n.
func (s *script) next(n int) int {
	if len(s.bytes) == 0 {
		return 0
	}
	b := s.bytes[s.at%len(s.bytes)]
	s.at++
	return int(b) % n
}

// pick returns one of several.
func pick[T any](s *script, list []T) T { return list[s.next(len(list))] }

// longest is how long a look-up may take in its world, whatever servers do.
const longest = 3 * time.Minute
