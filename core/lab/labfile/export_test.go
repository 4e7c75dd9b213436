package labfile

// Normalise shows normalise to the tests.
var Normalise = normalise

// SplitMember is a member as splitArchive finds it.
func SplitMember(text []byte, i int) (name string, data []byte) {
	members := splitArchive(normalise(text))
	if i >= len(members) {
		return "", nil
	}
	return members[i].name, members[i].data
}
