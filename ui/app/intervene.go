package app

import (
	"encoding/json"
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/ui/text"
)

// meddling is what the learner is about to change: texts in fields that have not been
// applied yet, and the bytes of a message.
type meddling struct {
	drafts  map[string]string
	editing uint64 // the frame whose bytes are being changed; 0: none
	offset  int
	fix     bool
	arrived bool // a message that was changed is shown as it arrived
	checked checkedZone
}

// Draft returns what stands in a field that has not been applied yet.
func (a *App) Draft(key string) (words string, ok bool) {
	words, ok = a.meddling.drafts[key]
	return words, ok
}

// SetDraft keeps what was typed into a field.
func (a *App) SetDraft(key, words string) {
	m := &a.meddling
	if m.drafts == nil {
		m.drafts = map[string]string{}
	}
	m.drafts[key] = words
	a.pointed++
}

// DropDrafts forgets what was typed into the fields of a group, whose keys end so.
func (a *App) DropDrafts(group string) {
	for key := range a.meddling.drafts {
		if strings.HasSuffix(key, "|"+group) {
			delete(a.meddling.drafts, key)
		}
	}
	a.pointed++
}

// Drafted reports whether a field of a group holds something that is not applied.
func (a *App) Drafted(group string) bool {
	for key := range a.meddling.drafts {
		if strings.HasSuffix(key, "|"+group) {
			return true
		}
	}
	return false
}

// doWritten does an action that is written as in a lab file. What is wrong with its values
// is shown as a notice.
func (a *App) doWritten(fields map[string]any) bool {
	written, err := json.Marshal(fields)
	if err != nil {
		return false // texts and numbers can be written
	}
	action, err := labfile.ParseAction(written)
	if err != nil {
		a.Note(reasonOf(err), true)
		return false
	}
	return a.Do(action)
}

// DelayFrame holds a frame up for as long as a text says ("50ms").
func (a *App) DelayFrame(frame uint64, by string) {
	a.doWritten(map[string]any{"op": "frame.delay", "frame": frame, "by": tight(by)})
}

// DuplicateFrame makes a second frame of one that is in flight.
func (a *App) DuplicateFrame(frame uint64) {
	a.Do(labfile.FrameDuplicate{Frame: labfile.FrameNumber(frame)})
}

// EditBytes begins to change the bytes of a frame, or with 0 leaves it at that.
func (a *App) EditBytes(frame uint64) {
	offset := 0
	if a.sel.Kind == Frame && a.sel.Frame == frame && a.sel.Len > 0 {
		offset = a.sel.Offset
	}
	if frame != 0 {
		a.SetDraft("hex|"+editedBytes, "")
		a.ShowArrived(true)
		a.SelectFrame(frame)
		if a.look.Layout != Wide {
			a.Show(Bytes)
		}
	} else {
		a.DropDrafts(editedBytes)
	}
	a.meddling.editing, a.meddling.offset, a.meddling.fix = frame, offset, false
	a.touch()
}

// editedBytes is the group of the one field in which bytes are typed.
const editedBytes = "bytes"

// BytesEdit is what the form for new bytes holds.
type BytesEdit struct {
	Frame  uint64
	Offset int    // where they are put
	Hex    string // what was typed
	Fix    bool   // the checksums are to be made right
}

// BytesEdit returns what the form for new bytes of a frame holds; ok is false while
// they are not being changed.
func (a *App) BytesEdit(frame uint64) (e BytesEdit, ok bool) {
	m := &a.meddling
	if m.editing == 0 || m.editing != frame || !a.UnderWay(frame) {
		return e, false
	}
	hex, _ := a.Draft("hex|" + editedBytes)
	return BytesEdit{Frame: frame, Offset: m.offset, Hex: hex, Fix: m.fix}, true
}

// EditAt says from which byte on new bytes are to be put.
func (a *App) EditAt(offset int) {
	a.meddling.offset = max(offset, 0)
	a.pointed++
}

// EditChecksums says whether the checksums are to be made right.
func (a *App) EditChecksums(fix bool) {
	a.meddling.fix = fix
	a.pointed++
}

// ApplyBytes changes the bytes as the form says.
func (a *App) ApplyBytes() {
	e, ok := a.BytesEdit(a.meddling.editing)
	if !ok {
		return
	}
	action := map[string]any{"op": "frame.change", "frame": e.Frame, "offset": e.Offset, "bytes": e.Hex, "checksums": "keep"}
	if e.Fix {
		action["checksums"] = "fix"
	}
	if a.doWritten(action) {
		a.EditBytes(0)
	}
}

// Editing returns the frame whose bytes are being changed; 0: none.
func (a *App) Editing() uint64 {
	if _, ok := a.BytesEdit(a.meddling.editing); ok {
		return a.meddling.editing
	}
	return 0
}

