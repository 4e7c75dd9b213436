// Package metainfo reads and writes what a user starts from: .torrent files (BEP 3, "metainfo
// files"; lists of trackers as in BEP 12, DHT nodes as in BEP 5, private torrents as in BEP 27)
// and magnet links (BEP 9, "magnet URI format").
//
// What comes from outside is bounded: the size of a file, the number of pieces and files, the
// lengths. Names that would lead out of the folder into which files are saved are refused.
//
// Left out: version 2 of the format (BEP 52).
package metainfo
