package app

import (
	"encoding/hex"
	"errors"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/share"
	"playnet/core/lab/strict"
	"playnet/ui/text"
)

// maxLink is how long a link may be, in characters, before the page advises to hand the lab
// file on instead. Browsers take more; mail programs, chats and course systems cut or break
// links that are longer.
const maxLink = 8000

// LinkInfo is a link of the run as it stands.
type LinkInfo struct {
	Fragment string `json:"fragment"` // what stands behind the URL's "#"
	URL      string `json:"url"`      // the whole link; "" where the page has no address
	Code     string `json:"code"`     // the same without an address, to be pasted into a page
	TooLong  bool   `json:"tooLong"`  // better hand the file on
}

// SetAddress says what the page's own address is, without a fragment.
func (a *App) SetAddress(address string) { a.address = address }

// FromFile reports whether the page was opened from a file, or has no address at all: then
// a link to it is of no use to others.
func (a *App) FromFile() bool {
	return !strings.HasPrefix(a.address, "http:") && !strings.HasPrefix(a.address, "https:")
}

// State is the run as it stands, with what the screen shows of it.
func (a *App) State() share.State {
	w := a.world
	if w == nil {
		return share.State{}
	}
	s := share.State{Seed: w.Seed(), Log: w.Log(), Position: w.Position(), At: w.Now(), View: a.shownView()}
	if a.labID != "" {
		s.LabID, s.LabDigest = a.labID, w.File().Digest
	} else {
		s.LabText = w.File().Canonical()
	}
	return s
}

// shownView is what the screen shows, as a link tells it.
func (a *App) shownView() share.View {
	v := share.View{Embed: a.look.Embed, Filter: a.Filter()}
	switch a.sel.Kind {
	case Host:
		v.Host = a.sel.Host
	case Frame:
		v.Frame = labfile.FrameNumber(a.sel.Frame)
	case Event:
		v.Event = labfile.FrameNumber(a.sel.Event)
	}
	if a.look.Layout != Wide && a.look.Layout != "" {
		v.Pane = string(a.look.Pane)
	}
	if l := a.Look(); l.Tab != Ladder {
		v.Tab = string(l.Tab)
	}
	return v
}

// Link makes a link of the run as it stands. The error says why there can be none, in the
// page's language.
func (a *App) Link() (LinkInfo, error) {
	if a.world == nil {
		return LinkInfo{}, errors.New(text.T("share.nothing"))
	}
	s := a.State()
	hash, err := hex.DecodeString(a.world.Hash())
	if err != nil {
		return LinkInfo{}, err
	}
	copy(s.Hash[:], hash)
	fragment, err := share.Encode(s)
	if err != nil {
		return LinkInfo{TooLong: true}, errors.New(reasonText(err))
	}
	l := LinkInfo{Fragment: fragment, Code: fragment}
	if a.address != "" {
		l.URL = a.address + "#" + fragment
	}
	l.TooLong = max(len(l.URL), len(l.Code)) > maxLink
	return l, nil
}

// reasonText says a *strict.Reason in the page's language.
func reasonText(err error) string {
	var why *strict.Reason
	if !errors.As(err, &why) || !text.Has("reason."+why.ID) {
		return err.Error()
	}
	args := map[string]string{}
	for _, a := range why.Args {
		args[a.Name] = a.Value
	}
	return text.With("reason."+why.ID, args)
}

// fileOf returns the lab of a shared or stored run. The error is an *OpenError.
func (a *App) fileOf(s share.State) (*labfile.File, error) {
	data, source := s.LabText, ""
	if s.LabID != "" {
		var ok bool
		if data, ok = a.library.Lab(s.LabID); !ok {
			return nil, a.fail(s.LabID, []Fault{{Reason: text.T("share.unknownlab", "id", s.LabID)}})
		}
		source = s.LabID
	}
	f, err := labfile.Parse(data)
	if err != nil {
		return nil, a.fail(source, faultsOf(err))
	}
	return f, nil
}

// openState opens the lab of a shared or stored run at its beginning, with its log ahead.
// The error is an *OpenError; on one the running lab stays as it is.
func (a *App) openState(s share.State) error {
	f, err := a.fileOf(s)
	if err != nil {
		return err
	}
	if err := lab.CheckLog(f, s.Log); err != nil {
		return a.fail(s.LabID, []Fault{{Reason: err.Error()}})
	}
	if err := a.openFile(s.LabID, f, s.Seed); err != nil {
		return err
	}
	a.labID, a.source = s.LabID, ""
	a.adopt(s.Log)
	return nil
}

