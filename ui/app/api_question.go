package app

import (
	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// questionInfo is a question as the embedding page gets it. What the run decides is
// told when the learner knows it, too.
type questionInfo struct {
	ID         labfile.ID           `json:"id"`
	Ask        string               `json:"ask"`
	Kind       labfile.QuestionKind `json:"kind"`
	Unit       string               `json:"unit,omitempty"`
	Choices    []string             `json:"choices,omitempty"`
	State      QuestionState        `json:"state"`
	Comes      bool                 `json:"comes"`          // the run comes to it
	Stop       uint64               `json:"stop,omitempty"` // the position just before what decides
	Prediction string               `json:"prediction,omitempty"`
	Given      string               `json:"given,omitempty"` // the prediction as it reads
	Right      *bool                `json:"right,omitempty"`
	Answer     string               `json:"answer,omitempty"`
	Explain    string               `json:"explain,omitempty"`  // with the numbers of this run, as HTML
	Deciding   uint64               `json:"deciding,omitempty"` // event that decided
}

// questions lists the open lab's questions, and turns the asking on or off.
func (c *call) questions() (work, *APIError) {
	var o struct {
		On *bool `json:"on"`
	}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("questions: " + err.Error())
	}
	a := c.app
	return func(more func() bool) (bool, any, *APIError) {
		switch {
		case o.On != nil && a.Asking() != *o.On:
			a.SetAsking(*o.On)
		case a.world == nil:
			return true, nil, noLab()
		case !a.foresee(more):
			return false, nil, nil
		}
		return true, a.questionList(), nil
	}, nil
}

func (a *App) questionList() []questionInfo {
	list := []questionInfo{}
	if a.world == nil {
		return list
	}
	for i := range a.world.File().Lab.Questions {
		q := &a.world.File().Lab.Questions[i]
		s := a.answer(q.ID)
		info := questionInfo{ID: q.ID, Ask: q.Ask, Kind: q.KindOf(), Unit: q.Unit, State: s.state, Prediction: s.prediction, Given: s.given}
		for _, choice := range a.choices(q) {
			info.Choices = append(info.Choices, choice.Value)
		}
		k := a.asked(q.ID)
		if k != nil {
			info.Comes, info.Stop = true, k.Stop
		}
		if s.state == Told {
			info.Right, info.Answer, info.Deciding = &s.right, s.answer, s.deciding
			if k != nil && len(k.Answer) > 0 {
				info.Answer = lab.Words(k.Answer) // as the filter language writes it
			}
			info.Explain = string(a.explanation(q))
		}
		list = append(list, info)
	}
	return list
}

// score says what the learner has in the open lab with the present seed, and in all labs.
func (c *call) score() (work, *APIError) {
	return c.ask(func() any {
		a := c.app
		labs := map[string]Points{}
		for _, l := range a.labs {
			if p, ok := a.LabPoints(l.ID); ok {
				labs[l.ID] = p
			}
		}
		return struct {
			Lab  string       `json:"lab"`
			Seed labfile.Seed `json:"seed"`
			Score
			Labs map[string]Points `json:"labs"` // the best of each
		}{string(a.world.File().Lab.ID), labfile.Seed(a.Seed()), a.Score(), labs}
	}), nil
}
