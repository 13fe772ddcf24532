package casework

import (
	"net/url"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

type filesView struct {
	Head
	Table  ui.Table
	Closed int
	Form   ui.RecordForm
	Export string // address; "" for who may not
}

func (s *Service) filesPage(by access.Actor, x *web.Exchange) error {
	return s.showFiles(by, x, url.Values{}, nil)
}

func (s *Service) showFiles(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	v, list, closed, err := s.Files(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := filesView{Head: s.head(x, t, v, "files"), Closed: closed}
	b.Table = ui.Table{Label: x.T("casework.tab.files"), Columns: []ui.Column{{Label: x.T("casework.field.title")}, {Label: x.T("casework.field.file_kind")}, {Label: x.T("casework.field.section")}, {Label: x.T("casework.field.issue")}, {Label: x.T("casework.field.added")}}}
	for _, f := range list {
		b.Table.Rows = append(b.Table.Rows, fileLine(x, t, b.Path, f))
	}
	b.Form = ui.RecordForm{Action: b.Path + "/files", Files: true, Submit: x.T("casework.file.attach"), Controls: x.Controls("casework", fileSpec(x, v.Seat), values, x.Errors(refused))}
	if by.May(mayExport) && !b.Broken {
		b.Export = b.Path + "/export"
	}
	page := ui.Page{Title: x.T("casework.tab.files"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/files", page)
	}
	return x.Page(200, "casework/files", page)
}

func fileLine(x *web.Exchange, t *org.Tree, path string, f File) []ui.TD {
	name := ui.TD{Text: f.About.Title, Href: path + "/files/" + f.ID, Note: sizeOf(f)}
	if f.State != Current {
		name.Tag, name.Kind, name.Href = x.T("casework.state."+f.State), "warn", ""
		name.Note = x.T("casework.file.withdrawn_by", "who", f.WithdrawnBy, "why", f.About.Reason)
	}
	issued := ui.TD{Text: f.About.Number, Note: f.About.Body}
	if f.About.Issued != 0 {
		issued.Text = joined(" · ", f.About.Number, vntext.Date(f.About.Issued))
	}
	return []ui.TD{name, {Text: x.T("casework.file_kind." + f.Kind)}, {Tag: x.T("casework.compartment." + f.Compartment), Kind: "safe"}, issued,
		{Text: f.By, Note: joined(", ", vntext.Date(clock.DateOf(f.At)), t.OfficeName(x, f.Office))}}
}

// joined are the texts that are not empty, with something between them.
func joined(between string, texts ...string) (out string) {
	for _, s := range texts {
		if out != "" && s != "" {
			out += between
		}
		out += s
	}
	return out
}

func sizeOf(f File) string {
	kind := map[string]string{"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}[f.MediaType]
	return kind + ", " + vntext.Number((f.Size+1023)/1024) + " KB"
}

func fileSpec(x *web.Exchange, seat Seat) []ui.Control {
	var sections []string
	for _, one := range Sections {
		if seat.May(one) {
			sections = append(sections, one)
		}
	}
	return []ui.Control{{Kind: "file", Name: "file", Accept: upload.Accept, Need: true}, {Kind: "select", Name: "file_kind", Options: x.Options("casework.file_kind", FileKinds...), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		{Kind: "select", Name: "section", Options: x.Options("casework.compartment", sections...), Blank: x.T("casework.file.usual"), Half: true}, {Kind: "text", Name: "title", Max: maxLine, Need: true, Secret: true},
		{Kind: "text", Name: "number", Max: maxLine, Half: true, Secret: true}, {Kind: "date", Name: "issued", Half: true}, {Kind: "text", Name: "body", Max: maxLine, Secret: true}}
}

func (s *Service) filePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := FileInput{Kind: f.Choice("file_kind", FileKinds...), Section: f.Choice("section", Sections...), About: About{Title: f.NeedText("title", maxLine), Number: f.Text("number", maxLine), Body: f.Text("body", maxLine)}}
	if in.Kind == "" {
		f.Bad("file_kind", "web.err.required")
	}
	in.About.Issued, _ = f.Date("issued")
	file, bad := upload.FromForm(f, "file")
	if bad == nil {
		file, bad = upload.WithoutInfo("file", file)
	}
	if errs.Is(bad, errs.Invalid) {
		for _, one := range errs.From(bad).Fields {
			f.Bad(one.Name, one.Key, one.Args...)
		}
	} else if bad != nil {
		return bad
	}
	if err = f.Err(); err == nil {
		_, err = s.Attach(x.R.Context(), by, x.Path("id"), in, file)
	}
	if err != nil {
		return s.showFiles(by, x, f.Values(), err)
	}
	x.Notice("casework.done.file")
	return x.See(listPath + "/" + x.Path("id") + "/files")
}

type fileView struct {
	Head
	File     File
	Title    string
	Rows     []ui.SummaryRow
	Picture  string // address of the marked picture; "" for what pages cannot show
	Section  string
	Download ui.RecordForm
	Withdraw string
	Error    string
}

func (s *Service) filePage(by access.Actor, x *web.Exchange) error {
	return s.showFile(by, x, nil, nil)
}

// showFile shows what is told about a file and, of a picture, the picture with
// the viewer's mark. refused is a download, unsaid a withdrawal without reason.
func (s *Service) showFile(by access.Actor, x *web.Exchange, refused, unsaid error) error {
	v, list, _, err := s.Files(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	var f File
	for _, one := range list {
		if one.ID == x.Path("file") && one.State == Current {
			f = one
		}
	}
	if f.ID == "" {
		return nothing()
	}
	b := fileView{Head: s.head(x, t, v, "files"), File: f, Title: f.About.Title, Section: x.T("casework.compartment." + f.Compartment), Error: x.Errors(unsaid).Of("reason")}
	at := b.Path + "/files/" + f.ID
	for _, row := range []ui.SummaryRow{{Label: x.T("casework.field.file_kind"), Value: x.T("casework.file_kind." + f.Kind)}, {Label: x.T("casework.field.number"), Value: f.About.Number}, {Label: x.T("casework.field.issued"), Value: dayOf(f.About.Issued)},
		{Label: x.T("casework.field.body"), Value: f.About.Body}, {Label: x.T("casework.field.added"), Value: joined(", ", f.By, t.OfficeName(x, f.Office), vntext.Date(clock.DateOf(f.At)))}, {Label: x.T("casework.field.size"), Value: sizeOf(f)}, {Label: "SHA-256", Value: f.About.SHA256}} {
		if row.Value != "" {
			b.Rows = append(b.Rows, row)
		}
	}
	if f.picture() {
		b.Picture = at + "/picture"
	}
	if !b.Broken {
		b.Download = ui.RecordForm{Action: at + "/download", Submit: x.T("casework.file.download"), Controls: x.Controls("casework.file", []ui.Control{{Kind: "radios", Name: "why", Options: x.Options("casework.download", DownloadReasons...), Need: true}}, url.Values{}, x.Errors(refused))}
	}
	if b.MayRecord && f.Office == v.Seat.Office {
		b.Withdraw = at + "/withdraw"
	}
	page := ui.Page{Title: x.T("casework.file_kind." + f.Kind), Body: b} // what a file is called is sealed: it stays out of tabs and histories of browsers
	if err := errOr(refused, unsaid); err != nil {
		return x.Again(err, "casework/file", page)
	}
	return x.Page(200, "casework/file", page)
}

func dayOf(d clock.Date) string {
	if d == 0 {
		return ""
	}
	return vntext.Date(d)
}

// markOf is what stands over a file and on print: who looks, when, at what.
func (s *Service) markOf(x *web.Exchange, code string) string {
	by, _ := x.Principal.(access.Actor)
	return by.Name + " · " + instant(s.db.Now()) + " · " + code
}

// moment is a time in Vietnam, short, in any language.
func instant(t time.Time) string { return t.In(clock.Vietnam).Format("15:04 2/1/2006") }

func (s *Service) picturePage(by access.Actor, x *web.Exchange) error {
	c, f, content, err := s.File(x.R.Context(), by, x.Path("id"), x.Path("file"), "")
	if err != nil {
		return err
	}
	if !f.picture() {
		return nothing()
	}
	if content, err = upload.Marked(f.MediaType, content, s.markOf(x, c.Code)); err != nil {
		return err
	}
	x.W.Header().Set("Content-Type", f.MediaType)
	x.W.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = x.W.Write(content)
	return err
}

func (s *Service) downloadPost(by access.Actor, x *web.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	why := form.NeedChoice("why", DownloadReasons...)
	if err := form.Err(); err != nil {
		return s.showFile(by, x, err, nil)
	}
	c, f, content, err := s.File(x.R.Context(), by, x.Path("id"), x.Path("file"), why)
	if err != nil {
		return err
	}
	if !unmarked(why) {
		if content, err = upload.Marked(f.MediaType, content, s.markOf(x, c.Code)); err != nil {
			return err
		}
	}
	return upload.Serve(x, f.neutral(c.Code), f.MediaType, content)
}

func (s *Service) fileWithdrawPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	err = s.WithdrawFile(x.R.Context(), by, x.Path("id"), x.Path("file"), f.Text("reason", maxLine))
	switch {
	case errs.Is(err, errs.Invalid):
		return s.showFile(by, x, nil, err)
	case err != nil:
		return err
	}
	x.Notice("casework.done.file_withdrawn")
	return x.See(listPath + "/" + x.Path("id") + "/files")
}
