package mail

// What can be wrong with a part, as ids: view.MailPart.Problems holds them, and the page's
// catalogue has a sentence for each.
const (
	ProblemBareLF           = "bare-lf"           // a line of the header ends without CR
	ProblemNoColon          = "no-colon"          // a line in the header is no field
	ProblemEightBitHeader   = "8bit-header"       // the header holds bytes that are neither US-ASCII nor UTF-8
	ProblemHeaderTooLong    = "header-too-long"   // more fields, or bytes of header, than are read
	ProblemHeaderEnd        = "header-end"        // no blank line ends the header
	ProblemType             = "content-type"      // Content-Type cannot be read: text/plain is assumed
	ProblemNoBoundary       = "no-boundary"       // a multipart that does not say its boundary
	ProblemBoundaryUnused   = "boundary-unused"   // the boundary of a multipart never comes
	ProblemNotClosed        = "not-closed"        // a multipart without its closing delimiter
	ProblemTooDeep          = "too-deep"          // nested more deeply than is read
	ProblemTooManyParts     = "too-many-parts"    // more parts than are read
	ProblemEncoding         = "encoding"          // an unknown Content-Transfer-Encoding
	ProblemEncodedComposite = "encoded-composite" // a multipart or message in base64 or quoted-printable (RFC 2045 §6.4 forbids it)
	ProblemBase64           = "base64"            // bytes that are not base64, or too few of them
	ProblemQuoted           = "quoted-printable"  // an = that is followed by no two digits
	ProblemCharset          = "charset"           // bytes that the charset does not have
	ProblemCharsetUnknown   = "charset-unknown"   // a charset that the core does not know
	ProblemNoDate           = "no-date"           // no Date that can be read
	ProblemNoFrom           = "no-from"           // no From that can be read
	ProblemTwice            = "twice"             // a field that may stand once stands twice
)
