package app

import (
	"bytes"
	"encoding/json"
)

// Receive answers a message of an embedding page, as the browser hands it over, turned
// into JSON. What isn't for Playnet is ignored: a message that isn't an object, that has
// no field "playnet", or that is an answer itself (it has "result" or "error").
//
// reply is called at most once, perhaps later, with {playnet, id, result | error}.
func (a *App) Receive(data []byte, reply func(json []byte)) {
	var m struct {
		Playnet json.RawMessage `json:"playnet"`
		ID      json.RawMessage `json:"id"`
		Method  *string         `json:"method"`
		Params  json.RawMessage `json:"params"`
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return
	}
	if _, ours := fields["playnet"]; !ours {
		return
	}
	for _, name := range []string{"result", "error"} {
		if _, answer := fields[name]; answer {
			return
		}
	}
	id := fields["id"]
	if id == nil {
		id = json.RawMessage("null")
	}
	answer := func(result []byte, err *APIError) { reply(envelope(id, result, err)) }
	malformed := func(why string) { answer(nil, &APIError{Code: BadCall, Message: why}) }
	switch {
	case json.Unmarshal(data, &m) != nil || m.Method == nil:
		malformed("a call is {playnet: 1, id, method, params}: method is missing or no text")
	case !bytes.Equal(bytes.TrimSpace(m.Playnet), []byte("1")):
		malformed("this page speaks version 1: {playnet: 1, id, method, params}")
	case m.ID == nil || id[0] == '{' || id[0] == '[' || string(id) == "null":
		malformed("a call is {playnet: 1, id, method, params}: id is missing, or neither text nor number")
	default:
		a.Call(*m.Method, m.Params, answer)
	}
}

func envelope(id json.RawMessage, result []byte, err *APIError) []byte {
	var out bytes.Buffer
	out.WriteString(`{"playnet":1,"id":`)
	out.Write(id)
	if err == nil {
		out.WriteString(`,"result":`)
		out.Write(result)
	} else {
		out.WriteString(`,"error":`)
		b, failed := json.Marshal(err)
		if failed != nil {
			b = []byte(`{"message":"","code":"refused"}`)
		}
		out.Write(b)
	}
	out.WriteByte('}')
	return out.Bytes()
}
