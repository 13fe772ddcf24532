package report

import (
	"context"
	"strconv"
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

	// What other slices add to the account, in the words of the language; app
	// fills them, nil leaves them out.
	Setting    func(tx *db.Tx, unit string, year int, lang i18n.Lang) ([]string, error)                                    // profile of the province
	Directing  func(ctx context.Context, by access.Actor, unit string, w measure.Window, lang i18n.Lang) ([]string, error) // documents of the window
	Directions func(ctx context.Context, by access.Actor, unit string, year int, lang i18n.Lang) ([]string, error)         // meant for the year after
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
	Annex      []Annex
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
	if err != nil {
		return a, err
	}
	return a, s.directing(ctx, by, &a, q)
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
	st := style{s.Bundle, q.Lang, !q.Screen}
	a := Account{Answer: answer, Place: tree.Name(q.Unit), Lang: q.Lang}
	args := map[string]string{"unit": a.Place, "year": yearText(q.Year), "from": vntext.Date(w.From), "to": vntext.Date(w.Last()), "tree": vntext.Date(answer.Tree)}
	a.Title = st.fill("report.year.title", args)
	a.Subtitle = st.fill("report.year.window", args)
	a.Paragraphs = append(a.Paragraphs, s.setting(st, tree, answer, args))
	if s.Setting != nil {
		lines, err := s.Setting(tx, q.Unit, q.Year, q.Lang)
		if err != nil {
			return Account{}, err
		}
		a.Paragraphs[0].Lines = lines
	}
	before, err := s.before(tx, by, q, w)
	if err != nil {
		return Account{}, err
	}
	words := st.whole(tree, q.Unit)
	words["span"] = st.fill("report.span.year", args)
	list := s.results(st, answer, before, words)
	if len(list) > 0 {
		list[0].Part = s.Bundle.T(q.Lang, "report.year.results.heading")
	}
	a.Paragraphs = append(a.Paragraphs, list...)
	a.Annex = st.annexes(answer)
	a.Notes = s.notes(st, answer, args, false)
	said, err := s.Org.SettingOn(tx, note, w.Last())
	if err != nil && !errs.Is(err, errs.NotFound) {
		return a, err
	}
	if said.Value != "" {
		a.Notes = append(a.Notes, said.Value)
	}
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

// whole says "toàn tỉnh" of a unit in a sentence, by what it calls itself.
func (s style) whole(tree *org.Tree, unit string) map[string]string {
	name := " " + vntext.Fold(tree.Name(unit)) + " "
	key := "nation"
	for _, k := range []string{"tinh", "thanh_pho", "thi_xa", "huyen", "quan", "phuong", "xa", "thi_tran", "dac_khu"} {
		if strings.HasPrefix(name, " "+strings.ReplaceAll(k, "_", " ")+" ") {
			key = k
		}
	}
	return map[string]string{"whole": s.bundle.T(s.lang, "report.whole."+key)}
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

// topics are the parts of the results, in the order of the account.
var topics = []string{"directive", "outreach", "training", "inspection", "tip", "livelihood", "casework"}

// results writes a paragraph per topic. Where nothing was counted it says
// whether that was reported (nil) or is not known yet.
func (s *Service) results(st style, a indicator.Answer, before map[string]int64, args map[string]string) []Paragraph {
	var out []Paragraph
	for _, topic := range topics {
		known, any, complete := standing(a, topic)
		if !known {
			continue
		}
		args["complete"], args["expected"] = st.reports(a, topic)
		key := "report.year." + topic
		switch {
		case hidden(a, topic, a.Figures):
			key = "report.year.hidden"
		case any:
		case complete:
			key += ".nil"
		default:
			key += ".unknown"
		}
		p := Paragraph{Topic: topic, Heading: st.heading(len(out)+1, topic), Parts: st.sentence(key, a, args)}
		for i, x := range p.Parts {
			if v, ok := before[x.Indicator]; ok {
				p.Parts[i].Before = &v
			}
		}
		out = append(out, p)
	}
	return out
}

// heading is "2. Truyền thông".
func (s style) heading(n int, topic string) string {
	return strconv.Itoa(n) + ". " + s.bundle.T(s.lang, "report.year."+topic+".heading")
}

// standing says whether a topic has headline indicators, whether any of them
// has a figure, and whether all who owe its reports have given them.
func standing(a indicator.Answer, topic string) (known, any, complete bool) {
	for i, d := range a.Defs {
		if d.Topic != topic {
			continue
		}
		f := a.Figures[i]
		known, any = true, any || f.Value+f.Unallocated != 0
		complete = f.Expected > 0 && f.Complete == f.Expected
	}
	return known, any, complete
}

// reports says how many units have reported a topic, of how many.
func (s style) reports(a indicator.Answer, topic string) (complete, expected string) {
	for i, d := range a.Defs {
		if d.Topic == topic {
			return s.count(a.Figures[i].Complete), s.count(a.Figures[i].Expected)
		}
	}
	return "", ""
}

// hidden reports whether a row holds a figure of the topic that the reader may
// not see.
func hidden(a indicator.Answer, topic string, row []indicator.Figure) bool {
	for i, d := range a.Defs {
		if d.Topic == topic && row[i].Hidden {
			return true
		}
	}
	return false
}

// directing adds the documents that directed the year, and next year's
// directions behind the results. It asks the slice itself, after the reading of
// the figures has ended.
func (s *Service) directing(ctx context.Context, by access.Actor, a *Account, q YearQuery) (err error) {
	for i := range a.Paragraphs {
		if a.Paragraphs[i].Topic == "directive" && s.Directing != nil {
			if a.Paragraphs[i].Lines, err = s.Directing(ctx, by, q.Unit, a.Answer.Window, q.Lang); err != nil {
				return err
			}
		}
	}
	if s.Directions == nil {
		return nil
	}
	lines, err := s.Directions(ctx, by, q.Unit, q.Year, q.Lang)
	if err != nil || len(lines) == 0 {
		return err
	}
	st := style{s.Bundle, q.Lang, !q.Screen}
	a.Paragraphs = append(a.Paragraphs, Paragraph{Heading: st.fill("report.year.next.heading", map[string]string{"year": yearText(q.Year + 1)}), Lines: lines})
	return nil
}

// notes say how complete the figures are and what has no place yet; brief ones
// leave out the topics that are complete.
func (s *Service) notes(st style, a indicator.Answer, args map[string]string, brief bool) []string {
	var out []string
	seen := map[string]bool{}
	for i, f := range a.Figures {
		topic := a.Defs[i].Topic
		if f.Expected == 0 || seen[topic] || brief && topic != "outreach" && f.Complete == f.Expected {
			continue
		}
		seen[topic] = true
		args["complete"], args["expected"] = st.count(f.Complete), st.count(f.Expected)
		args["topic"] = st.bundle.T(st.lang, "report.year."+topic+".heading")
		key := "report.year.complete"
		if topic != "outreach" {
			key = "report.year.signed"
		}
		out = append(out, st.fill(key, args))
	}
	for i, f := range a.Figures {
		if f.Unallocated != 0 {
			args["name"], args["figure"] = a.Defs[i].Name(string(st.lang)), st.figure(a.Defs[i], f.Unallocated)
			out = append(out, st.fill("report.year.unallocated", args))
		}
	}
	return out
}
