package view

// Page is what a browser shows. It stands in [Program].Page.
type Page struct {
	URL       string      `json:"url"` // where it came from in the end
	Method    string      `json:"method"`
	Loading   bool        `json:"loading,omitempty"`
	Status    int         `json:"status,omitempty"` // 0: no response has come
	Reason    string      `json:"reason,omitempty"`
	Header    []NameValue `json:"header,omitempty"` // of the response
	Type      string      `json:"type,omitempty"`   // media type, in lower case
	Title     string      `json:"title,omitempty"`
	Body      string      `json:"body,omitempty"` // of a text: as it came, shortened if it is long
	Bytes     int         `json:"bytes"`          // of the body
	Redirects int         `json:"redirects,omitempty"`
	// Failed says why there is no response, in the words of the program.
	Failed string `json:"failed,omitempty"`
	// Objects are the images that the page embeds, in the order of loading.
	Objects []PageObject `json:"objects,omitempty"`
	// Cookies are those that the browser keeps, of all sites.
	Cookies []NameValue `json:"cookies,omitempty"`
}

// PageObject is an image of a page.
type PageObject struct {
	URL    string `json:"url"`
	Status int    `json:"status"` // 0: it has not come
	Type   string `json:"type,omitempty"`
	Data   []byte `json:"data,omitempty"` // base64 in JSON; left out if it is large
	Bytes  int    `json:"bytes"`
}
