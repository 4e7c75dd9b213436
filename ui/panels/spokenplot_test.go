package panels

import (
	"encoding/json"
	"testing"

	"playnet/ui/app"
)

// The bars of a lab of mail are the numbers of its table: POP3 brings a whole message through
// the modem where IMAP brings a part.
func TestBarsOfWhatProtocolsCost(t *testing.T) {
	bytes := func(turn string) map[string]float64 {
		a := app.New(library{})
		if err := a.OpenLab("imap-folders", 3); err != nil {
			t.Fatal(err)
		}
		call := func(method, params string) {
			a.Call(method, json.RawMessage(params), func(_ []byte, err *app.APIError) {
				if err != nil {
					t.Fatal(err)
				}
			})
			for a.Work(func() bool { return true }) {
			}
		}
		if turn != "" {
			call("do", turn)
		}
		if plots := spokenPlots(a); len(plots) != 2 || len(plots[0].Series) != 0 {
			t.Errorf("bars stand before anything was said: %+v", plots)
		}
		call("run", `[{"idle":true}]`)
		sum := map[string]float64{}
		p := spokenPlots(a)[0]
		for _, s := range p.Series {
			for _, d := range s.Points {
				sum[p.X.Labels[int(d.X)]] += d.Y
			}
		}
		for _, s := range a.Spoken() {
			if sum[s.Protocol] != float64(s.Bytes) {
				t.Errorf("%s: the bars are %v bytes, the table says %d", s.Protocol, sum[s.Protocol], s.Bytes)
			}
		}
		return sum
	}
	by := bytes("")
	pop := bytes(`{"op":"lab.switch","switch":"pop3","on":true}`)
	if by["pop"] != 0 || pop["pop"] < 19_702 || pop["imap"] >= by["imap"] {
		t.Errorf("by IMAP %v, by POP3 %v", by, pop)
	}
}
