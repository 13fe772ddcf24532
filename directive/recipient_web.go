package directive

import (
	"net/url"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
)

const recipientPath = "/directive/recipients"

// recipientView is the page on which a recipient reads what it must do and
// answers, and the issuer sees the answer.
type recipientView struct {
	Recipient
	Title, DocumentLink, Name string
	Rows                      []ui.SummaryRow
	Tag, Kind                 string
	Answers                   []answerView
	Main, More                []ui.Control
	MoreOpen                  bool
	MayAnswer, MaySee, MayRun bool
	Own                       bool // else an answer is taken over from paper
	Dropable                  bool
	Reason                    string
	History                   []ui.Event
	Errors                    web.Errors
}

type answerView struct {
	Answer
	Code, Href string
	Files      []File
}

func (s *Service) recipientPage(by access.Actor, x *web.Exchange) error {
	return s.showRecipient(by, x, nil, nil)
}

func (s *Service) showRecipient(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	var r Recipient
	var d Document
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		d, r, err = readable(tx, by, x.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	view, err := s.Document(x.R.Context(), by, d.ID)
	if err != nil {
		return err
	}
	v := recipientView{Recipient: r, Title: title(x, view.KindOf, d), DocumentLink: documentPath + "/" + d.ID, Name: recipientName(x, view.Tree, r),
		Errors: x.Errors(refused), Reason: values.Get("reason")}
	v.Tag, v.Kind = stateTag(x, r, view.Today)
	v.MayAnswer = s.answers(by, r) && !r.Done() && !d.Withdrawn
	v.Own = own(by, r, agencyRoles(by))
	v.MaySee = v.MayAnswer && v.Own && r.SeenAt.IsZero()
	v.MayRun = s.runs(by, mayIssue, d) && !d.Withdrawn
	v.describe(x, view, successor(x, view.Tree, r.Unit, view.Today))
	for _, a := range slices.Backward(view.Answers) {
		if a.Recipient != r.ID {
			continue
		}
		av := answerView{Answer: a, Files: filesOfAnswer(view.Files, a.ID)}
		if i := slices.IndexFunc(view.Children, func(c Document) bool { return c.ID == a.Document }); i >= 0 {
			av.Code, av.Href = view.Children[i].Code, documentPath+"/"+a.Document
		}
		v.Answers = append(v.Answers, av)
	}
	v.Dropable = v.MayRun && len(v.Answers) == 0 && !r.Done()
	if v.MayAnswer {
		if err := s.answerForm(by, x, &v, view, values); err != nil {
			return err
		}
	}
	if v.History, err = s.history(x, recipientKind, r.ID); err != nil {
		return err
	}
	page := ui.Page{Title: v.Name + " – " + v.Title, Body: &v, Crumbs: append(crumbs(by, x, d.Unit, "")[:1], ui.Crumb{Text: v.Title, Href: v.DocumentLink}, ui.Crumb{Text: v.Name})}
	if refused != nil {
		return x.Again(refused, "directive/recipient", page)
	}
	return x.Page(200, "directive/recipient", page)
}

func (v *recipientView) describe(x *web.Exchange, d View, now string) {
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive." + key), Value: value})
		}
	}
	row("field.subject", d.Subject)
	row("field.agency", d.Agencies())
	row("field.issued_on", dateText(d.On))
	row("field.require", x.T("directive.require."+v.Require))
	row("field.ask", v.Ask)
	row("field.due_on", dateText(v.Due))
	row("field.successor", now)
	if !v.SeenAt.IsZero() {
		row("field.seen", v.SeenBy+" · "+vntext.Date(clock.DateOf(v.SeenAt)))
	}
}

// answerForm offers the shortest way first: a plan is answered with the own
// plan, other things with a few words.
func (s *Service) answerForm(by access.Actor, x *web.Exchange, v *recipientView, d View, values url.Values) error {
	owns, err := s.ownDocuments(by, x, v.Unit, d)
	if err != nil {
		return err
	}
	if values == nil {
		values = url.Values{}
		err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
			name, err := s.agencyName(tx, v.Unit)
			values.Set("agency", name)
			return err
		})
		if err != nil {
			return err
		}
	}
	document := []ui.Control{{Kind: "text", Name: "code", Max: maxCode, Half: true}, {Kind: "date", Name: "issued_on", Half: true},
		{Kind: "text", Name: "agency", Max: maxName}, {Kind: "lines", Name: "subject", Rows: 2, Max: maxSubject}}
	if v.Errors.Of("again") != "" {
		document = append(document, ui.Control{Kind: "check", Name: "again"})
	}
	words := []ui.Control{{Kind: "lines", Name: "result", Rows: 3, Max: maxNote}, {Kind: "file", Name: "file", Accept: upload.Accept}}
	if len(owns) > 0 {
		document = append([]ui.Control{{Kind: "select", Name: "document", Options: owns, Blank: x.T("directive.own.new")}}, document...)
	}
	main, more := document, words
	if v.Require != OwnPlan {
		main, more = words, document
	}
	v.Main, v.More = x.Controls("directive", main, values, v.Errors), x.Controls("directive", more, values, v.Errors)
	v.MoreOpen = slices.ContainsFunc(v.More, func(c ui.Control) bool { return c.Error != "" || c.Name != "agency" && c.Value != "" })
	return nil
}

