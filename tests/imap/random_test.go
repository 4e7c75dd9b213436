package imap

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"playnet/core/imap"
	"playnet/tests/imapscript"
)

// TestSameAsDovecot has our server and Dovecot do the same 500 random sequences of
// commands, of two sessions on the same mailboxes: the tagged answers and the mailboxes
// at the end are the same.
func TestSameAsDovecot(t *testing.T) {
	const sequences, shards = 500, 5
	d := startDovecot(t)
	excused := make([]int, shards)
	t.Run("shards", func(t *testing.T) {
		for shard := range shards {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel() // Dovecot is waited for most of the time
				for seed := shard; seed < sequences; seed += shards {
					if sameAsDovecot(t, d, uint64(seed)) {
						excused[shard]++
					}
				}
			})
		}
	})
	// What is excused ends a sequence: it must stay rare.
	early := 0
	for _, n := range excused {
		early += n
	}
	if t.Logf("%d sequences ended early", early); early > sequences/10 {
		t.Errorf("%d sequences ended early", early)
	}
}

// sameAsDovecot plays the sequence of a seed, and reports whether it ended early.
func sameAsDovecot(t *testing.T, d *dovecot, seed uint64) (early bool) {
	q := sequence{dice: rand.New(rand.NewPCG(seed, 6))}
	list := q.steps(16)
	peer := newSession(t, d.at, fmt.Sprintf("random%d", seed))
	theirs, theirState := play(peer, list)
	peer.close()
	var ours []string
	var ourState string
	t.Run("ours", func(t *testing.T) { ours, ourState = play(imapscript.NewWorld(t, imap.Config{}), list) })
	report, early := compare(list, ours, theirs, ourState, theirState)
	if report != "" {
		t.Errorf("seed %d:\n%s", seed, report)
	}
	return early
}

// excuse tells why Dovecot answers a command differently, "" if there is no reason to.
// From then on the two need not be in the same state.
func excuse(command, ours, theirs string) string {
	switch {
	case strings.Contains(theirs, "* BYE") || theirs == "":
		return "Dovecot hangs up on a session whose mailbox another one deletes or renames"
	case strings.Contains(ours, "EXPUNGEISSUED") && (strings.Contains(command, "FETCH") || strings.Contains(command, "STORE")):
		return "Dovecot still has messages that another session has expunged, and answers OK"
	case strings.Contains(theirs, "EXPUNGEISSUED"):
		return "Dovecot tells a session later of what another one has expunged"
	}
	return ""
}

// childless takes away the names that Dovecot leaves behind when the last mailbox below
// them is deleted. No rule wants them there, nor away.
func childless(state string) string {
	lines := strings.SplitAfter(state, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool {
		return strings.HasPrefix(l, `* LIST (\HasNoChildren \Noselect)`)
	}), "")
}

// recent takes \Recent away: which session hears first of a message depends on when a
// server looks for new ones.
func recent(state string) string {
	return strings.NewReplacer(`\Recent `, "", ` \Recent`, "", `\Recent`, "").Replace(state)
}

// compare returns where two runs differ, "" if they don't, or not without an excuse.
func compare(list []step, ours, theirs []string, ourState, theirState string) (report string, excused bool) {
	var b strings.Builder
	for i := range list {
		if excuse(list[i].command, ours[i], theirs[i]) != "" {
			return "", true
		}
		if tagged(ours[i]) != tagged(theirs[i]) {
			for _, before := range list[:i+1] {
				fmt.Fprintf(&b, "%s: %.80q\n", before.on, before.command)
			}
			fmt.Fprintf(&b, "  ours:   %q\n  theirs: %q\n", ours[i], theirs[i])
			return b.String(), false
		}
	}
	ourState, theirState = recent(childless(ourState)), recent(childless(theirState))
	if !same(ourState, theirState) {
		for _, st := range list {
			fmt.Fprintf(&b, "%s: %.80q\n", st.on, st.command)
		}
		fmt.Fprintf(&b, "at the end:\n")
		theirLines := strings.Split(theirState, "\n")
		for i, line := range strings.Split(ourState, "\n") {
			if i < len(theirLines) && line != theirLines[i] {
				fmt.Fprintf(&b, "  ours:   %s\n  theirs: %s\n", line, theirLines[i])
			}
		}
	}
	return b.String(), false
}

// tagged is the tagged answer's status.
func tagged(answer string) string {
	lines := strings.Split(strings.TrimSpace(answer), "\n")
	status, _, _ := strings.Cut(lines[len(lines)-1], " ")
	return status
}
