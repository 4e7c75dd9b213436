package attack

import "math"

// Z99 is how many standard deviations about the mean of a normal distribution hold 99 %.
const Z99 = 2.5758293035489

// Interval returns between which shares, 0 to 1, the true one lies with the certainty of
// z, when won of n independent races were won: Wilson's interval (1927), which stays
// sound where few are won.
func Interval(won, n int, z float64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	trials := float64(n)
	share, z2 := float64(won)/trials, z*z
	middle := (share + z2/(2*trials)) / (1 + z2/trials)
	half := z * math.Sqrt(share*(1-share)/trials+z2/(4*trials*trials)) / (1 + z2/trials)
	return max(middle-half, 0), min(middle+half, 1)
}

// Expected returns between how many of n races are won in 99 % of all runs, if each is
// won with chance p: the mean and [Z99] standard deviations of the binomial distribution.
func Expected(p float64, n int) (low, high float64) {
	mean := p * float64(n)
	half := Z99 * math.Sqrt(mean*(1-p))
	return max(mean-half, 0), min(mean+half, float64(n))
}
