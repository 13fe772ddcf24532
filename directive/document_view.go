package directive

import (
	"net/url"
	"slices"
	"strconv"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// documentView is the page of a document.
type documentView struct {
	View
	Title, UnitName string
	Rows            []ui.SummaryRow
	Tags            []ui.TD
	Files           []File
	Mine            []ui.Todo // what the reader must answer
	Words           string    // after "15/15"
	States          []ui.Link
	Table           ui.Table
	Waiting         int64
	LastReminder    *Reminder
	To              []ui.Control
	ToOpen          bool
	Tasks           []taskRow
	TaskWords       string
	TasksDone       int64
	TasksAll        int64
	ChildTable      ui.Table
	History         []ui.Event
	MayIssue        bool
	MayWork         bool
	Reason          string
	Errors          web.Errors
}

func (s *Service) documentPage(by access.Actor, x *web.Exchange) error {
	return s.showDocument(by, x, nil, nil)
}

// showDocument shows a document; values and refused are of a form on the page
// that was not taken.
func (s *Service) showDocument(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := documentView{View: d, UnitName: d.Tree.Name(d.Unit), Title: title(x, d.KindOf, d.Document), Errors: x.Errors(refused), Reason: values.Get("reason")}
	v.MayIssue = s.runs(by, mayIssue, d.Document) && !d.Withdrawn
	v.MayWork = s.runs(by, mayWork, d.Document) && !d.Withdrawn && d.KindOf.Plan
	v.describe(x)
	v.listRecipients(by, x)
	if v.MayIssue && d.Counts() {
		main, more := addressSpec(x, d.Tree, d.Unit, d.On)
		v.To = x.Controls("directive", append(main, more...), values, v.Errors)
		v.ToOpen = values.Has("require") || v.Errors.Of("to") != ""
	}
	if d.KindOf.Plan {
		if err := s.listTasks(by, x, &v); err != nil {
			return err
		}
	}
	if err := s.listChildren(x, &v); err != nil {
		return err
	}
	if d.Issuing {
		if v.History, err = s.history(x, documentKind, d.ID); err != nil {
			return err
		}
	}
	page := ui.Page{Title: v.Title, Body: &v, Crumbs: crumbs(by, x, d.Unit, v.Title)}
	if refused != nil {
		return x.Again(refused, "directive/document", page)
	}
	return x.Page(200, "directive/document", page)
}

func (s *Service) history(x *web.Exchange, kind, id string) ([]ui.Event, error) {
	var events []audit.Event
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		events, err = audit.Of(tx, kind, id)
		return err
	})
	return audit.History(x, events), err
}

// describe writes the facts of the document in words.
func (v *documentView) describe(x *web.Exchange) {
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field." + key), Value: value})
		}
	}
	row("subject", v.Subject)
	row("issued_on", dateText(v.On))
	for n, i := range v.Issuers {
		value := i.Agency
		if signed := i.Signed(); signed != "" {
			value += " – " + signed
		}
		if n > 0 {
			row("issuers", value)
			continue
		}
		row("agency", value)
	}
	if v.KindOf.Plan {
		row("for_year", strconv.FormatInt(v.ForYear, 10))
	}
	row("effective_on", dateText(v.Effective))
	row("ended_on", dateText(v.Ended))
	if p := v.ParentOf; p != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field.parent"), Value: p.Code + " – " + p.Subject, Href: documentPath + "/" + p.ID, Action: x.T("directive.open")})
	}
	row("note", v.Note)
	tag := func(key, kind string) { v.Tags = append(v.Tags, ui.TD{Tag: x.T(key), Kind: kind}) }
	switch {
	case v.Withdrawn:
		tag("ui.word.withdrawn", "bad")
	case v.Ended != 0 && v.Ended <= v.Today:
		tag("directive.ended", "")
	}
	if v.Incoming {
		tag("directive.incoming", "info")
	}
	for _, f := range v.View.Files {
		if f.Recipient == "" {
			v.Files = append(v.Files, f)
		}
	}
}

func (s *Service) listChildren(x *web.Exchange, v *documentView) error {
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	answers := map[string]bool{}
	for _, a := range v.Answers {
		answers[a.Document] = true
	}
	v.ChildTable = ui.Table{Label: x.T("directive.children")}
	for _, name := range []string{"document", "agency", "issued_on"} {
		v.ChildTable.Columns = append(v.ChildTable.Columns, ui.Column{Label: x.T("directive.column." + name)})
	}
	for _, d := range v.Children {
		if answers[d.ID] { // it stands beside its recipient
			continue
		}
		name := title(x, kindByCode(kinds, d.Kind), d)
		v.ChildTable.Rows = append(v.ChildTable.Rows, []ui.TD{{Text: name, Href: documentPath + "/" + d.ID}, {Text: d.Agencies()}, {Text: dateText(d.On)}})
	}
	return nil
}

// filesOfAnswer are the files of one answer.
func filesOfAnswer(list []File, answer string) []File {
	return slices.DeleteFunc(slices.Clone(list), func(f File) bool { return f.Answer != answer })
}
