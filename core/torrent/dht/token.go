package dht

import (
	"crypto/sha1"
	"math/rand/v2"
	"time"
)

// secretLife is how long a secret is used for new tokens. A token is accepted as long as
// its secret is the present one or the one before: for five to ten minutes.
//
// BEP 5, Overview: "The BitTorrent implementation uses the SHA1 hash of the IP address
// concatenated onto a secret that changes every five minutes and tokens up to ten minutes
// old are accepted."
const secretLife = 5 * time.Minute

const tokenSize = 8

// tokens gives out tokens and checks them. It keeps no list: a token proves by itself
// that whoever presents it has received it at his address.
type tokens struct {
	dice            *rand.Rand
	present, former [16]byte
	since           time.Duration // of the present secret, since the node began
}

func newTokens(dice *rand.Rand) *tokens {
	t := &tokens{dice: dice}
	t.present, t.former = t.draw(), t.draw()
	return t
}

func (t *tokens) draw() (secret [16]byte) {
	for i := range secret {
		secret[i] = byte(t.dice.Uint32())
	}
	return secret
}

// turn changes the secret if it is time. Nobody needs a secret between two queries, so
// there is no timer for it.
func (t *tokens) turn(now time.Duration) {
	if now-t.since >= 2*secretLife {
		t.present = t.draw() // the one before is too old as well
	}
	if now-t.since >= secretLife {
		t.former, t.present, t.since = t.present, t.draw(), now
	}
}

// give returns the token for an address.
func (t *tokens) give(to Endpoint, now time.Duration) string {
	t.turn(now)
	return tokenOf(to, t.present)
}

// accept reports whether a token was given to an address lately.
func (t *tokens) accept(token string, from Endpoint, now time.Duration) bool {
	t.turn(now)
	return token == tokenOf(from, t.present) || token == tokenOf(from, t.former)
}

// tokenOf leaves the port out: the address alone is proven, as the BEP has it.
func tokenOf(to Endpoint, secret [16]byte) string {
	var b [4 + 16]byte
	copy(b[:], to[:4])
	copy(b[4:], secret[:])
	sum := sha1.Sum(b[:])
	return string(sum[:tokenSize])
}
