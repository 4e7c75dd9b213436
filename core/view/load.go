package view

// Loads is how the work of the name servers has gone in the run so far, in cells of time
// of equal length.
type Loads struct {
	Width   int64        `json:"width"` // nanoseconds a cell
	Servers []ServerLoad `json:"servers"`
}

// ServerLoad is the work of one name server, cell by cell; the last cell is the one that
// goes on.
type ServerLoad struct {
	Host    string `json:"host"`
	Answers []int  `json:"answers"` // sent, refusals and failures included
	Waiting []int  `json:"waiting"` // queries that waited, at most
	Dropped []int  `json:"dropped"` // queries that found the queue full
}
