package app_test

import "testing"

// Who is new is greeted until a lab is opened; not in a course page's frame, and not over a
// comparison.
func TestWelcome(t *testing.T) {
	a := opened(t, "dns-iterated")
	if a.Welcoming() {
		t.Error("everybody is greeted")
	}
	a.Welcome()
	if !a.Welcoming() {
		t.Error("who is new is not greeted")
	}
	a.SetEmbed(true)
	if a.Welcoming() {
		t.Error("an author's page has its own words")
	}
	a.SetEmbed(false)
	if err := a.OpenLab("dns-recursive", 7); err != nil || a.Welcoming() {
		t.Errorf("still, after a lab was opened (%v)", err)
	}
	a.Welcome()
	a.EndWelcome()
	if a.Welcoming() {
		t.Error("the greeting can't be closed")
	}
}
