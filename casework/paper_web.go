package casework

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
)

// paperView is the form on paper, for posts without a signal: the same sections
// and questions, and no place for a name.
type paperView struct {
	Code, Back string
	Sections   []paperSection
}

type paperSection struct {
	Title string
	Lines []paperLine
}

type paperLine struct {
	Text    string
	Options []string
	Blank   bool // a line to write on
}

// nameless are the questions that paper must not ask: who finds the sheet must
// not find out who it is about. What stays blank was not asked.
var nameless = map[string]bool{"known": true, "name": true, "safe": true, "paper_kind": true, "paper_number": true, "paper_state": true, "contact": true, "contact_how": true, "with": true, "guardian": true, "witness": true, "keep_from": true}

func (s *Service) paperPage(by access.Actor, x *web.Exchange) error {
	b := paperView{Back: receptionPath + "/new"}
	if x.Path("id") != "" {
		v, err := s.Arrival(x.R.Context(), by, x.Path("id"))
		if err != nil {
			return err
		}
		b.Code, b.Back = v.Code, receptionPath+"/"+v.Code
	}
	for i, c := range chapters {
		sec := paperSection{Title: x.T("casework.section.title", "n", i+1, "name", x.T("casework.section."+c.Code))}
		for _, q := range c.Questions {
			if !nameless[q.Name] {
				sec.Lines = append(sec.Lines, q.paper(x))
			}
		}
		b.Sections = append(b.Sections, sec)
	}
	screening := paperLine{Text: x.T("casework.field.screening")}
	for _, code := range Screenings {
		screening.Options = append(screening.Options, x.T("casework.screening."+code))
	}
	last := paperSection{Title: x.T("casework.section.title", "n", len(chapters)+1, "name", x.T("casework.section."+atCheck)), Lines: []paperLine{screening}}
	b.Sections = append(b.Sections, last)
	return x.Page(200, "casework/paper", ui.Page{Title: x.T("casework.paper"), Body: b, Wide: true})
}

func (q question) paper(x *web.Exchange) paperLine {
	l := paperLine{Text: x.T("casework.ask.field." + q.Name)}
	list := optionsOf(nil)[q.From]
	if q.From == "" && len(q.codes()) > 0 {
		list = x.Options(q.list(), q.codes()...)
	}
	for _, o := range list {
		if o.Text != "" {
			l.Options = append(l.Options, o.Text)
		}
	}
	l.Blank = len(l.Options) == 0
	if q.Silent {
		for _, s := range silences {
			l.Options = append(l.Options, x.T("casework.answer."+s))
		}
	}
	return l
}
