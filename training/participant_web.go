package training

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
)

// gridView is the list of a cluster as a bulk grid. A list longer than a grid
// has parts; a part is stored without touching the others.
type gridView struct {
	Facts, Action, Cancel, Import string
	Version                       int64
	Part                          int
	Parts                         []ui.Link
	Grid                          ui.Grid
	Reason                        []ui.Control
}

func (w *form) nameColumns() []ui.Control {
	x := w.x
	return []ui.Control{{Kind: "text", Name: "name"}, {Kind: "text", Name: "unit_text"}, {Kind: "text", Name: "post"},
		{Kind: "select", Name: "group", Options: w.list.options(Group, string(x.Lang))}, {Kind: "select", Name: "level", Options: x.Options("training.level", Levels...)},
		{Kind: "select", Name: "sex", Options: x.Options("training.sex", Sexes...)}, {Kind: "count", Name: "attended"},
		{Kind: "text", Name: "before"}, {Kind: "text", Name: "after"}, {Kind: "text", Name: "certificate"}}
}

// freeRows stand below the names that are there.
const freeRows = 5

func (s *Service) gridPage(by access.Actor, x *web.Exchange) error {
	r, c, w, err := s.openCluster(by, x)
	if err != nil {
		return err
	}
	list, err := s.Participants(x.R.Context(), by, c.ID)
	if err != nil {
		return err
	}
	v := w.gridView(r, c, len(list), partOf(x, len(list)))
	v.Grid = x.GridOf("training", x.T("training.names"), w.nameColumns(), nil, web.Errors{})
	here := list[min((v.Part-1)*web.MaxGridRows, len(list)):min(v.Part*web.MaxGridRows, len(list))]
	for n := len(v.Grid.Rows); n < min(len(here)+freeRows, web.MaxGridRows); n++ {
		v.Grid.Rows = append(v.Grid.Rows, ui.GridRow{N: n + 1, Values: map[string]string{}, Errors: map[string]string{}})
	}
	for i, p := range here {
		v.Grid.Rows[i].Values = nameValues(p)
	}
	return x.Page(200, "training/participants", ui.Page{Title: x.T("training.names"), Body: v, Wide: true, Crumbs: crumbs(x, r, ui.Crumb{Text: clusterName(x, r, c.ID), Href: clusterPath + "/" + c.ID})})
}

func nameValues(p Participant) map[string]string {
	return map[string]string{"name": p.Name, "unit_text": p.UnitText, "post": p.Post, "group": p.Group, "level": p.Level, "sex": p.Sex,
		"attended": countText(p.Attended), "before": ScoreText(p.Before, "vi"), "after": ScoreText(p.After, "vi"), "certificate": p.Certificate}
}

// partOf is which part of a long list is asked for, from 1.
func partOf(x *web.Exchange, names int) int {
	n, _ := strconv.Atoi(x.R.FormValue("part"))
	return max(1, min(n, names/web.MaxGridRows+1))
}

func (w *form) gridView(r Record, c Cluster, names, part int) *gridView {
	path := clusterPath + "/" + c.ID
	v := &gridView{Facts: r.Subject + " · " + days([]Cluster{c}), Action: path + "/participants", Cancel: path, Import: path + "/import", Version: c.Version, Part: part}
	for n := 1; names >= web.MaxGridRows && n <= names/web.MaxGridRows+1; n++ {
		v.Parts = append(v.Parts, ui.Link{Href: v.Action + "?" + url.Values{"part": {strconv.Itoa(n)}}.Encode(),
			Text: w.x.T("training.names.part", "from", (n-1)*web.MaxGridRows+1, "to", n*web.MaxGridRows), Current: n == part})
	}
	return v
}

func (s *Service) gridPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	r, c, w, err := s.openCluster(by, x)
	if err != nil {
		return err
	}
	all, err := s.Participants(x.R.Context(), by, c.ID)
	if err != nil {
		return err
	}
	part := partOf(x, len(all))
	list, rowOf := web.ReadGrid(f, w.nameColumns(), readName)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		before, after := min((part-1)*web.MaxGridRows, len(all)), min(part*web.MaxGridRows, len(all))
		dateCertificates(list, all, c)
		whole := append(append(all[:before:before], list...), all[after:]...)
		for i := range whole {
			whole[i].Line = i + 1
		}
		_, err = s.SetParticipants(x.R.Context(), by, c.ID, f.Version(), whole, reason)
		err = namesOnPage(err, rowOf, before)
	}
	if err != nil {
		v := w.gridView(r, c, len(all), part)
		e := x.Errors(err)
		v.Version, v.Grid = f.Version(), x.GridOf("training", x.T("training.names"), w.nameColumns(), f, e)
		if f.Has("reason") || e.Of("reason") != "" {
			v.Reason = x.Controls("training", []ui.Control{{Kind: "text", Name: "reason", Label: x.T("ui.word.reason"), Need: true, Max: maxText}}, f.Values(), e)
		}
		return x.Again(err, "training/participants", ui.Page{Title: x.T("training.names"), Body: v, Wide: true, Crumbs: crumbs(x, r)})
	}
	x.Notice("training.names.saved", "n", len(list))
	return x.See(clusterPath + "/" + c.ID)
}

// namesOnPage turns places in the whole list into rows of the part on the page.
func namesOnPage(err error, rowOf map[int]int, before int) error {
	shifted := map[int]int{}
	for place, row := range rowOf {
		shifted[place+before] = row
	}
	return web.Renumber(err, shifted)
}

func readName(row *web.Form) Participant {
	return Participant{Name: row.Text("name", 200), UnitText: row.Text("unit_text", maxText), Post: row.Text("post", maxText), Group: row.Text("group", 40),
		Level: row.Choice("level", Levels...), Sex: row.Choice("sex", Sexes...), Attended: row.Count("attended"), Before: readScore(row, "before"), After: readScore(row, "after"),
		Certificate: row.Text("certificate", 100)}
}

// dateCertificates keeps the day of a certificate that the list had; a number
// that is new was given at the end of the cluster.
func dateCertificates(list, had []Participant, c Cluster) {
	days := map[string]*clock.Date{"": nil}
	for _, p := range had {
		days[p.Certificate] = p.CertifiedOn
	}
	for i := range list {
		day, known := days[list[i].Certificate]
		if !known {
			day = &c.To
		}
		list[i].CertifiedOn = day
	}
}
