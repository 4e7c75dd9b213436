package labfile_test

import (
	"testing"

	"playnet/core/lab/labfile"
)

// TestSizesCanBeSet lists the settings of a mail server: its sizes are written with a unit.
func TestSizesCanBeSet(t *testing.T) {
	quota := 3 * labfile.MiB
	for _, s := range labfile.Settings(labfile.MailServer{Quota: &quota}) {
		switch {
		case s.Name == "quota" && (s.Value != "3MiB" || s.Kind != labfile.TextSetting):
			t.Errorf("the quota is %+v", s)
		case s.Name == "maxSize" && s.Value != "":
			t.Errorf("the largest message is %+v", s)
		}
	}
	changed, err := (&labfile.File{}).WithSetting(labfile.MailServer{}, labfile.ServiceSet{Service: "mail.server", Setting: "quota", Value: "10KiB"})
	if m, ok := changed.(labfile.MailServer); err != nil || !ok || m.Quota == nil || *m.Quota != 10*labfile.KiB {
		t.Errorf("%+v, %v", changed, err)
	}
}
