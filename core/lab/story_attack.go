package lab

import (
	"strconv"

	"playnet/core/dns/attack"
	"playnet/core/trace"
)

// tellAttack tells of what attackers do.
func (w *World) tellAttack(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case attack.Begun:
		return "attack.begun." + b.What, args{"host": e.Host, "target": w.hostOf(b.Target), "as": w.hostOf(b.As), "name": bare(b.Name)}
	case attack.Learned:
		a = args{"host": e.Host, "ports": strconv.Itoa(b.Ports), "bits": strconv.Itoa(b.IDBits)}
		switch {
		case b.Counted:
			return "attack.learned.counted", a
		case b.Ports == 0:
			return "attack.learned.any", a
		}
		return "attack.learned.pool", a
	case attack.Try:
		return "attack.try", args{"host": e.Host, "name": bare(b.Name), "race": strconv.Itoa(b.Race), "forgeries": strconv.Itoa(b.Forgeries),
			"combinations": strconv.FormatUint(b.Combinations, 10)}
	case attack.Won:
		return "attack.won", args{"host": e.Host, "name": bare(b.Name), "race": strconv.Itoa(b.Race)}
	case attack.Lost:
		return "attack.lost", args{"host": e.Host, "name": bare(b.Name), "race": strconv.Itoa(b.Race)}
	case attack.Answered:
		a = args{"host": e.Host, "name": bare(b.Name), "server": w.hostAt(b.Server), "client": w.hostAt(b.Client)}
		if b.Changed {
			return "attack.changed", a
		}
		return "attack.answered", a
	case attack.Ended:
		return "attack.ended", args{"host": e.Host, "state": b.State, "packets": strconv.FormatUint(b.Packets, 10)}
	}
	return "", nil
}
