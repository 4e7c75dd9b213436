// Package fields says which fields a filter can name, and reads their values out of
// the trace: of frames all that is dissected, by Wireshark's names and with its
// types; of every event what its body holds, as "<kind>.<field>".
//
// A field of a frame's headers is read from the record of its sending, without
// building the frame; what stands in an application's message costs a dissection.
// What depends on the frames before it (numbers, streams, times since) comes from a
// [History], which is only made when somebody asks for it.
package fields
