package lab_test

import (
	"encoding/json"
	"testing"

	"playnet/core/lab"
	"playnet/public"
)

// The page says each refusal by its id: its catalogue has all of them, word for word.
func TestEveryRefusalIsInTheCatalogue(t *testing.T) {
	text, err := public.Files.ReadFile("messages/en.intervene.json")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]string
	if err := json.Unmarshal(text, &messages); err != nil {
		t.Fatal(err)
	}
	for _, why := range lab.Refusals() {
		if got := messages["reason."+why.ID]; got != why.Text {
			t.Errorf("reason.%s is %q in the catalogue, want %q", why.ID, got, why.Text)
		}
	}
}
