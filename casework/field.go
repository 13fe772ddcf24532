package casework

import (
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// Type is how a field is typed and stored.
type Type int

// Types of fields; a Choice with few codes is drawn as radio buttons.
const (
	Line Type = iota
	Text
	Day
	Count
	Money
	Choice
	Choices
	Answer // yes, no, does not know, does not want to say; blank is not asked
	Tick
)

const (
	maxLine = 200
	maxText = 8000
	fewest  = 4 // choices up to here are radio buttons
)

// Field is a field of a record, described once for form, check, view and API.
type Field struct {
	Name  string
	Type  Type
	Codes []string
	List  string // prefix of the texts of the codes; "" is casework.<name>
	From  string // source of the choices of this case, see choices
	Need  bool
	Half  bool
	More  bool // folded below
	Rows  int
}

func (f Field) list() string {
	if f.List == "" {
		return "casework." + f.Name
	}
	return f.List
}

func (f Field) codes() []string {
	if f.Type == Answer {
		return Answers
	}
	return f.Codes
}

// control draws a field; options are those of the case, where it has From.
func (f Field) control(x *web.Exchange, options map[string][]ui.Option) ui.Control {
	c := ui.Control{Name: f.Name, Need: f.Need, Half: f.Half, Max: maxLine, Secret: true}
	list := options[f.From]
	if f.From == "" && len(f.codes()) > 0 {
		prefix := f.list()
		if f.Type == Answer {
			prefix = "casework.answer"
		}
		list = x.Options(prefix, f.codes()...)
	}
	switch f.Type {
	case Line:
		c.Kind = "text"
	case Text:
		c.Kind, c.Rows, c.Max = "lines", max(f.Rows, 3), maxText
	case Day:
		c.Kind = "date"
	case Count:
		c.Kind = "count"
	case Money:
		c.Kind = "money"
	case Choices:
		c.Kind, c.Options, c.Inline = "checks", list, len(list) <= fewest
	case Tick:
		c.Kind = "check"
	case Answer:
		c.Kind, c.Options, c.Blank = "select", list, x.T("casework.answer.not_asked")
	default:
		c.Options = list
		if c.Kind = "select"; len(list) <= fewest && f.Need && f.From == "" {
			c.Kind, c.Inline = "radios", true
		} else {
			c.Blank = x.T("ui.word.choose")
		}
	}
	return c
}

// shown turns stored values into what the controls show.
func shown(fields []Field, v Values) url.Values {
	out := url.Values{}
	for _, f := range fields {
		switch {
		case len(v[f.Name]) == 0:
		case f.Type == Day:
			out.Set(f.Name, vntext.Date(v.Date(f.Name)))
		case f.Type == Count || f.Type == Money:
			out.Set(f.Name, vntext.Number(v.Number(f.Name)))
		default:
			out[f.Name] = v[f.Name]
		}
	}
	return out
}

// typed reads a form; wrong numbers and dates are noted in the form.
func typed(f *web.Form, fields []Field) Values {
	v := Values{}
	for _, one := range fields {
		switch one.Type {
		case Line:
			v.Set(one.Name, f.Text(one.Name, maxLine))
		case Text:
			v.Set(one.Name, f.Lines(one.Name, maxText))
		case Day:
			if d, ok := f.Date(one.Name); ok {
				v.Set(one.Name, d.String())
			}
		case Count, Money:
			if n := f.Count(one.Name); n != nil {
				v.Set(one.Name, strconv.FormatInt(*n, 10))
			}
		case Tick:
			if f.Bool(one.Name) {
				v.Set(one.Name, "1")
			}
		case Choices:
			if list := f.Values()[one.Name]; len(list) > 0 {
				v[one.Name] = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
			}
		default:
			v.Set(one.Name, f.Raw(one.Name))
		}
	}
	return v
}

// check is the same for forms and the API: needed fields, codes, lengths, form
// of dates and numbers, nothing that the kind does not know.
func check(c *errs.Check, fields []Field, v Values, options map[string][]ui.Option) {
	for name := range v {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name }) {
			c.Add(name, "web.err.unknown_field")
		}
	}
	for _, f := range fields {
		if len(v[f.Name]) == 0 {
			if f.Need {
				c.Add(f.Name, "web.err.required")
			}
			continue
		}
		f.check(c, v[f.Name], options)
	}
}

func (f Field) check(c *errs.Check, values []string, options map[string][]ui.Option) {
	if f.Type != Choices && len(values) > 1 {
		c.Add(f.Name, "casework.err.one")
		return
	}
	for _, s := range values {
		switch f.Type {
		case Line, Text:
			limit := maxLine
			if f.Type == Text {
				limit = maxText
			}
			if utf8.RuneCountInString(s) > limit {
				c.Add(f.Name, "web.err.long", "max", limit)
			}
		case Day:
			if _, err := clock.Parse(s); err != nil {
				c.Add(f.Name, "web.err.date", "value", s)
			}
		case Count, Money:
			if n, err := strconv.ParseInt(s, 10, 64); err != nil || n < 0 {
				c.Add(f.Name, "web.err.number", "value", s)
			}
		case Tick:
			if s != "1" {
				c.Add(f.Name, "web.err.choice")
			}
		default:
			known := slices.Contains(f.codes(), s)
			if f.From != "" {
				known = slices.ContainsFunc(options[f.From], func(o ui.Option) bool { return o.Value == s })
			}
			if !known {
				c.Add(f.Name, "web.err.choice")
				return
			}
		}
	}
}
