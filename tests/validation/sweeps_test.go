package validation

import (
	"testing"

	"playnet/core/lab/labfile"
	"playnet/core/lab/sweep"
	"playnet/public"
)

// What was computed beforehand for the sweeps of shipped labs is still about what a world gives:
// their smallest worlds are run again.
func TestSweepsOfLabs(t *testing.T) {
	measured := 0
	for _, id := range public.Labs() {
		text, _ := public.Lab(id)
		f, err := labfile.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for i := range f.Lab.Sweeps {
			s := &f.Lab.Sweeps[i]
			before := f.ResultsOf(s)
			if before == nil {
				continue
			}
			plan, err := sweep.NewPlan(f, s.ID, uint64(before.Seeds[0]))
			if err != nil {
				t.Fatal(err)
			}
			trial := plan.Begin(sweep.Job{Point: 0, Seed: plan.Seeds[0]})
			trial.Run(nil)
			r := trial.Result()
			trial.Close()
			if r.Error != "" || len(r.Measured) == 0 {
				t.Errorf("%s: the smallest world of %s measures nothing: %s", id, s.ID, r.Error)
			}
			measured += len(r.Measured)
			for _, m := range r.Measured {
				median, _, _ := sweep.Spread(before.Series[m.Series].Values[0])
				if m.Value < 0.7*median || m.Value > 1.3*median {
					t.Errorf("%s: %s is %.4g now, it was %.4g", id, before.Series[m.Series].Name, m.Value, median)
				}
			}
		}
	}
	if measured < 2 {
		t.Errorf("%d series were measured", measured)
	}
}