// OpenShared opens a run that was shared, and goes to where it was shared. The error is an
// *OpenError; on one the running lab stays as it is.
func (a *App) OpenShared(s share.State) error {
	if err := a.openState(s); err != nil {
		return err
	}
	a.goTo(s)
	return nil
}

// goTo goes to where a shared run stood, and shows it as it was shown.
func (a *App) goTo(s share.State) {
	a.command(false, a.towards(lab.AtPlace(placeOf(s))), func() { a.arriveShared(s) })
}

func placeOf(s share.State) lab.Place { return lab.Place{Position: s.Position, At: s.At} }

// arriveShared is called when a shared run has come to where it was shared: it is shown as it was
// then, and held against what it was then.
func (a *App) arriveShared(s share.State) {
	a.show(s.View)
	var notes []string
	if err := a.world.LogError(); err != nil {
		notes = append(notes, text.T("share.log", "reason", err.Error()))
		a.growTree(a.world.Log()) // the rest of it is forgotten
	}
	changed := s.LabDigest != [32]byte{} && s.LabDigest != a.world.File().Digest
	expected, hash := hex.EncodeToString(s.Hash[:]), a.world.Hash()
	differs := s.Hash != [32]byte{} && hash != expected
	switch {
	case differs && changed:
		notes = append(notes, text.T("share.differs.lab", "hash", short(hash), "expected", short(expected)))
	case differs:
		notes = append(notes, text.T("share.differs", "hash", short(hash), "expected", short(expected)))
	case changed:
		notes = append(notes, text.T("share.changed"))
	}
	if len(notes) > 0 {
		a.Note(strings.Join(notes, " "), differs || a.world.LogError() != nil)
	}
}

// short is how much of a digest people compare.
func short(digest string) string { return digest[:16] }

// show brings the screen to what a link tells of it, as far as this page knows it.
func (a *App) show(v share.View) {
	switch {
	case v.Host != "":
		a.SelectHost(v.Host)
	case v.Frame != 0:
		a.SelectFrame(uint64(v.Frame))
	case v.Event != 0:
		a.SelectEvent(uint64(v.Event))
	}
	if v.Filter != "" {
		a.SetFilter(v.Filter)
	}
	for _, p := range []Pane{Stage, Ladder, Packets, Dialogue, Details, Bytes, Charts} {
		if Pane(v.Tab) == p && (p == Ladder || p == Packets || p == Dialogue || p == Charts) {
			a.look.Tab = p
		}
		if Pane(v.Pane) == p && (p != Stage || a.look.Layout == Phone) {
			a.look.Pane = p
		}
	}
	a.touch()
}

// followShared opens the link of an address. One that can't be opened is reported with the
// list of labs, in front of what was open, or of the first lab.
func (a *App) followShared(l Link) {
	s, err := share.Decode(l.Shared)
	var faults []Fault
	if err != nil {
		faults = []Fault{{Reason: reasonText(err)}}
	} else if err = a.OpenShared(s); err != nil {
		faults, a.opening = a.opening.Faults, Opening{}
	}
	if err == nil {
		a.SetEmbed(l.Embed || s.View.Embed)
		return
	}
	if a.world == nil && len(a.labs) > 0 {
		if a.OpenLab(a.labs[0].ID, DefaultSeed) != nil {
			a.opening = Opening{}
		}
	}
	a.Pause()
	a.linkFaults = faults
	a.SetDialog(BrokenLink)
	a.say(text.T("share.broken") + " " + faults[0].Reason)
}

// LinkFaults says what is wrong with the link that could not be opened.
func (a *App) LinkFaults() []Fault { return a.linkFaults }

// FollowText opens what was pasted, if it is a link or the code of one, and reports whether
// it is.
func (a *App) FollowText(pasted string) bool {
	l, ok := LinkIn(pasted)
	if !ok {
		return false
	}
	l.Embed = l.Embed || a.look.Embed
	if err := a.Follow(l, false); err != nil {
		a.Note(err.Error(), true)
	}
	return true
}
