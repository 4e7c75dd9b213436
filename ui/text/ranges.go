package text

import (
	"strconv"
	"strings"
)

// mostRanges bounds how many stretches are listed.
const mostRanges = 60

// Ranges writes numbers in their order as stretches: "0–12, 15".
func Ranges(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		k := i
		for k+1 < len(list) && list[k+1] == list[k]+1 {
			k++
		}
		if len(out) == mostRanges {
			return strings.Join(out, ", ") + T("chunks.more", "n", Number(len(list)-i))
		}
		switch {
		case k == i:
			out = append(out, strconv.Itoa(list[i]))
		case k == i+1:
			out = append(out, strconv.Itoa(list[i]), strconv.Itoa(list[k]))
		default:
			out = append(out, strconv.Itoa(list[i])+"–"+strconv.Itoa(list[k]))
		}
		i = k + 1
	}
	return strings.Join(out, ", ")
}
