package peer

import "time"

// meter counts bytes and tells their rate over the last 20 s, as the protocol's decisions want
// it, in steps of two seconds.
type meter struct {
	total   int64
	step    int64 // the number of the present step since the clock's zero
	since   int64 // when counting began, nanoseconds
	buckets [meterSteps]int32
}

const (
	meterSteps = 10
	meterStep  = int64(2 * time.Second)
)

// start begins to count at an instant; the total goes on.
func (m *meter) start(now int64) { *m = meter{total: m.total, since: now, step: now / meterStep} }

// add counts n bytes at an instant.
func (m *meter) add(now int64, n int) {
	m.roll(now)
	m.total += int64(n)
	m.buckets[m.step%meterSteps] += int32(n)
}

// roll forgets what is older than the window.
func (m *meter) roll(now int64) {
	step := now / meterStep
	for k := max(m.step+1, step-meterSteps+1); k <= step; k++ {
		m.buckets[k%meterSteps] = 0
	}
	m.step = max(m.step, step)
}

// rate returns bytes a second over the last 20 s, or since counting began.
func (m *meter) rate(now int64) int64 { return m.over(now, meterSteps) }

// recent returns bytes a second over the last 2 to 4 s.
func (m *meter) recent(now int64) int64 { return m.over(now, 2) }

// over returns the rate over the present step and so many before it.
func (m *meter) over(now int64, steps int64) int64 {
	if m.total == 0 {
		return 0
	}
	m.roll(now)
	sum := int64(0)
	for k := range steps {
		sum += int64(m.buckets[(m.step+meterSteps-k)%meterSteps])
	}
	from := max((m.step-steps+1)*meterStep, m.since)
	// Shorter than a quarter of a second tells nothing yet.
	span := max(now-from, int64(time.Second)/4)
	return sum * 1000 / (span / int64(time.Millisecond))
}