// ownDocuments are the recipient's documents that may be the answer: those of
// its register that were issued since, or that hang on nothing yet.
func (s *Service) ownDocuments(by access.Actor, x *web.Exchange, unit string, d View) ([]ui.Option, error) {
	list, _, err := s.Documents(x.R.Context(), by, Filter{Unit: unit, Limit: 30})
	if errs.Is(err, errs.Forbidden) {
		return nil, nil
	}
	var out []ui.Option
	for _, o := range list {
		if o.ID != d.ID && !o.Draft() && (o.Parent == "" || o.Parent == d.ID) {
			out = append(out, ui.Option{Value: o.ID, Text: o.Code + " – " + o.Subject})
		}
	}
	return out, err
}

// answerKinds is the kind of the document that a requirement is answered with.
var answerKinds = map[string]string{OwnPlan: "KH", "report": "BC", "survey": "BC", "sessions": "BC", Acknowledge: "CV"}

func (s *Service) readReply(f *web.Form, r Recipient) Reply {
	in := Reply{Document: f.Text("document", 40), Result: f.Lines("result", maxNote), Again: f.Bool("again")}
	if in.Document == "" && !f.Blank("code") {
		d := Document{Kind: answerKinds[r.Require], Code: f.Text("code", maxCode), On: f.NeedDate("issued_on"), Subject: f.NeedText("subject", maxSubject),
			Issuers: []Issuer{{Agency: f.NeedText("agency", maxName), Unit: r.Unit}}}
		in.New = &d
	}
	if _, ok := f.File("file"); ok {
		file, bad := upload.FromForm(f, "file")
		if in.File = &file; bad != nil {
			f.Bad("file", errs.From(bad).Fields[0].Key)
		}
	}
	return in
}

func (s *Service) answerPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	var r Recipient
	err = s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		_, r, err = readable(tx, by, x.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	in := s.readReply(f, r)
	if err = f.Err(); err == nil {
		_, err = s.Answer(x.R.Context(), by, r.ID, in)
	}
	return s.back(by, x, f, err, "directive.recipient.answered")
}

// back ends a form of a recipient's page.
func (s *Service) back(by access.Actor, x *web.Exchange, f *web.Form, err error, notice string) error {
	if err != nil {
		return s.showRecipient(by, x, f.Values(), err)
	}
	x.Notice(notice)
	return x.See(recipientPath + "/" + x.Path("id"))
}

func (s *Service) acknowledgePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	return s.back(by, x, f, s.Acknowledge(x.R.Context(), by, x.Path("id")), "directive.recipient.seen")
}

func (s *Service) returnPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	return s.back(by, x, f, s.Return(x.R.Context(), by, x.Path("id"), f.Text("reason", maxNote)), "directive.recipient.returned")
}

// documentOf is the document of the recipient that a page is about.
func (s *Service) documentOf(by access.Actor, x *web.Exchange) (d Document, err error) {
	err = s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		d, _, err = readable(tx, by, x.Path("id"))
		return err
	})
	return d, err
}

// dropPost ends on the document, since the recipient is gone.
func (s *Service) dropPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.documentOf(by, x)
	if err == nil {
		err = s.Drop(x.R.Context(), by, x.Path("id"), f.Text("reason", maxNote))
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showRecipient(by, x, f.Values(), err)
	}
	if err != nil {
		return err
	}
	x.Notice("directive.recipient.dropped")
	return x.See(documentPath + "/" + d.ID)
}

func (s *Service) remindOnePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.documentOf(by, x)
	if err == nil {
		_, err = s.Remind(x.R.Context(), by, d.ID, []string{x.Path("id")}, "")
	}
	return s.back(by, x, f, err, "directive.recipient.reminded")
}
