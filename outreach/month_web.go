package outreach

import (
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// monthView is the month report as its page shows it.
type monthView struct {
	Report
	UnitName       string
	Sections       []monthSection
	Editable       bool // the reader may type
	MayDecide      bool
	MayReopen      bool
	MayRecall      bool
	StateKind      string // of the tag
	Due            string
	Late           bool
	PrevName       string
	PrevLink, Next string
	BookLink       string
	BookCount      int64
	History        []ui.Event
	Errors         web.Errors
	Reason         string
}

type monthSection struct {
	Code  string // a, b, c
	Name  string
	Lines []monthLine
}

type monthLine struct {
	N              int
	Code           string
	Name, UnitWord string
	Entries        int64
	Cells          []monthCell
	Prev           string
	Note           string
	Messages       []monthMessage
}

type monthCell struct {
	Line    int
	Col     int
	Item    Item
	Label   string
	Name    string // of the control
	Applies bool
	Typed   string // as typed or stored
	Book    *int64
	Value   *int64
	IsTyped bool
	Class   string
	MaxOf   string // column that this one must not exceed
}

type monthMessage struct {
	Kind   string // e or w
	Text   string
	Name   string
	Rule   string
	Item   Item
	Answer *Remark
	Fix    *int64
	OnBook bool
}

func (s *Service) monthPage(by access.Actor, x *web.Exchange) error {
	return s.showMonth(by, x, nil, nil)
}

// showMonth draws the report; form holds what was typed when a command was
// refused.
func (s *Service) showMonth(by access.Actor, x *web.Exchange, form *web.Form, refused error) error {
	unit, period := x.Path("unit"), x.Path("period")
	r, err := s.Report(x.R.Context(), by, unit, period)
	if err != nil {
		return err
	}
	v := monthView{Report: r, Errors: x.Errors(refused)}
	var events []audit.Event
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		v.UnitName = t.Name(unit)
		p, err := s.ParseMonth(tx, period)
		if err != nil {
			return err
		}
		v.PrevName = x.T("outreach.month.short", "month", strconv.Itoa(p.Prev().N))
		v.PrevLink, v.Next = "/outreach/months/"+unit+"/"+p.Prev().Code(), "/outreach/months/"+unit+"/"+p.Next().Code()
		events, err = audit.Of(tx, monthKind, monthID(unit, period))
		return err
	})
	if err != nil {
		return err
	}
	v.rights(by)
	v.state(x, s)
	v.sections(x, form)
	slices.Reverse(events)
	for _, e := range events {
		v.History = append(v.History, ui.Event{When: e.At, Who: e.Name, What: x.T("audit.action." + e.Action), Detail: e.Reason})
	}
	if form != nil {
		v.Reason = form.Raw("reason")
	}
	page := ui.Page{Title: x.T("outreach.month.title", "period", vntext.Month(period)) + " – " + v.UnitName, Body: &v}
	if refused != nil {
		return x.Again(refused, "outreach/month", page)
	}
	return x.Page(200, "outreach/month", page)
}

func (v *monthView) rights(by access.Actor) {
	send := by.MayAt("outreach.month.send", v.Unit)
	v.Editable = send && v.Open()
	v.MayRecall = send && v.State == Sent
	v.MayReopen = send && v.State == Approved
	v.MayDecide = by.MayAt("outreach.month.approve", v.Unit) && v.State == Sent
}

var stateKinds = map[State]string{Draft: "warn", Sent: "info", Returned: "bad", Approved: "ok"}

func (v *monthView) state(x *web.Exchange, s *Service) {
	v.StateKind = stateKinds[v.State]
	v.Late = v.Month.Late(s.db.Now())
	v.BookLink = activityPath + "?unit=" + v.Unit + "&from=" + v.From.String() + "&to=" + (v.To - 1).String()
	for _, l := range v.Lines {
		v.BookCount += l.Entries
	}
}

