package casework

import (
	"slices"

	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/person"
)

// The sections of the form for one person, in any order.
const (
	atSafety  = "safety"
	atNeeds   = "needs"
	atPerson  = "person"
	atFound   = "found"
	atConsent = "consent"
	atCheck   = "check" // what was said, and what follows
)

// question is a field of the form. Silent ones say what is known of an answer
// that is not there: not asked, does not want to say, does not know.
type question struct {
	Field
	Silent bool
}

// silences are the answers beside a value; blank is not asked.
var silences = []string{string(person.Declined), string(person.Unknown)}

// chapter is a section with its questions.
type chapter struct {
	Code      string
	Questions []question
}

// Languages are what people speak, as it is written in the file.
var Languages = []string{"Tiếng Việt", "Khmer", "Hoa", "Lào", "Thái", "Mông", "Chăm", "Anh", "Miến Điện", "Ngôn ngữ ký hiệu", "Khác"}

// finders are who found the person.
var finders = []string{"self", "family", "citizen", "police", "border_guard", "coast_guard", "foreign", "mission", "hotline", "other"}

// chapters are the sections in the order of the list; the first two are enough.
// No question asks what was done to the person: that is asked once, later, by
// somebody who has learned it.
var chapters = []chapter{
	{atSafety, []question{
		ask(Field{Name: "in_danger", Type: Choice, Codes: Answers[:3], List: "casework.sure", Need: true}),
		ask(Field{Name: "private", Type: Choice, Codes: Answers[:2], List: "casework.answer"}),
		personal(Field{Name: "threats", Type: Choice, Codes: Answers[:2], List: "casework.answer"}),
		personal(Field{Name: "near", Type: Choice, Codes: Answers[:2], List: "casework.answer"}),
		personal(Field{Name: "self_harm", Type: Choice, Codes: Answers[:2], List: "casework.answer"}),
		ask(Field{Name: "done_now", Type: Choices, Codes: []string{"room", "apart", "police", "medical", "moved", "company"}}),
		ask(Field{Name: "plan", Type: Text, Rows: 2}),
	}},
	{atNeeds, []question{
		ask(Field{Name: "needs", Type: Choices, Codes: UrgentNeeds, List: "casework.urgent"}),
		ask(Field{Name: "minor", Type: Choice, Codes: Answers[:3], List: "casework.sure", Need: true}),
		personal(Field{Name: "speaks", Type: Choice, From: "languages", Half: true}),
		personal(Field{Name: "talk_to", Type: Choice, Codes: []string{"woman", "man", "any"}, Half: true}),
		ask(Field{Name: "interpreter_name", Type: Line, Half: true}),
		ask(Field{Name: "interpreter_conflict", Type: Choice, Codes: []string{"none_found", "suspected", "is"}, List: "casework.conflict", Half: true}),
		ask(Field{Name: "aid", Type: Text, Rows: 3}),
	}},
	{atPerson, []question{
		personal(Field{Name: "name", Type: Line, Half: true}),
		ask(Field{Name: "safe", Type: Line}),
		personal(Field{Name: "sex", Type: Choice, Codes: person.Sexes, List: "person.sex"}),
		personal(Field{Name: "birth", Type: Line, Half: true}),
		ask(Field{Name: "age", Type: Count, Half: true}), ask(Field{Name: "birth_how", Type: Choice, Codes: person.Hows, List: "person.how", Half: true}),
		personal(Field{Name: "home", Type: Line, Half: true}),
		ask(Field{Name: "home_text", Type: Line, Half: true}),
		personal(Field{Name: "citizen", Type: Choice, Codes: []string{"vn", "stateless_resident", "foreign"}, List: "casework.citizenship", Half: true}),
		personal(Field{Name: "nationality", Type: Line, Half: true, More: true}),
		personal(Field{Name: "ethnicity", Type: Line, Half: true}),
		ask(Field{Name: "role", Type: Choice, Codes: roleCodes(), List: "casework.role", Half: true}), ask(Field{Name: "with", Type: Choice, From: "with", Half: true}),
		ask(Field{Name: "paper_kind", Type: Choice, Codes: person.PaperKinds, List: "person.paper", Half: true, More: true}), ask(Field{Name: "paper_number", Type: Line, Half: true, More: true}),
		ask(Field{Name: "paper_state", Type: Choice, Codes: person.PaperStates, List: "person.paper_state", More: true}),
		ask(Field{Name: "known", Type: Line, More: true}),
	}},
	{atFound, []question{
		ask(Field{Name: "found_by", Type: Choice, Codes: finders, List: "casework.finder", Half: true}), ask(Field{Name: "found_on", Type: Day, Half: true}),
		ask(Field{Name: "found_where", Type: Line}), ask(Field{Name: "found_unit", Type: Line}),
		personal(Field{Name: "route", Type: Choice, Codes: []string{"inside", "country", "abroad"}}),
		personal(Field{Name: "country", Type: Line, Half: true}),
		personal(Field{Name: "papers_kept", Type: Choice, Codes: Answers[:2], List: "casework.answer"}),
		ask(Field{Name: "belongings", Type: Line}), ask(Field{Name: "handover", Type: Line}),
	}},
	{atConsent, []question{
		ask(Field{Name: "informed", Type: Choices, Codes: Informed}),
		ask(Field{Name: "share_service", Type: Choice, Codes: []string{Given, Refused}, List: "casework.consent"}),
		ask(Field{Name: "share_identify", Type: Choice, Codes: []string{Given, Refused}, List: "casework.consent"}),
		ask(Field{Name: "share_research", Type: Choice, Codes: []string{Given, Refused}, List: "casework.consent"}),
		ask(Field{Name: "way", Type: Choice, Codes: Ways, Half: true}), ask(Field{Name: "guardian", Type: Line, Half: true}), ask(Field{Name: "witness", Type: Line}),
		personal(Field{Name: "contact", Type: Line, Half: true}),
		ask(Field{Name: "contact_how", Type: Line}),
		ask(Field{Name: "keep_from", Type: Text, Rows: 2}),
	}},
}

