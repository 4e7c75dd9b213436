package app

import (
	"encoding/hex"
	"encoding/json"
	"slices"

	"playnet/core/lab/labfile"
	"playnet/ui/text"
)

// What counts: each question of a lab is worth one point, and it is the first answer that
// counts, once for each seed. Whoever goes back in time is not asked again; whoever opens
// the lab again with the same seed is, and told, but for practice. Another seed is another
// run, with right answers of its own, and counts anew. Of a lab the best run is shown.
//
// This is for learning, and no examination: who wants to look ahead can.

// scoresVersion is the version of what is stored of the scores.
const scoresVersion = 1

// scores is what is kept of the learner's answers, over all labs.
type scores struct {
	Version int                  `json:"version"`
	Labs    map[string]*labScore `json:"labs"`
}

// scored is the scores, and what has become of them.
type scored struct {
	book    scores
	changed uint64 // counts what is new in them
	news    []ScoreNews
}

// labScore is what is kept of a lab: its newest rounds.
type labScore struct {
	Of     int      `json:"of"` // points that can be had
	Rounds []*round `json:"rounds"`
}

// round is the first answers with one seed.
type round struct {
	Seed    labfile.Seed         `json:"seed"`
	Answers map[labfile.ID]*mark `json:"answers"`
}

type mark struct {
	Given  string `json:"given"`
	Answer string `json:"answer"`
	Right  bool   `json:"right,omitempty"`
}

// mostRounds and mostLabs bound what is kept.
const (
	mostRounds = 20
	mostLabs   = 200
)

func (r *round) points() (n int) {
	for _, m := range r.Answers {
		if m.Right {
			n++
		}
	}
	return n
}

// Points are a learner's in a lab.
type Points struct {
	Points int `json:"points"`
	Of     int `json:"of"`
}

// Score is what the learner has in the open lab, with the present seed.
type Score struct {
	Points
	Answered int  `json:"answered"` // questions whose first answers count
	Done     bool `json:"done"`     // all of them
	Best     int  `json:"best"`     // the most points of all seeds
}

// ScoreNews is told to the page around when a question is decided.
type ScoreNews struct {
	Lab   string       `json:"lab"` // the id in its lab.json
	Title string       `json:"title"`
	Seed  labfile.Seed `json:"seed"`
	Score
	Question labfile.ID `json:"question"` // that was decided
	Given    string     `json:"given"`
	Answer   string     `json:"answer"`
	Right    bool       `json:"right"`
	Counts   bool       `json:"counts"` // it was the first answer with this seed
}

// scoreKey names the open lab among the scores: one of the learner's own by its contents.
func (a *App) scoreKey() string {
	if a.labID != "" {
		return a.labID
	}
	digest := a.world.File().Digest
	return "own-" + hex.EncodeToString(digest[:8])
}

// rounds returns what is kept of the open lab.
func (a *App) rounds() *labScore {
	if l := a.scored.book.Labs[a.scoreKey()]; l != nil {
		return l
	}
	return &labScore{}
}

// round returns the first answers with the present seed; nil where there are none.
func (a *App) round() *round {
	for _, r := range a.rounds().Rounds {
		if r.Seed == labfile.Seed(a.Seed()) {
			return r
		}
	}
	return nil
}

// mark enters a question that has been decided, if it is the first time with this seed.
func (a *App) mark(q *labfile.Question, s *answered) {
	r := a.round()
	first := r == nil || r.Answers[q.ID] == nil
	if first {
		r = a.beginRound(r)
		r.Answers[q.ID] = &mark{Given: s.given, Answer: s.answer, Right: s.right}
		a.scored.changed++
	}
	a.scored.news = append(a.scored.news, ScoreNews{
		Lab: string(a.world.File().Lab.ID), Title: a.Title(), Seed: labfile.Seed(a.Seed()), Score: a.Score(),
		Question: q.ID, Given: s.given, Answer: s.answer, Right: s.right, Counts: first,
	})
}

// beginRound returns the round that is entered into: the present seed's, or a new one.
func (a *App) beginRound(r *round) *round {
	if a.scored.book.Labs == nil {
		a.scored.book.Labs = map[string]*labScore{}
	}
	l := a.rounds()
	if len(l.Rounds) == 0 && len(a.scored.book.Labs) >= mostLabs {
		a.scored.book.Labs = map[string]*labScore{} // nobody has so many; something else writes them
	}
	a.scored.book.Labs[a.scoreKey()] = l
	l.Of = len(a.world.File().Lab.Questions)
	if r == nil {
		r = &round{Seed: labfile.Seed(a.Seed()), Answers: map[labfile.ID]*mark{}}
		l.Rounds = append(l.Rounds, r)
	}
	if len(l.Rounds) > mostRounds {
		l.Rounds = slices.Delete(l.Rounds, 0, 1)
	}
	return r
}

