// Package mail reads and writes messages: the header and body of RFC 5322, and what MIME
// makes of the body, a tree of parts (RFC 2045, 2046, 2047, 2049), with file names and
// parameters in any language (RFC 2183, RFC 2231).
//
// Reading never fails. A message from outside may be anything: [Parse] makes of it the tree
// that its writer most likely meant, notes what is wrong with each part (see problems.go),
// and bounds what it takes: depth, parts, fields. Each part, and each field, says at which
// byte of the source it stands, so that source, tree and rendering can be shown side by side.
// That, and the leniency, is why the parser is our own: net/mail, mime/multipart and
// go-message read streams, keep no offsets, and give up where a reader of mail must not.
//
// Writing is strict: [Build] makes of a [Draft] what any server takes and any agent reads:
// lines of at most 78 bytes, nothing but US-ASCII, CRLF at the end of each line.
//
// Charsets: the core decodes those that fit into a few kilobytes: US-ASCII, UTF-8, UTF-7,
// UTF-16, ISO-8859-1 to -16, Windows-1250 to -1258 and -874, KOI8-R, KOI8-U, IBM437, 850, 852,
// 866 and macintosh, 5 kB of gzipped wasm together. The East Asian ones (GBK, Big5, EUC-JP,
// Shift_JIS, ISO-2022-JP, EUC-KR) would take 340 kB with golang.org/x/text's tables, twice
// what all the rest of this package does: a part in such a charset is marked Unreadable, its
// bytes are there, and the page may show them with the browser's own decoder. What the core
// computes never depends on that.
//
// Left out on purpose: message/partial is not put together, message/external-body is not
// fetched, and S/MIME and OpenPGP (multipart/signed, /encrypted) are trees like others.
package mail
