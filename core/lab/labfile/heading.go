package labfile

import (
	"encoding/json"
	"fmt"
)

// Heading is what a list of labs shows of one.
type Heading struct {
	Title   string  `json:"title"`
	Summary string  `json:"summary"`
	Subject Subject `json:"subject"`
}

// ReadHeading reads a lab's heading and nothing else: the page lists all labs when
// it starts, and checking each of them whole would take longer than all the rest.
// What is not looked at may be wrong; [Parse] finds that when the lab is opened.
func ReadHeading(text []byte) (Heading, error) {
	var h Heading
	for _, m := range splitArchive(normalise(text)) {
		if m.name == "lab.json" {
			err := json.Unmarshal(m.data, &h)
			return h, err
		}
	}
	return h, fmt.Errorf("no member lab.json")
}
