package report

import (
	"context"
	"strings"

	"neove/access"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/vntext"
	"neove/measure"
	"neove/org"
)

// Service writes reports.
type Service struct {
	DB     *db.DB
	Org    *org.Service
	Figure *indicator.Service
	Bundle *i18n.Bundle
}

// YearQuery asks for the year account of a unit.
type YearQuery struct {
	Unit string
	Year int
	Kind measure.Kind
	Tree clock.Date         // 0 means the last day of the window
	By   indicator.Grouping // rows of the annex; the units below by default
	Lang i18n.Lang
	// Screen leaves out the leading zeros of official documents.
	Screen bool
}

// Account is the year account: paragraphs and the figures behind them.
type Account struct {
	Title      string
	Subtitle   string
	Paragraphs []Paragraph
	Notes      []string
	Answer     indicator.Answer
	Annex      []indicator.UnitFigures
	Place      string
	Lang       i18n.Lang
}

// Year writes the account of a year. Errors: those of indicator.Figures.
func (s *Service) Year(ctx context.Context, by access.Actor, q YearQuery) (Account, error) {
	var a Account
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		a, err = s.year(tx, by, q)
		return err
	})
	return a, err
}

func (s *Service) year(tx *db.Tx, by access.Actor, q YearQuery) (Account, error) {
	if err := by.NeedAt("report.read", q.Unit); err != nil {
		return Account{}, err
	}
	if q.Year < 1990 || q.Year > 2200 {
		return Account{}, errs.New(errs.Invalid, "report.err.year")
	}
	w := measure.Period{Kind: q.Kind, Span: measure.Year, Year: q.Year, N: 1}.Window()
	by2 := q.By
	if by2 == indicator.Total {
		by2 = indicator.ByUnit
	}
	answer, err := s.Figure.FiguresIn(tx, by, indicator.Query{Unit: q.Unit, Window: w, Tree: q.Tree, By: by2})
	if err != nil {
		return Account{}, err
	}
	tree, err := s.Org.TreeIn(tx)
	if err != nil {
		return Account{}, err
	}
	before, err := s.before(tx, by, q, w)
	if err != nil {
		return Account{}, err
	}
	st := style{s.Bundle, q.Lang, !q.Screen}
	a := Account{Answer: answer, Annex: answer.Units, Place: tree.Name(q.Unit), Lang: q.Lang}
	args := map[string]string{"unit": a.Place, "year": yearText(q.Year), "from": vntext.Date(w.From), "to": vntext.Date(w.Last()), "tree": vntext.Date(answer.Tree)}
	a.Title = st.fill("report.year.title", args)
	a.Subtitle = st.fill("report.year.window", args)
	a.Paragraphs = append(a.Paragraphs, s.setting(st, tree, answer, args), s.results(st, answer, before, args))
	a.Notes = s.notes(st, answer, args)
	if q.By == indicator.Total {
		a.Answer.Units = nil
	}
	return a, nil
}

// before gives the year before, where anything was reported then.
func (s *Service) before(tx *db.Tx, by access.Actor, q YearQuery, w measure.Window) (map[string]int64, error) {
	tree := q.Tree
	if tree == 0 {
		tree = w.Last()
	}
	old, err := s.Figure.FiguresIn(tx, by, indicator.Query{Unit: q.Unit, Window: w.YearBefore(), Tree: tree})
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, f := range old.Figures {
		if f.Value > 0 && f.Expected > 0 {
			out[f.Indicator] = f.Value
		}
	}
	return out, nil
}

func (s style) fill(key string, args map[string]string) string {
	return Paragraph{Parts: s.sentence(key, indicator.Answer{}, args)}.Text()
}

// setting says what the province is made of on the tree of the report.
func (s *Service) setting(st style, tree *org.Tree, a indicator.Answer, args map[string]string) Paragraph {
	var kinds []string
	below := tree.Children(a.Unit, a.Tree)
	if len(below) > 0 && below[0].Level == org.District {
		kinds = append(kinds, st.kinds(below, []string{"Thành phố", "Thị xã", "Huyện", "Quận"}))
	}
	kinds = append(kinds, st.kinds(tree.CommunesOn(a.Unit, a.Tree), []string{"Phường", "Xã", "Thị trấn", "Đặc khu"}))
	args["parts"] = strings.Join(kinds, "; ")
	return Paragraph{Heading: st.bundle.T(st.lang, "report.year.setting.heading"), Parts: st.sentence("report.year.setting", a, args)}
}

// kinds counts units by the first word of their names: "01 thành phố, 13 huyện".
func (s style) kinds(units []org.Unit, words []string) string {
	var out []string
	for _, w := range words {
		n := 0
		for _, u := range units {
			if strings.HasPrefix(u.Name, w+" ") {
				n++
			}
		}
		if n > 0 {
			out = append(out, s.count(n)+" "+s.bundle.T(s.lang, "report.kind."+strings.ReplaceAll(vntext.Fold(w), " ", "_")))
		}
	}
	return strings.Join(out, ", ")
}

func (s *Service) results(st style, a indicator.Answer, before map[string]int64, args map[string]string) Paragraph {
	p := Paragraph{Heading: st.bundle.T(st.lang, "report.year.outreach.heading"), Parts: st.sentence("report.year.outreach", a, args)}
	for i, x := range p.Parts {
		if v, ok := before[x.Indicator]; ok {
			p.Parts[i].Before = &v
		}
	}
	return p
}

// notes say how complete the figures are and what has no place yet.
func (s *Service) notes(st style, a indicator.Answer, args map[string]string) []string {
	var out []string
	if len(a.Figures) > 0 {
		f := a.Figures[0]
		args["complete"], args["expected"] = st.count(f.Complete), st.count(f.Expected)
		out = append(out, st.fill("report.year.complete", args))
	}
	for i, f := range a.Figures {
		if f.Unallocated != 0 {
			args["name"], args["figure"] = a.Defs[i].Name(string(st.lang)), st.figure(a.Defs[i], f.Unallocated)
			out = append(out, st.fill("report.year.unallocated", args))
		}
	}
	return out
}
