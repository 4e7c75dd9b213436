package panels

import (
	"strconv"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/public"
	"playnet/tests/labs"
	"playnet/ui/app"
	"playnet/ui/scene"
)

// shelf holds the labs of the tests beside the shipped ones.
type shelf struct{ library }

func (shelf) Lab(id string) ([]byte, bool) {
	if text, ok := labs.Lab(id); ok {
		return text, true
	}
	return public.Lab(id)
}

// showing opens a lab, runs it to its end and selects the first message that is meant.
func showing(t *testing.T, id string, meant func(view.Transfer) bool) *app.App {
	t.Helper()
	a := app.New(shelf{})
	if err := a.OpenLab(id, 7); err != nil {
		t.Fatal(err)
	}
	a.ToEnd()
	settle(a)
	for _, tr := range a.TransferRange(0, 10_000) {
		if meant(tr) {
			a.SelectFrame(tr.Frame)
			return a
		}
	}
	t.Fatal("there is no such message")
	return nil
}

func referral(tr view.Transfer) bool { return tr.Summary == "NS cs.umass.edu + glue" }

// fieldNamed returns the path of the n-th field of that name.
func fieldNamed(m view.Message, name string, n int) (path string) {
	var look func(fields []view.MessageField, above string)
	look = func(fields []view.MessageField, above string) {
		for j, f := range fields {
			at := above + "." + strconv.Itoa(j)
			if f.Name == name {
				if n == 0 {
					path = at
				}
				n--
			}
			look(f.Children, at)
		}
	}
	for i, l := range m.Layers {
		look(l.Fields, strconv.Itoa(i))
	}
	return path
}