func (v *monthView) sections(x *web.Exchange, form *web.Form) {
	lang := string(x.Lang)
	n := 0
	for _, l := range v.Lines {
		if k := len(v.Sections); k == 0 || v.Sections[k-1].Code != l.Channel.Section {
			v.Sections = append(v.Sections, monthSection{Code: l.Channel.Section, Name: x.T("outreach.section." + l.Channel.Section)})
		}
		n++
		ml := monthLine{N: n, Code: l.Channel.Code, Name: l.Channel.Name(lang), UnitWord: l.Channel.Unit(lang), Entries: l.Entries, Note: l.Note}
		if form != nil && form.Has("note-"+l.Channel.Code) {
			ml.Note = form.Raw("note-" + l.Channel.Code)
		}
		ml.Messages = v.messages(x, l)
		for col, i := range Items {
			ml.Cells = append(ml.Cells, v.cell(x, l, n, col, i, form))
		}
		ml.Prev = prevText(l)
		sec := &v.Sections[len(v.Sections)-1]
		sec.Lines = append(sec.Lines, ml)
	}
}

// prevText is last month's numbers: "18 · 1.655".
func prevText(l Line) string {
	var out []string
	for _, i := range []Item{Quantity, People} {
		if p := l.Cells[i].Prev; p != nil {
			out = append(out, vntext.Number(*p))
		}
	}
	return strings.Join(out, " · ")
}

func (v *monthView) cell(x *web.Exchange, l Line, n, col int, i Item, form *web.Form) monthCell {
	c := l.Cells[i]
	label := string(i)
	if i == People && l.Channel.Reach {
		label = "reach"
	}
	m := monthCell{Line: n, Col: col, Item: i, Label: x.T("outreach.column." + label), Name: string(i) + "-" + l.Channel.Code, Applies: c.Applies,
		Book: c.Book, Value: c.Value(), IsTyped: c.Typed != nil && !v.Nil}
	if c.Typed != nil && !v.Nil {
		m.Typed = vntext.Number(*c.Typed)
	}
	if form != nil && form.Has(m.Name) {
		m.Typed = form.Raw(m.Name)
	}
	if i == Women || i == Minors {
		m.MaxOf = "1"
	}
	switch {
	case v.Errors.Of(m.Name) != "":
		m.Class = "err"
	case m.Value != nil:
		m.Class = "saved"
	}
	for _, q := range v.Questions {
		if q.Channel == l.Channel.Code && q.Item == i && q.Answer == nil {
			m.Class = "wrn"
			if q.Error {
				m.Class = "err"
			}
		}
	}
	return m
}

// messages are the questions about a line, and why it was returned.
func (v *monthView) messages(x *web.Exchange, l Line) []monthMessage {
	var out []monthMessage
	for _, q := range v.Questions {
		if q.Channel != l.Channel.Code {
			continue
		}
		m := monthMessage{Kind: "w", Name: string(q.Item) + "-" + q.Channel, Rule: q.Rule, Item: q.Item, Answer: q.Answer, Fix: q.Fix, Text: x.T(q.key(), q.args()...)}
		if q.Error {
			m.Kind = "e"
		}
		m.OnBook = l.Cells[q.Item].Typed == nil
		out = append(out, m)
	}
	if v.State == Returned || v.Editable {
		for _, r := range v.Remarks {
			if r.Kind == ReturnRemark && r.Channel == l.Channel.Code && v.State == Returned {
				out = append(out, monthMessage{Kind: "e", Name: string(r.Item) + "-" + r.Channel, Text: x.T("outreach.month.returned_cell",
					"column", x.T("outreach.column."+string(r.Item)), "reason", r.Text, "by", r.By)})
			}
		}
	}
	return out
}

// readTotals decodes the typed cells of the page.
func readTotals(f *web.Form, r Report) (Totals, map[string]string) {
	typed, notes := Totals{}, map[string]string{}
	for _, l := range r.Lines {
		code := l.Channel.Code
		for _, i := range Items {
			name := string(i) + "-" + code
			if !l.Cells[i].Applies || f.Blank(name) {
				continue
			}
			if typed[code] == nil {
				typed[code] = map[Item]*int64{}
			}
			typed[code][i] = f.Count(name)
		}
		notes[code] = f.Text("note-"+code, maxText)
	}
	return typed, notes
}