// Score returns what the learner has in the open lab with the present seed.
func (a *App) Score() Score {
	if a.world == nil {
		return Score{}
	}
	s := Score{Points: Points{Of: len(a.world.File().Lab.Questions)}}
	if r := a.round(); r != nil {
		s.Points.Points, s.Answered = r.points(), len(r.Answers)
	}
	for _, r := range a.rounds().Rounds {
		s.Best = max(s.Best, r.points())
	}
	s.Done = s.Of > 0 && s.Answered >= s.Of
	return s
}

// LabPoints returns the most points of a shipped lab; ok is false before its first answer.
func (a *App) LabPoints(id string) (p Points, ok bool) {
	l := a.scored.book.Labs[id]
	if l == nil || len(l.Rounds) == 0 {
		return Points{}, false
	}
	p.Of = l.Of
	for _, r := range l.Rounds {
		p.Points = max(p.Points, r.points())
	}
	return p, true
}

// ScoreNews returns what was decided since the last call.
func (a *App) ScoreNews() []ScoreNews {
	news := a.scored.news
	a.scored.news = nil
	return news
}

// ScoresChanged changes when there is something new to be stored of the scores.
func (a *App) ScoresChanged() uint64 { return a.scored.changed }

// Scores returns the scores to be stored.
func (a *App) Scores() []byte {
	a.scored.book.Version = scoresVersion
	out, err := json.Marshal(a.scored.book)
	if err != nil {
		panic(err) // nothing in them can't be written
	}
	return out
}

// TakeScores takes scores that were stored, by this page or another tab's, beside those
// that there are: an answer that is known already stays. What it can't read it leaves.
func (a *App) TakeScores(stored []byte) {
	var s scores
	if json.Unmarshal(stored, &s) != nil || s.Version != scoresVersion {
		return
	}
	if a.scored.book.Labs == nil {
		a.scored.book.Labs = map[string]*labScore{}
	}
	for id, theirs := range s.Labs {
		if theirs == nil {
			continue
		}
		ours := a.scored.book.Labs[id]
		if ours == nil {
			ours = &labScore{}
			a.scored.book.Labs[id] = ours
		}
		ours.Of = max(ours.Of, theirs.Of)
		for _, r := range theirs.Rounds {
			ours.take(r)
		}
	}
	a.touch()
}

func (l *labScore) take(r *round) {
	if r == nil {
		return
	}
	at := slices.IndexFunc(l.Rounds, func(o *round) bool { return o.Seed == r.Seed })
	if at < 0 {
		l.Rounds = append([]*round{{Seed: r.Seed, Answers: map[labfile.ID]*mark{}}}, l.Rounds...)
		at = 0
	}
	for id, m := range r.Answers {
		if m != nil && l.Rounds[at].Answers[id] == nil {
			l.Rounds[at].Answers[id] = m
		}
	}
}

// recall takes the answers of this seed that are known already for those of the run,
// which has come back with the page: they are not asked once more.
func (a *App) recall() {
	r := a.round()
	if r == nil {
		return
	}
	for id, m := range r.Answers {
		if a.question(id) != nil {
			*a.answer(id) = answered{state: Told, prediction: m.Given, given: m.Given, right: m.Right, answer: m.Answer}
		}
	}
}

// Outcome is a line of the summary: a question, and what came out of it.
type Outcome struct {
	ID            labfile.ID
	State         QuestionState
	Ask           text.HTML
	Given, Answer string
	Right         bool
	Why           text.HTML
	Deciding      uint64
	Known         bool // what has decided can be shown
}

// Outcomes lists the open lab's questions in the order of the run, then those to which it
// doesn't come.
func (a *App) Outcomes() []Outcome {
	if a.world == nil {
		return nil
	}
	var list []Outcome
	add := func(q *labfile.Question) {
		s := a.answer(q.ID)
		o := Outcome{ID: q.ID, State: s.state, Ask: text.Marked(q.Ask)}
		if s.state == Told {
			o.Given, o.Answer, o.Right, o.Why = s.given, s.answer, s.right, a.explanation(q)
			o.Deciding, o.Known = s.deciding, s.deciding > 0 && a.world.EventCount() >= int(s.deciding)
		}
		list = append(list, o)
	}
	for _, k := range a.questions.known {
		add(k.Question)
	}
	all := a.world.File().Lab.Questions
	for i := range all {
		if a.asked(all[i].ID) == nil {
			add(&all[i])
		}
	}
	return list
}

// Practising reports whether answers of this round differ from the first ones, which count.
func (a *App) Practising() bool {
	r := a.round()
	if r == nil {
		return false
	}
	for _, o := range a.Outcomes() {
		if m := r.Answers[o.ID]; m != nil && (o.State != Told || m.Given != o.Given) {
			return true
		}
	}
	return false
}

// Again opens the lab anew, and plays it: with the same seed, for practice, or with the next
// seed that has not been played.
func (a *App) Again(otherSeed bool) {
	seed := a.Seed()
	if otherSeed {
		for seed++; slices.ContainsFunc(a.rounds().Rounds, func(r *round) bool { return uint64(r.Seed) == seed }); {
			seed++
		}
	}
	if a.Reopen(seed) == nil {
		a.SetAsking(true)
		a.Play()
	}
}
