// Package bencode reads and writes bencoding, the notation of everything in BitTorrent that
// is not the bytes of a file (BEP 3, "bencoding"): metainfo, answers of trackers, messages of
// the DHT and of extensions.
//
// The decoder is strict: it takes nothing that it would not have written itself. So each value
// has one encoding, Append(nil, v) gives back the very bytes that v was read from, and a
// dictionary's hash can be computed from its value. What is bounded: the depth of nesting
// ([MaxDepth]) and, by the length of the input, everything else.
package bencode