// monthPost saves what was typed and then does what the button says.
func (s *Service) monthPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	ctx, unit, period := x.R.Context(), x.Path("unit"), x.Path("period")
	do, arg, _ := strings.Cut(f.Raw("do"), ":")
	r, err := s.Report(ctx, by, unit, period)
	if err != nil {
		return err
	}
	if r.Open() && do != "recall" && do != "reopen" {
		typed, notes := readTotals(f, r)
		edition, _ := strconv.ParseInt(f.Raw("edition"), 10, 64)
		if do == "fix" {
			applyFix(typed, r, arg)
		}
		if err = f.Err(); err == nil && do != "nil" {
			err = s.Save(ctx, by, unit, period, edition, typed, notes)
		}
	}
	if err == nil {
		err = s.monthAction(by, x, f, do, arg, unit, period)
	}
	if err != nil && (errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict)) {
		return s.showMonth(by, x, f, err)
	}
	if err != nil {
		return err
	}
	x.Notice("outreach.month.done." + noticeOf(do))
	return x.See("/outreach/months/" + unit + "/" + period + "?done=" + unit + "-" + period)
}

func noticeOf(do string) string {
	switch do {
	case "send", "nil", "unnil", "recall", "reopen", "answer":
		return do
	}
	return "save"
}

func (s *Service) monthAction(by access.Actor, x *web.Exchange, f *web.Form, do, arg, unit, period string) error {
	ctx := x.R.Context()
	switch do {
	case "send":
		return s.Send(ctx, by, unit, period, anyEdition)
	case "nil", "unnil":
		return s.DeclareNil(ctx, by, unit, period, do == "nil")
	case "recall":
		return s.Recall(ctx, by, unit, period)
	case "reopen":
		return s.Reopen(ctx, by, unit, period, f.Text("reason", maxText))
	case "answer":
		return s.answerPost(by, x, arg, unit, period)
	}
	return nil
}

// answerPost keeps "this number is right" for the question named
// channel:item:rule, with the number as it stands now.
func (s *Service) answerPost(by access.Actor, x *web.Exchange, arg, unit, period string) error {
	r, err := s.Report(x.R.Context(), by, unit, period)
	if err != nil {
		return err
	}
	for _, q := range r.Questions {
		if q.Channel+":"+string(q.Item)+":"+q.Rule == arg && !q.Error {
			return s.AnswerQuestion(x.R.Context(), by, unit, period, Answer{Channel: q.Channel, Item: q.Item, Rule: q.Rule, Value: q.Value})
		}
	}
	return nil // the number changed meanwhile: there is nothing to answer
}

func applyFix(typed Totals, r Report, arg string) {
	for _, q := range r.Questions {
		if q.Channel+":"+string(q.Item) == arg && q.Fix != nil {
			if typed[q.Channel] == nil {
				typed[q.Channel] = map[Item]*int64{}
			}
			typed[q.Channel][q.Item] = q.Fix
		}
	}
}

// decisionPost approves a sent month or returns it with reasons.
func (s *Service) decisionPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit, period := x.Path("unit"), x.Path("period")
	if f.Raw("do") == "approve" {
		edition, _ := strconv.ParseInt(f.Raw("edition"), 10, 64)
		err = s.Approve(x.R.Context(), by, unit, period, edition)
	} else {
		r, bad := s.Report(x.R.Context(), by, unit, period)
		if bad != nil {
			return bad
		}
		var cells []Remark
		for _, l := range r.Lines {
			for _, i := range Items {
				if text := f.Text("return-"+string(i)+"-"+l.Channel.Code, maxText); text != "" {
					cells = append(cells, Remark{Channel: l.Channel.Code, Item: i, Text: text, Value: l.Cells[i].Value()})
				}
			}
		}
		err = s.Return(x.R.Context(), by, unit, period, f.Text("reason", maxText), cells)
	}
	if err != nil && (errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict)) {
		return s.showMonth(by, x, f, err)
	}
	if err != nil {
		return err
	}
	x.Notice("outreach.month.done." + f.Choice("do", "approve", "return"))
	return x.See("/outreach/months/" + unit + "/" + period)
}