// UnderWay reports whether a frame is in flight, so that something can be done to it.
func (a *App) UnderWay(frame uint64) bool {
	t, ok := a.Transfer(frame)
	return ok && t.Fate == view.InFlight
}

// GoUnderWay goes back to just after a frame was sent.
func (a *App) GoUnderWay(frame uint64) {
	if t, ok := a.Transfer(frame); ok {
		a.Pause()
		a.SeekTime(sim.Instant(t.SentAt))
	}
}

// Changed reports whether the shown message's bytes were changed on its way, and whether
// it is shown as it arrived.
func (a *App) Changed(frame uint64) (changed, arrived bool) {
	if a.world == nil {
		return false, false
	}
	return a.world.Changed(traceID(frame)), a.meddling.arrived
}

// ShowArrived shows a message that was changed as it arrived, or as it was sent.
func (a *App) ShowArrived(arrived bool) {
	a.meddling.arrived = arrived
	a.facts.messageOf = 0
	a.pointed++
}

// dissected takes the frame apart that the page shows.
func (a *App) dissected(frame uint64) (view.Message, error) {
	if a.meddling.arrived {
		if m, ok := a.world.Arrived(traceID(frame)); ok {
			return m, nil
		}
	}
	return a.world.Message(traceID(frame))
}

// LinkFields are the values of a link that can be set, in the order in which they are
// shown.
var LinkFields = []string{"up", "down", "delay", "loss", "duplicate", "reorder", "queue"}

// LinkGroup names the fields of a link, or of what holds between two places.
func LinkGroup(place, to string) string { return "link|" + place + "|" + to }

// ApplyLink sets what was typed into the fields of a link.
func (a *App) ApplyLink(place, to string) {
	group := LinkGroup(place, to)
	action := map[string]any{"op": "link.set", "place": place}
	if to != "" {
		action["to"] = to
	}
	for _, field := range LinkFields {
		words, ok := a.Draft(field + "|" + group)
		switch {
		case !ok:
		case field == "loss" || field == "duplicate" || field == "reorder":
			chance, ok := chanceOf(words)
			if !ok {
				a.Note(text.T("meddle.chance", "value", words), true)
				return
			}
			action[field] = chance
		default:
			action[field] = tight(words)
		}
	}
	if a.doWritten(action) {
		a.DropDrafts(group)
	}
}

// chanceOf reads a probability as people write it: "10 %", "0.1".
func chanceOf(words string) (float64, bool) {
	number, percent := strings.CutSuffix(tight(words), "%")
	v, err := strconv.ParseFloat(number, 64)
	if percent {
		v /= 100
	}
	return v, err == nil && v >= 0 && v <= 1
}

// tight returns a value without blanks: "50 ms" is "50ms".
func tight(words string) string { return strings.Join(strings.Fields(words), "") }

// SettingGroup names the field of a setting.
func SettingGroup(host, service, setting string) string {
	return "setting|" + host + "|" + service + "|" + setting
}

// ApplySetting changes a setting of a service.
func (a *App) ApplySetting(host, service, setting, value string) {
	done := a.doWritten(map[string]any{"op": "service.set", "host": host, "service": service, "setting": setting, "value": strings.TrimSpace(value)})
	if done {
		a.DropDrafts(SettingGroup(host, service, setting))
	}
}

// FlushCache empties the cache of a host.
func (a *App) FlushCache(host string) { a.Do(labfile.CacheFlush{Host: labfile.Name(host)}) }

// RecordGroup names the field of a record of a zone; record is "" for one to be added.
func RecordGroup(host, zone, record string) string {
	return "record|" + host + "|" + zone + "|" + record
}

// ApplyRecord puts what was typed into the place of a record, or adds it.
func (a *App) ApplyRecord(host, zone, record string) {
	group := RecordGroup(host, zone, record)
	words, ok := a.Draft("text|" + group)
	if !ok {
		return
	}
	action := map[string]any{"op": "dns.record.add", "host": host, "zone": zone, "record": words}
	if record != "" {
		action["op"], action["was"] = "dns.record.set", record
	}
	if a.doWritten(action) {
		a.DropDrafts(group)
	}
}

// RemoveRecord takes a record out of a zone.
func (a *App) RemoveRecord(host, zone, record string) {
	if a.doWritten(map[string]any{"op": "dns.record.remove", "host": host, "zone": zone, "record": record}) {
		a.DropDrafts(RecordGroup(host, zone, record))
	}
}

// refusal says in the reader's language why an action is impossible at the moment.
func refusal(why *strict.Reason) string {
	id := "reason." + why.ID
	if !text.Has(id) {
		return why.Error()
	}
	args := map[string]string{}
	for _, a := range why.Args {
		args[a.Name] = a.Value
	}
	return text.With(id, args)
}
