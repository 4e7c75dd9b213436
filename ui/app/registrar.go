package app

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/ui/text"
)

// RegisterGroup names the fields of a registrar's form.
func RegisterGroup(host string) string { return "register|" + host }

// Form is what stands in a registrar's form, and what is wrong with it.
type Form struct {
	Domain  string
	Servers []FormServer
	DS      string // one record a line, separated by semicolons
	// Wrong and Doubtful are sentences about fields, by their names: "domain", "name0",
	// "address1", "ds". What is doubtful can be sent all the same.
	Wrong, Doubtful map[string]string
}

// FormServer is a line of a form.
type FormServer struct{ Name, Address string }

const (
	formServers    = 2 // lines of a new form
	formServersMax = 6
)

// RegisterForm reads the form of a registrar.
func (a *App) RegisterForm(host string) Form {
	group := RegisterGroup(host)
	field := func(name string) string {
		words, _ := a.Draft(name + "|" + group)
		return strings.TrimSpace(words)
	}
	f := Form{Domain: field("domain"), DS: field("ds"), Wrong: map[string]string{}, Doubtful: map[string]string{}}
	lines := formServers
	if n, err := strconv.Atoi(field("lines")); err == nil {
		lines = min(n, formServersMax)
	}
	for i := range lines {
		f.Servers = append(f.Servers, FormServer{field("name" + strconv.Itoa(i)), field("address" + strconv.Itoa(i))})
	}
	a.check(host, &f)
	return f
}

// MoreServers gives a registrar's form another line for a name server.
func (a *App) MoreServers(host string) {
	a.SetDraft("lines|"+RegisterGroup(host), strconv.Itoa(min(len(a.RegisterForm(host).Servers)+1, formServersMax)))
}

// MayAddServer reports whether the form has room for another line.
func (f Form) MayAddServer() bool { return len(f.Servers) < formServersMax }

// action writes the form as an action; at holds for each server its line.
func (f Form) action(host string) (action map[string]any, at []int) {
	var servers []map[string]any
	for i, s := range f.Servers {
		if s == (FormServer{}) {
			continue
		}
		server := map[string]any{"name": s.Name}
		if s.Address != "" {
			server["address"] = s.Address
		}
		servers, at = append(servers, server), append(at, i)
	}
	action = map[string]any{"op": "registrar.register", "host": host, "domain": f.Domain, "servers": servers}
	if f.DS != "" {
		list := strings.Split(f.DS, ";")
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
		action["ds"] = list
	}
	return action, at
}

// check tells what is wrong with the fields of a form that are filled in.
func (a *App) check(host string, f *Form) {
	action, at := f.action(host)
	for _, e := range a.wrongWith(action) {
		field := formField(e.Path, at)
		if field == "" || f.Wrong[field] != "" || f.empty(field) {
			continue
		}
		f.Wrong[field] = sentence(e)
	}
	domain := strings.ToLower(strings.TrimSuffix(f.Domain, "."))
	for i, s := range f.Servers {
		name := strings.ToLower(strings.TrimSuffix(s.Name, "."))
		if domain != "" && s.Address == "" && (name == domain || strings.HasSuffix(name, "."+domain)) {
			f.Doubtful["address"+strconv.Itoa(i)] = text.T("register.glue", "name", s.Name, "domain", f.Domain)
		}
	}
}

// wrongWith checks an action as it would be checked when it is done.
func (a *App) wrongWith(action map[string]any) (wrong labfile.Errors) {
	written, err := json.Marshal([]any{map[string]any{"do": action}})
	if err != nil || a.world == nil {
		return nil
	}
	_, err = a.world.File().ParseActions(written)
	errors.As(err, &wrong)
	return wrong
}

// formField returns the field that a place in the action belongs to: "servers[1].name" is
// the name in the second of the lines that are filled in.
func formField(path string, at []int) string {
	if i := strings.LastIndex(path, "servers["); i >= 0 {
		number, rest, _ := strings.Cut(path[i+len("servers["):], "]")
		n, err := strconv.Atoi(number)
		if err != nil || n >= len(at) {
			return ""
		}
		return strings.TrimPrefix(rest, ".") + strconv.Itoa(at[n])
	}
	for _, field := range []string{"domain", "ds"} {
		if strings.Contains(path, field) {
			return field
		}
	}
	return ""
}

// empty reports whether nothing was typed into a field yet.
func (f Form) empty(field string) bool {
	switch field {
	case "domain":
		return f.Domain == ""
	case "ds":
		return f.DS == ""
	}
	i, err := strconv.Atoi(field[len(field)-1:])
	if err != nil || i >= len(f.Servers) {
		return true
	}
	if strings.HasPrefix(field, "name") {
		return f.Servers[i] == FormServer{}
	}
	return f.Servers[i].Address == ""
}

// Ready reports whether the form can be sent.
func (f Form) Ready() bool {
	named := false
	for _, s := range f.Servers {
		named = named || s.Name != ""
	}
	return f.Domain != "" && named && len(f.Wrong) == 0
}

// ApplyRegistration sends the form of a registrar.
func (a *App) ApplyRegistration(host string) {
	f := a.RegisterForm(host)
	if !f.Ready() {
		return
	}
	if action, _ := f.action(host); a.doWritten(action) {
		a.DropDrafts(RegisterGroup(host))
	}
}