func TestTheHeaderIsDrawnAsInTheRFC(t *testing.T) {
	a := showing(t, "dns-iterated", referral)
	m, _ := a.Message()
	n := drawDNSPicture(a, m)
	unsaid(t, n)
	grid := n.Find("class", "dns-header")
	var rows [][]string
	used := 16
	for _, cell := range grid.Children {
		if cell.Attr("class") == "dns-bit" {
			continue
		}
		wide, _ := strconv.Atoi(strings.TrimPrefix(cell.Attr("style:grid-column"), "span "))
		if used == 16 {
			rows, used = append(rows, nil), 0
		}
		used += wide
		rows[len(rows)-1] = append(rows[len(rows)-1], words(cell))
	}
	want := [][]string{{"ID   " + "0x"}, {"QR   1", "Opcode   0 QUERY", "AA   0", "TC   0", "RD   0", "RA   0", "Z   0", "AD   0", "CD   0", "RCODE   0 NOERROR"},
		{"QDCOUNT   1"}, {"ANCOUNT   0"}, {"NSCOUNT   1"}, {"ARCOUNT   2"}}
	if used != 16 || len(rows) != len(want) {
		t.Fatalf("rows %q", rows)
	}
	for i := range want {
		for j := range want[i] {
			if len(rows[i]) != len(want[i]) || !strings.HasPrefix(rows[i][j], want[i][j]) {
				t.Errorf("row %d is %q, want %q", i, rows[i], want[i])
			}
		}
	}
	all := words(n)
	for _, want := range []string{"Question", "gaia.cs.umass.edu.", "Authority", "RDLENGTH", "172800", "Additional", "→ 17"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
}

func TestACellAndItsBytesLightUpTogether(t *testing.T) {
	a := showing(t, "dns-iterated", referral)
	s := &State{}
	m, _ := a.Message()
	path := fieldNamed(m, "dns.flags.rcode", 0)
	Handle(a, s, Event{Island: "inspector", Type: "hover", Key: "cell:" + path})
	if f, _ := FieldAt(m, path); a.Selection().Offset != f.Offset || a.Selection().Len != 1 {
		t.Errorf("pointed at %+v", a.Selection())
	}
	n := drawDNSPicture(a, m)
	var lit []string
	n.Walk(func(n *scene.Node) {
		if n.Attr("aria-pressed") == "true" {
			lit = append(lit, n.Attr("data-key"))
		}
	})
	if len(lit) != 1 || lit[0] != "cell:"+path || !strings.Contains(words(n), "3 no such name") {
		t.Errorf("lit: %v, reading: %s", lit, words(n.Find("class", "dns-reading")))
	}
	// A byte of the name lights the name's cell.
	name, _ := FieldAt(m, fieldNamed(m, "dns.qry.name", 0))
	Handle(a, s, Event{Type: "click", Key: "byte:" + strconv.Itoa(name.Offset+2)})
	n = drawDNSPicture(a, m)
	if c := n.Find("data-key", "cell:"+fieldNamed(m, "dns.qry.name", 0)); c.Attr("aria-pressed") != "true" {
		t.Error("the name's byte is pointed at, and its cell is not lit")
	}
}

func TestKeysGoFromCellToCell(t *testing.T) {
	a := showing(t, "dns-iterated", referral)
	m, _ := a.Message()
	p, ok := newDNSPicture(m, app.Selection{})
	if !ok {
		t.Fatal("no picture")
	}
	at := func(name string) string { return fieldNamed(m, name, 0) }
	for _, c := range []struct{ from, key, to string }{
		{at("dns.id"), "ArrowRight", at("dns.flags.response")},
		{at("dns.flags.truncated"), "ArrowRight", at("dns.flags.recdesired")},
		{at("dns.flags.truncated"), "ArrowDown", at("dns.count.queries")},
		{at("dns.count.queries"), "ArrowUp", at("dns.flags.response")},
		{at("dns.count.add_rr"), "ArrowDown", at("dns.qry.name")},
		{at("dns.qry.type"), "Home", at("dns.id")},
		{at("dns.id"), "ArrowLeft", at("dns.id")},
	} {
		if got, ok := p.step(c.from, c.key); !ok || got != c.to {
			t.Errorf("%s from %s leads to %s, want %s", c.key, c.from, got, c.to)
		}
	}
}

func TestPointersAreArrows(t *testing.T) {
	a := showing(t, "dns-iterated", referral)
	m, _ := a.Message()
	list := pointersIn(m, 0)
	if len(list) < 3 {
		t.Fatalf("pointers: %v", list)
	}
	for _, p := range list {
		// What a pointer means is the end of the name before it.
		if p.to >= p.from || p.end <= p.to || m.Bytes[p.from]&0xc0 != 0xc0 || m.Bytes[p.to] == 0 {
			t.Errorf("a pointer %+v", p)
		}
	}
	path := fieldNamed(m, fieldPointer, 0)
	Handle(a, &State{}, Event{Type: "click", Key: "cell:" + path})
	n := BytesPanel(a, &State{}, 600)
	arrowsLit, aimed := 0, ""
	n.Walk(func(n *scene.Node) {
		if n.Attr("class") == "hex-arrow lit" {
			arrowsLit++
		}
		if n.Attr("class") == "aimed" && strings.HasPrefix(n.Key, "t") {
			aimed += n.Text
		}
	})
	if arrowsLit != 1 || aimed != "·cs·umass·edu·" {
		t.Errorf("%d arrows are lit, the bytes meant are %q", arrowsLit, aimed)
	}
}

func TestATruncatedAnswerLeadsToTheOneByTCP(t *testing.T) {
	a := showing(t, "dns-tcp", func(tr view.Transfer) bool { return tr.Reply && strings.Contains(tr.Summary, "(truncated)") })
	m, _ := a.Message()
	other, ok := a.OtherWay(m)
	if !ok || other.Connection == "" || other.From != m.From && other.To != m.From {
		t.Fatalf("the other way is %+v", other)
	}
	n := Inspector(a, nil)
	key := "frame:" + strconv.FormatUint(other.Frame, 10)
	if words(n.Find("class", "dns-other")) == "" || n.Find("class", "dns-other").Find("data-key", key) == nil {
		t.Error("nothing leads to it")
	}
	Handle(a, &State{}, Event{Type: "click", Key: key})
	m2, _ := a.Message()
	if back, ok := a.OtherWay(m2); m2.ID != other.Frame || !ok || back.Frame != m.ID {
		t.Errorf("back leads to %+v", back)
	}
	plain := showing(t, "dns-iterated", referral)
	m, _ = plain.Message()
	if _, ok := plain.OtherWay(m); ok {
		t.Error("a whole answer has another way, too")
	}
}
