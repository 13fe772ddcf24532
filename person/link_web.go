package person

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

func whenOr(x *web.Exchange, w When) string {
	if w == (When{}) {
		return "…"
	}
	return whenWord(x, w)
}

func readCode(f *web.Form) string { return strings.ToUpper(f.NeedText("code", 20)) }

func (s *Service) relatePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in, code := Relation{Person: x.Path("id"), Kind: f.NeedChoice("relation", relationCodes()...)}, readCode(f)
	in.From, in.To = readWhen(f, "from"), readWhen(f, "to")
	if err = f.Err(); err == nil {
		err = s.RelateOne(x.R.Context(), by, in, code)
	}
	return s.after(by, x, f, err, "relate")
}

func (s *Service) unrelatePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	var on When
	if f.Raw("mistake") == "" {
		f.NeedText("ended", 30)
		on = readWhen(f, "ended")
	}
	if err = f.Err(); err == nil {
		err = s.UnrelateOne(x.R.Context(), by, x.Path("relation"), f.Version(), on)
	}
	return s.after(by, x, f, err, "unrelate")
}

// after goes back to the person, or shows the page again with what was typed.
func (s *Service) after(by access.Actor, x *web.Exchange, f *web.Form, err error, done string) error {
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showPerson(by, x, asked{values: f.Values(), refused: err})
	}
	if err != nil {
		return err
	}
	x.Notice("person.done." + done)
	return x.See(peoplePath + "/" + x.Path("id"))
}

// mergeView compares two records, or asks which one to compare with.
type mergeView struct {
	Path, Code, Seat string
	Ask              []ui.Control
	Other            string // code of the other; "" while it is asked
	Rows             []pairRow
	Choose           []ui.Control
}

// pairRow is a field of both.
type pairRow struct {
	Label       string
	Left, Right factRow
	Differs     bool
}

func (s *Service) mergePage(by access.Actor, x *web.Exchange) error {
	r, holder, err := s.brief(by, x, mayMerge)
	if err != nil {
		return err
	}
	return s.askOther(x, r, holder, url.Values{}, nil)
}

func (s *Service) askOther(x *web.Exchange, r row, holder string, values url.Values, refused error) error {
	v, err := s.mergeView(x, r, holder)
	if err != nil {
		return err
	}
	v.Ask = x.Controls("person", []ui.Control{{Kind: "text", Name: "code", Max: 20, Width: "m", Secret: true, Need: true}}, values, x.Errors(refused))
	page := ui.Page{Title: x.T("person.merge") + " · " + r.Code, Body: v}
	if refused != nil {
		return x.Again(refused, "person/merge", page)
	}
	return x.Page(200, "person/merge", page)
}

func (s *Service) mergeView(x *web.Exchange, r row, holder string) (*mergeView, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	return &mergeView{Path: peoplePath + "/" + r.ID, Code: r.Code, Seat: t.OfficeName(x, holder)}, nil
}

// mergePost compares first; with an answer it merges.
func (s *Service) mergePost(by access.Actor, x *web.Exchange) error {
	r, holder, err := s.brief(by, x, mayMerge)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	code := readCode(f)
	if f.Err() != nil {
		return s.askOther(x, r, holder, f.Values(), f.Err())
	}
	if f.Raw("step") == "" {
		return s.compare(by, x, r, holder, code, f.Values(), nil)
	}
	keep, reason := f.NeedChoice("keep", "this", "other"), f.NeedChoice("reason", MergeReasons...)
	if err = f.Err(); err == nil {
		err = s.mergeCodes(by, x, r.Code, code, keep == "this", reason)
	}
	if err != nil {
		return s.compare(by, x, r, holder, code, f.Values(), err)
	}
	x.Notice("person.done.merge")
	return x.See(peoplePath + "/" + r.ID)
}

func (s *Service) mergeCodes(by access.Actor, x *web.Exchange, here, there string, keepHere bool, reason string) error {
	a, b, err := s.idsOf(x, here, there)
	if err != nil {
		return err
	}
	if !keepHere {
		a, b = b, a
	}
	return s.MergeOne(x.R.Context(), by, a, b, reason)
}

// idsOf finds two persons by their codes; the command that follows asks who may.
func (s *Service) idsOf(x *web.Exchange, one, other string) (a, b string, err error) {
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		r, err := personByCode(tx, one)
		if err != nil {
			return err
		}
		a = r.ID
		if r, err = personByCode(tx, other); err == nil {
			b = r.ID
		}
		return err
	})
	return a, b, err
}

// compare shows both sides; to compare is to open.
func (s *Service) compare(by access.Actor, x *web.Exchange, r row, holder, code string, values url.Values, refused error) error {
	a, b, err := s.Pair(x.R.Context(), by, r.ID, code)
	if errs.Is(err, errs.Invalid) {
		return s.askOther(x, r, holder, values, err)
	}
	if err != nil {
		return err
	}
	v, err := s.mergeView(x, r, holder)
	if err != nil {
		return err
	}
	v.Other = b.Code
	yes := func(string) bool { return true }
	codes := Fields()[:len(fields)-1]
	left, right := rowsOf(x, &View{Person: a}, &a, yes, codes...), rowsOf(x, &View{Person: b}, &b, yes, codes...)
	for i, f := range fields[:len(codes)] {
		v.Rows = append(v.Rows, pairRow{left[i].Label, left[i], right[i], f.of(&a.Profile).state() == Known && f.of(&b.Profile).state() == Known && !f.of(&a.Profile).same(f.of(&b.Profile))})
	}
	v.Choose = x.Controls("person", []ui.Control{{Kind: "radios", Name: "keep", Options: []ui.Option{{Value: "this", Text: a.Code}, {Value: "other", Text: b.Code}}},
		{Kind: "select", Name: "reason", Label: x.T("person.field.merge_reason"), Options: x.Options("person.merge", MergeReasons...), Blank: x.T("ui.word.choose"), Need: true}}, values, x.Errors(refused))
	page := ui.Page{Title: x.T("person.merge") + " · " + r.Code, Body: v}
	if refused != nil {
		return x.Again(refused, "person/merge", page)
	}
	return x.Page(200, "person/merge", page)
}

func (s *Service) unmergePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	return s.after(by, x, f, s.UnmergeOne(x.R.Context(), by, x.Path("id")), "unmerge")
}
