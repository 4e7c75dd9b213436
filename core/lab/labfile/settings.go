package labfile

import (
	"reflect"
	"strconv"
	"strings"

	"playnet/core/lab/strict"
)

var (
	noService      = strict.Define("no-service", `no service "{service}" runs on the host "{host}"`)
	unknownSetting = strict.Define("unknown-setting", `the service "{service}" has no setting "{setting}" that can be changed while it runs; it has: {known}`)
	badFlag        = strict.Define("bad-flag", `"{value}" is neither true nor false`)
	badCount       = strict.Define("bad-count", `"{value}" is no whole number`)
)

// ServiceSet changes a setting of a service while it runs: its program is told, as
// by a reload. The configuration stays changed when the host is stopped and started.
type ServiceSet struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// The service's kind, as "dns.resolver".
	Service string `json:"service" strict:"required"`
	// The setting: a field of the service that can be changed while it runs.
	Setting string `json:"setting" strict:"required"`
	// Its value as text: "true", "3", "2s"; of a list the entries with commas. An empty text means as if the lab said nothing.
	Value string `json:"value" strict:"required,max=2000"`
}

// Op is the word in the field "op".
func (ServiceSet) Op() string { return "service.set" }

func (a ServiceSet) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	if c.file.Host(a.Host) == nil {
		return
	}
	s := c.file.ServiceOf(a.Host, a.Service)
	if s == nil {
		c.fail(at.Get("service"), noService.With("service", a.Service, "host", string(a.Host)))
		return
	}
	c.withSetting(s, a, at)
}

// ServiceOf returns the service of a kind on a host, as the lab has it, or nil.
func (f *File) ServiceOf(host Name, kind string) Service {
	for _, s := range f.Lab.Services {
		if s.On() == host && s.Kind() == kind {
			return s
		}
	}
	return nil
}

// SettingKind says how a setting is written.
type SettingKind string

// The kinds of settings.
const (
	FlagSetting     SettingKind = "flag"     // true, false
	DurationSetting SettingKind = "duration" // 2s
	NumberSetting   SettingKind = "number"
	HostsSetting    SettingKind = "hosts" // names of hosts or addresses, with commas
	TextSetting     SettingKind = "text"
)

// Setting is a setting of a service that can be changed while it runs.
type Setting struct {
	Name  string
	Kind  SettingKind
	Value string // "" where the lab says nothing
}

// Settings lists the settings of a service that can be changed while it runs: the
// fields that have the tag `set:"reload"`, which says that the program needs no new
// start.
func Settings(s Service) []Setting {
	v := reflect.ValueOf(s)
	var list []Setting
	for _, f := range strict.Fields(v.Type()) {
		if settable(v.Type(), f) {
			list = append(list, Setting{Name: f.Name, Kind: settingKind(f.Type), Value: settingText(v.Field(f.Index))})
		}
	}
	return list
}

func settable(t reflect.Type, f strict.Field) bool {
	_, ok := t.Field(f.Index).Tag.Lookup("set")
	return ok
}

func settingKind(t reflect.Type) SettingKind {
	switch {
	case t == reflect.TypeFor[bool]():
		return FlagSetting
	case t == reflect.TypeFor[*Duration]():
		return DurationSetting
	case t == reflect.TypeFor[[]HostRef]():
		return HostsSetting
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Int:
		return NumberSetting
	case t.Kind() == reflect.String, t == reflect.TypeFor[*Size](), t == reflect.TypeFor[*Rate]():
		return TextSetting
	}
	panic("labfile: no way to set a " + t.String())
}

// settingText writes a setting as [File.WithSetting] reads it.
func settingText(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case bool:
		return strconv.FormatBool(x)
	case *Duration:
		if x != nil {
			return x.String()
		}
		return ""
	case *Size:
		if x != nil {
			return x.String()
		}
		return ""
	case *Rate:
		if x != nil {
			return x.String()
		}
		return ""
	case []HostRef:
		names := make([]string, len(x))
		for i, ref := range x {
			names[i] = string(ref)
		}
		return strings.Join(names, ", ")
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	if v.IsNil() {
		return ""
	}
	return strconv.FormatInt(v.Elem().Int(), 10)
}

// WithSetting returns a service with one setting changed. The checks are those that
// the lab file's services undergo; the error is of type [Errors].
func (f *File) WithSetting(s Service, a ServiceSet) (Service, error) {
	c := &checker{file: f, first: 1}
	changed := c.withSetting(s, a, nil)
	return changed, c.errs.asError()
}

func (c *checker) withSetting(s Service, a ServiceSet, at *strict.Node) Service {
	changed := reflect.New(reflect.TypeOf(s)).Elem()
	changed.Set(reflect.ValueOf(s))
	var known []string
	for _, f := range strict.Fields(changed.Type()) {
		if !settable(changed.Type(), f) {
			continue
		}
		known = append(known, f.Name)
		if f.Name != a.Setting {
			continue
		}
		if !c.setField(changed.Field(f.Index), a.Value, at.Get("value")) {
			return s
		}
		s = changed.Interface().(Service)
		if more, ok := s.(interface {
			checkSettings(c *checker, at *strict.Node)
		}); ok {
			more.checkSettings(c, at.Get("value"))
		}
		return s
	}
	c.fail(at.Get("setting"), unknownSetting.With("service", a.Service, "setting", a.Setting, "known", strings.Join(known, ", ")))
	return s
}

// setField reads a setting's text, by the decoder that reads lab files.
func (c *checker) setField(field reflect.Value, value string, at *strict.Node) bool {
	field.SetZero()
	value = strings.TrimSpace(value)
	if value == "" {
		return true
	}
	var text []byte
	switch settingKind(field.Type()) {
	case FlagSetting:
		if value != "true" && value != "false" {
			c.fail(at, badFlag.With("value", value))
			return false
		}
		text = []byte(value)
	case NumberSetting:
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			c.fail(at, badCount.With("value", value))
			return false
		}
		text = strconv.AppendInt(nil, n, 10)
	case DurationSetting, TextSetting:
		text = strict.Encode(value, unions)
	case HostsSetting:
		list := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		text = strict.Encode(list, unions)
	}
	root, err := strict.Parse(text)
	if err != nil {
		c.fail(at, err.Reason)
		return false
	}
	for _, e := range strict.Decode(root, field.Addr().Interface(), unions) {
		c.fail(at, e.Reason)
		return false
	}
	return true
}
