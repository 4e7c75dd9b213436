package lab

import (
	"encoding/hex"
	"strconv"
	"strings"

	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// tellByHand turns an event into a sentence that tells what somebody did to a frame, a
// link, a zone, a cache or a service.
func (w *World) tellByHand(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *vnet.FrameDelayed:
		a = w.frameArgs(b.Frame)
		a["place"], a["waited"] = placeOf(b.Where), b.By.String()
		return "frame.delayed", a
	case *vnet.FrameChanged:
		a = w.frameArgs(b.Frame)
		a["place"], a["offset"], a["old"], a["new"] = placeOf(b.Where), strconv.Itoa(b.Offset), hex.EncodeToString(b.Old), hex.EncodeToString(b.New)
		switch {
		case len(b.New) == 0:
			return "frame.changed.copy", a
		case len(b.New) > readableBytes:
			a["by"] = e.Host
			return "frame.rewritten", a
		case b.Fixed:
			return "frame.changed.fixed", a
		}
		return "frame.changed", a
	case *vnet.LinkIsSet:
		a = args{"place": b.Link, "other": b.Other, "values": b.LinkChange.String()}
		if b.Other != "" {
			return "link.set.pair", a
		}
		return "link.set", a
	case *vnet.SiteFiltered:
		a = args{"site": b.Site, "filter": b.Filter}
		if b.On {
			return "site.filtered", a
		}
		return "site.unfiltered", a
	case *SettingChanged:
		a = args{"host": e.Host, "service": b.Service, "setting": b.Setting, "value": b.Value}
		if b.Value == "" {
			return "service.reset", a
		}
		return "service.changed", a
	case dns.EventZoneChanged:
		a = args{"host": e.Host, "zone": zoneName(b.Zone), "serial": strconv.FormatUint(uint64(b.Serial), 10),
			"removed": inOneLine(b.Removed), "added": inOneLine(b.Added)}
		switch {
		case len(b.Removed) == 0 && len(b.Added) == 0:
			return "dns.zone.serial", a
		case len(b.Removed) == 0:
			return "dns.zone.added", a
		case len(b.Added) == 0:
			return "dns.zone.removed", a
		}
		return "dns.zone.changed", a
	case dns.EventCacheFlushed:
		return "dns.cache.flushed", args{"host": e.Host, "entries": strconv.Itoa(b.Entries)}
	}
	return w.tellZone(e)
}

// readableBytes is how many bytes of a change are told in hexadecimal; what replaces
// more has replaced the message.
const readableBytes = 16

// frameArgs tells which message a frame is.
func (w *World) frameArgs(frame trace.ID) args {
	t, _ := w.Transfer(frame)
	return args{"number": w.number(frame), "summary": t.Summary, "from": t.From, "to": t.To}
}

// inOneLine writes records one behind the other.
func inOneLine(records []string) string {
	return strings.Join(strings.Fields(strings.Join(records, "; ")), " ")
}
