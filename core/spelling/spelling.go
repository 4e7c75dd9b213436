// Package spelling finds the word that somebody who mistyped one probably meant.
package spelling

import "strings"

// longest is how many bytes a word may have that is looked at: no name of a field is
// longer, and the distance costs the product of the lengths.
const longest = 60

// Nearest returns the one of the known words that a word was probably meant to be: the
// first of those that differ least, in at most a third of the word's letters, or in
// one. It is "" where none does. Capital letters are as small ones.
func Nearest(word string, known []string) string {
	return Within(word, known, max(1, len(word)/3))
}

// Within is [Nearest] with another bound: the word differs from the one that it returns in
// at most that many letters.
func Within(word string, known []string, most int) string {
	if len(word) > longest {
		return ""
	}
	best, least := "", 1+most
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k), least); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with their
// neighbour to make b of a (the optimal string alignment distance), or something not
// below limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