func ask(f Field) question      { return question{Field: f} }
func personal(f Field) question { return question{Field: f, Silent: true} }

func roleCodes() []string { return []string{string(Main), string(Accompanying), string(Relative)} }

// chapterOf finds a section with questions.
func chapterOf(code string) (chapter, bool) {
	i := slices.IndexFunc(chapters, func(c chapter) bool { return c.Code == code })
	if i < 0 {
		return chapter{}, false
	}
	return chapters[i], true
}

// fields are what is stored of a section.
func (c chapter) fields() []Field {
	var out []Field
	for _, q := range c.Questions {
		f := q.Field
		if q.Silent && f.Type == Choice {
			f.Codes = append(slices.Clone(f.Codes), silences...)
		}
		out = append(out, f)
		if q.Silent && f.Type != Choice {
			out = append(out, Field{Name: f.Name + "_state", Type: Choice, Codes: silences})
		}
	}
	return out
}

// intakeFields are those of all sections.
func intakeFields() []Field {
	var out []Field
	for _, c := range chapters {
		out = append(out, c.fields()...)
	}
	return out
}

// optionsOf are the choices that are not fixed: languages, and who else came.
// Each language may also be what somebody does not want to say.
func optionsOf(others []ui.Option) map[string][]ui.Option {
	langs := make([]ui.Option, 0, len(Languages)+len(silences))
	for _, l := range Languages {
		langs = append(langs, ui.Option{Value: l, Text: l})
	}
	for _, s := range silences {
		langs = append(langs, ui.Option{Value: s})
	}
	return map[string][]ui.Option{"languages": langs, "with": others}
}

// check looks at a section; finish also wants what is needed and what fits
// together, which a draft may still lack.
func (c chapter) check(v Values, at sitting, finish bool) errs.Check {
	var bad errs.Check
	mine := Values{}
	fields := c.fields()
	for i, f := range fields {
		if fields[i].Need = f.Need && finish; len(v[f.Name]) > 0 {
			mine[f.Name] = v[f.Name]
		}
	}
	check(&bad, fields, mine, optionsOf(at.Others))
	for _, q := range c.Questions {
		if q.Silent && q.Type != Choice && v.Get(q.Name) != "" && v.Get(q.Name+"_state") != "" {
			bad.Add(q.Name+"_state", "person.err.both")
		}
	}
	if finish && bad.Err() == nil {
		crossChecks[c.Code](v, at, &bad)
	}
	return bad
}

// controls draws a section; what is asked rarely comes folded.
func (c chapter) controls(x *web.Exchange, others []ui.Option) (first, more []ui.Control) {
	options := optionsOf(others)
	for i, o := range options["languages"] {
		if o.Text == "" {
			options["languages"][i].Text = x.T("casework.answer." + o.Value)
		}
	}
	for _, q := range c.Questions {
		list := q.draw(x, options)
		if q.Name == "with" && len(others) == 0 || q.Name == "role" && len(others) == 0 {
			continue // nobody else came
		}
		if q.More {
			more = append(more, list...)
		} else {
			first = append(first, list...)
		}
	}
	return first, more
}

func (q question) draw(x *web.Exchange, options map[string][]ui.Option) []ui.Control {
	c := q.control(x, options)
	c.Secret = true
	switch {
	case q.Type == Choice && q.From == "" && !q.Half:
		c.Kind, c.Inline, c.Blank = "radios", true, ""
		if q.Silent {
			c.Options = append(c.Options, x.Options("casework.answer", append(slices.Clone(silences), "")...)...)
			c.Options[len(c.Options)-1] = ui.Option{Text: x.T("casework.answer.not_asked")}
		} else if !q.Need {
			c.Options = append(c.Options, ui.Option{Text: x.T("casework.answer.not_asked")})
		}
	case q.Type == Choice && q.Silent:
		c.Kind, c.Blank = "select", x.T("casework.answer.not_asked")
		if q.From == "" {
			c.Options = append(c.Options, x.Options("casework.answer", silences...)...)
		}
	case q.Type == Choice:
		c.Kind, c.Blank = "select", x.T("casework.answer.not_asked")
	}
	if !q.Silent || q.Type == Choice {
		return []ui.Control{c}
	}
	return []ui.Control{c, {Kind: "select", Name: q.Name + "_state", Label: x.T("casework.field.silent"), Options: x.Options("casework.answer", silences...), Blank: x.T("casework.answer.not_asked"), Half: true}}
}
