// Package labfile reads lab files. A lab file is one text that a teacher can
// edit: a txtar archive (golang.org/x/tools/txtar). public/docs/lab-format.md describes
// it for its writers, public/lab.schema.json describes the member lab.json for
// their editors; both follow the types here.
//
// # What the package promises
//
// [Parse] returns a File in which everything has been checked that can be
// checked before anything runs, or [Errors], each with the member, the line of
// the whole file, the path within lab.json, and a reason that says what to
// write instead:
//
//   - The archive: kinds, names and uniqueness of the members, UTF-8, base64.
//   - lab.json: read by package strict; types.go, services.go and actions.go are
//     its grammar, units.go and names.go its vocabulary.
//   - What must hold between the fields: names and addresses are unique,
//     references lead somewhere, two services don't share a port (check.go).
//   - Zones: RFC 1035 master files, in this order: they parse (zone.go), and
//     they are zones, or root hints (zonecheck.go).
//
// Errors of the archive, of lab.json and of each zone's syntax are reported
// together; what lab.json has to do with the members is looked at only when all
// of lab.json was understood.
//
// # How to add to it
//
// A service or an action is a struct with its methods and one line in a table
// (serviceKinds, actionOps). Field names and limits stand in its tags, meaning
// in its doc comments; decoder, encoder and schema read them there. Then add the
// new fields to tests/brokenlabs/base.lab, from which a broken lab is made for
// each of them, and run go test ./core/lab/labfile -update.
//
// An absent field and a field with the zero value are different things where a
// default exists: such fields are pointers. A format change that an older
// Playnet would misunderstand raises [Version].
//
// # What it leaves out on purpose
//
// Zone files know neither $INCLUDE (a lab is one file) nor $GENERATE; each says
// its own $ORIGIN. Domain names are not looked up, programs not compiled, mails
// not parsed here: that is their packages' work.
package labfile
