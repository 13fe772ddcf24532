package shelter

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

var noteKindOf = map[string]string{Planned: "info", Done: "ok", Cancelled: ""}

func (s *Service) notesPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	q := x.Query()
	f := NoteFilter{Facility: q.Text("facility", 40), Kind: q.Choice("kind", NoteKinds...), Planned: q.Bool("due"), Limit: l.Size, Offset: l.Offset()}
	if err := q.Err(); err != nil {
		return err
	}
	if f.Planned {
		f.To = s.today() + 1
	}
	list, total, err := s.Notes(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	v := listView{Band: x.T("shelter.band"), Facts: x.T("shelter.notes.facts", "n", total)}
	v.Action, v.Filters = notePath, x.Controls("shelter", []ui.Control{{Kind: "select", Name: "kind", Label: x.T("shelter.field.note_kind"), Options: x.Options("shelter.note", NoteKinds...), Blank: x.T("ui.word.all")},
		{Kind: "check", Name: "due"}}, l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	v.Chips, v.Clear, v.Pager, v.Empty = l.Chips, l.Clear(), l.Pager(len(list), total), x.T("shelter.notes.empty")
	if len(list) > 0 {
		v.Table = noteTable(x, list, true)
	}
	for i, k := range NoteKinds {
		b := button{notePath + "/new?kind=" + k, x.T("shelter.note.new." + k), "plus", "sec"}
		if i == 0 {
			b.Kind = ""
		}
		v.Buttons = append(v.Buttons, b)
	}
	return x.Page(200, "shelter/list", ui.Page{Title: x.T("shelter.notes"), Body: &v})
}

// noteTable lists notes; their text is opened one by one.
func noteTable(x *web.Exchange, list []Noted, places bool) ui.Table {
	fields := []string{"on", "note_kind", "note_state"}
	if places {
		fields = []string{"on", "note_kind", "about", "facility", "note_state"}
	}
	t := table(x, x.T("shelter.notes"), fields...)
	for _, n := range list {
		row := []ui.TD{{Text: vntext.Date(n.On), Href: notePath + "/" + n.ID, Note: n.Hour}, {Text: x.T("shelter.note." + n.Kind), Note: x.T("shelter.type." + n.Type)}}
		if places {
			row = append(row, ui.TD{Text: aboutWhom(x, n.Label)}, ui.TD{Text: n.Facility})
		}
		t.Rows = append(t.Rows, append(row, ui.TD{Tag: x.T("shelter.note_state." + n.State), Kind: noteKindOf[n.State]}))
	}
	return t
}

func aboutWhom(x *web.Exchange, label string) string {
	if label == "" {
		return x.T("shelter.whole")
	}
	return label
}

// noteSpec is the form of a kind of note. The stay is chosen by its code.
func (s *Service) noteSpec(by access.Actor, x *web.Exchange, kind string) ([]ui.Control, error) {
	_, options, err := s.ownFacilities(by, x, stayRecord)
	if err != nil {
		return nil, err
	}
	if len(options) == 0 {
		return nil, nothing()
	}
	here, _, err := s.Stays(x.R.Context(), by, "", StayFilter{Group: GroupHere, Limit: 1000})
	if err != nil {
		return nil, err
	}
	who := ui.Control{Kind: "select", Name: "stay", Blank: x.T("shelter.whole")}
	if kind == Review {
		who.Blank, who.Need = x.T("ui.word.choose"), true
	}
	for _, st := range here {
		who.Options = append(who.Options, ui.Option{Value: st.ID, Text: st.Label + " · " + st.Facility})
	}
	out := []ui.Control{{Kind: "hidden", Name: "kind"}, {Kind: "select", Name: "type", Options: x.Options("shelter.type", Types[kind]...), Blank: x.T("ui.word.choose"), Need: true}, who}
	if kind != Review {
		f := ui.Control{Kind: "select", Name: "facility", Options: options}
		if len(options) > 1 {
			f.Blank = x.T("ui.word.choose")
		}
		out = append(out, f)
	}
	out = append(out, ui.Control{Kind: "date", Name: "on", Half: true}, ui.Control{Kind: "text", Name: "hour", Max: 5, Width: "s", Half: true},
		ui.Control{Kind: "lines", Name: "text", Rows: 4, Max: maxText, Secret: true, Need: kind == Incident, Hint: x.T("shelter.hint.text_" + kind)})
	if kind == Review {
		out = append(out, ui.Control{Kind: "date", Name: "next"})
	}
	return out, nil
}

func (s *Service) noteNew(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	kind := q.Choice("kind", NoteKinds...)
	if err := q.Err(); err != nil {
		return err
	}
	if kind == "" {
		kind = Incident
	}
	return s.showNoteForm(by, x, kind, values("kind", kind, "on", vntext.Date(s.today()), "stay", q.Text("stay", 40), "facility", q.Text("facility", 40)), nil)
}

func (s *Service) showNoteForm(by access.Actor, x *web.Exchange, kind string, typed url.Values, refused error) error {
	spec, err := s.noteSpec(by, x, kind)
	if err != nil {
		return err
	}
	v := formView{Band: x.T("shelter.band.notes")}
	v.Action, v.Cancel = notePath, notePath
	return form(x, x.T("shelter.note.new."+kind), v, spec, nil, typed, refused)
}

func (s *Service) notePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	kind := strings.TrimSpace(f.Raw("kind"))
	if _, known := Types[kind]; !known {
		kind = Incident
	}
	in := NoteInput{Stay: f.Text("stay", 40), Facility: f.Text("facility", 40), Kind: kind, Type: f.NeedChoice("type", Types[kind]...), Hour: f.Text("hour", 5),
		Text: f.Lines("text", maxText), Next: optionalDay(f, "next")}
	in.On, _ = f.Date("on")
	if in.Stay == "" && in.Facility == "" {
		f.Bad("stay", "web.err.required")
	}
	var n Note
	if err = f.Err(); err == nil {
		n, err = s.RecordNote(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showNoteForm(by, x, kind, f.Values(), err)
	}
	x.Notice("shelter.note.recorded")
	if n.Stay != "" {
		return x.See(stayPath + "/" + n.Stay)
	}
	return x.See(notePath)
}

// notePageView is a note as a page.
type notePageView struct {
	NoteView
	Band, Path   string
	Tag, TagKind string
	Rows         []ui.SummaryRow
	Lines        []string
	End          bool // the visit is planned: was it held?
	StayHref     string
}

func (s *Service) notePage(by access.Actor, x *web.Exchange) error {
	n, err := s.Note(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := notePageView{NoteView: n, Band: x.T("shelter.band.notes"), Path: notePath + "/" + n.ID, Tag: x.T("shelter.note_state." + n.State), TagKind: noteKindOf[n.State],
		End: n.State == Planned, Lines: paragraphs(n.Told)}
	v.Rows = []ui.SummaryRow{{Label: x.T("shelter.field.type"), Value: x.T("shelter.type." + n.Type)}, {Label: x.T("shelter.field.on"), Value: strings.TrimSpace(vntext.Date(n.On) + " " + n.Hour)},
		{Label: x.T("shelter.field.facility"), Value: n.Facility.Code}, {Label: x.T("shelter.field.created_by"), Value: n.CreatedBy}}
	if n.About != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("shelter.field.about"), Value: n.About.Label})
		v.StayHref = stayPath + "/" + n.About.ID
	}
	title := x.T("shelter.note." + n.Kind)
	return x.Page(200, "shelter/note", ui.Page{Title: title, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("shelter.notes"), Href: notePath}, {Text: title}}})
}

func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func (s *Service) noteEndPost(by access.Actor, x *web.Exchange) error {
	if err := s.mayEnd(x.R.Context(), by, x.Path("id")); err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	how := f.NeedChoice("how", "held", "cancelled")
	if err := f.Err(); err != nil {
		return err
	}
	if err := s.EndVisit(x.R.Context(), by, x.Path("id"), f.Version(), how == "held"); err != nil {
		return err
	}
	x.Notice("shelter.note.ended")
	return x.See(notePath + "/" + x.Path("id"))
}
