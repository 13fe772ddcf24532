package handoff

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const packagePath = "/handoff/packages"

var packageKinds = map[string]string{Made: "warn", Received: "ok", Expired: "bad", Barred: "bad"}

func (s *Service) packagesPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	open := l.Query.Get("group") == "open"
	list, total, err := s.Packages(x.R.Context(), by, open, l.Size, l.Offset())
	if err != nil {
		return err
	}
	v := listView{Total: total}
	v.Action, v.Filters = packagePath, x.Controls("handoff", []ui.Control{{Kind: "select", Name: "group", Blank: x.T("ui.word.all"),
		Options: []ui.Option{{Value: "open", Text: x.T("handoff.package.open")}}}}, l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	v.Chips, v.Clear, v.Pager = l.Chips, l.Clear(), l.Pager(len(list), total)
	v.Empty, v.Table.Label = x.T("handoff.packages.empty"), x.T("handoff.packages")
	for _, c := range []string{"code", "subject", "purpose", "sections", "made_on", "expires", "state"} {
		v.Table.Columns = append(v.Table.Columns, ui.Column{Label: x.T("handoff.field." + c)})
	}
	for _, p := range list {
		v.Table.Rows = append(v.Table.Rows, []ui.TD{{Text: p.Code, Href: packagePath + "/" + p.ID}, {Text: p.SubjectCode}, {Text: x.T("handoff.purpose." + p.Purpose)},
			{Text: names(x, "handoff.section", split(p.Shared))}, {Text: vntext.Date(clock.DateOf(p.MadeAt))}, {Text: vntext.Date(clock.DateOf(p.ExpiresAt))},
			{Tag: x.T("handoff.package.state." + p.State), Kind: packageKinds[p.State]}})
	}
	return x.Page(200, "handoff/packages", ui.Page{Title: x.T("handoff.packages"), Body: &v})
}

// packSpec describes the form of a package.
func (s *Service) packSpec(by access.Actor, x *web.Exchange, t *org.Tree) (first, more []ui.Control) {
	if own := by.Held(maySend); len(own) > 1 {
		c := ui.Control{Kind: "select", Name: "from", Need: true}
		for _, o := range own {
			c.Options = append(c.Options, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
		}
		first = append(first, c)
	}
	var purposes []string
	for _, p := range Purposes {
		if p != Transfer {
			purposes = append(purposes, p)
		}
	}
	choose := x.T("ui.word.choose")
	first = append(first, ui.Control{Kind: "text", Name: "receiver", Max: maxLine, Need: true, Secret: true},
		ui.Control{Kind: "select", Name: "purpose", Options: x.Options("handoff.purpose", purposes...), Blank: choose, Need: true, Half: true},
		ui.Control{Kind: "select", Name: "reason", Options: x.Options("handoff.reason", Reasons...), Blank: choose, Need: true, Half: true},
		ui.Control{Kind: "checks", Name: "sections", Options: x.Options("handoff.section", Sections...), Inline: true},
		ui.Control{Kind: "select", Name: "basis", Options: x.Options("handoff.basis", Bases...), Blank: choose, Need: true, Half: true},
		ui.Control{Kind: "count", Name: "days", Need: true, Half: true},
		ui.Control{Kind: "radios", Name: "lock", Options: x.Options("handoff.lock", Locks...)},
		ui.Control{Kind: "hidden", Name: "subject"}, ui.Control{Kind: "hidden", Name: "token"})
	return first, []ui.Control{{Kind: "text", Name: "recipient", Max: 3000, Secret: true}}
}

func (s *Service) newPackage(by access.Actor, x *web.Exchange) error {
	values := url.Values{"subject": {x.Query().Raw("subject")}, "sections": {Sections[0]}, "days": {strconv.Itoa(defaultDays)}, "lock": {lockWords}, "token": {newPassphrase()}}
	return s.showPack(by, x, values, nil)
}

func (s *Service) showPack(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	kind, _, code, err := s.subjectOf(by, x, values.Get("subject"))
	if err != nil {
		return err
	}
	if s.Subjects[kind].Pack == nil {
		return nothing()
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	first, more := s.packSpec(by, x, t)
	v := formView{About: x.T("handoff.package.about", "code", code)}
	v.Action, v.Submit, v.Cancel = packagePath, x.T("handoff.package.make"), packagePath
	return s.showForm(x, v, x.T("handoff.package.new"), first, more, values, refused)
}

// madeView shows the passphrase, once.
type madeView struct {
	Package
	Path, Passphrase string
}

func (s *Service) packPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := PackInput{Input: readInput(f), Receiver: f.Text("receiver", maxLine), Lock: f.Text("lock", 20), Recipient: f.Text("recipient", 3000), Token: f.Raw("token")}
	if days := f.Count("days"); days != nil {
		in.Days = *days
	}
	var p Package
	var passphrase string
	if err = f.Err(); err == nil {
		p, passphrase, err = s.Pack(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showPack(by, x, f.Values(), err)
	}
	if passphrase == "" {
		x.Notice("handoff.done.pack", "code", p.Code)
		return x.See(packagePath + "/" + p.ID)
	}
	return x.Page(200, "handoff/package_made", ui.Page{Title: x.T("handoff.package.made", "code", p.Code), Body: &madeView{p, packagePath + "/" + p.ID, passphrase}})
}

type packageView struct {
	PackageView
	Path, StateWord, StateKind string
	Facts                      []ui.SummaryRow
	Open, Waits                bool // the file is there; the slip is missing
	Arrive                     []ui.Control
	History                    []ui.Event
}

func (s *Service) packagePage(by access.Actor, x *web.Exchange) error {
	return s.showPackage(by, x, url.Values{}, nil)
}

func (s *Service) showPackage(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	p, err := s.PackageOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := &packageView{PackageView: p, Path: packagePath + "/" + p.ID, StateWord: x.T("handoff.package.state." + p.State), StateKind: packageKinds[p.State],
		Open: p.State == Made && s.db.Now().Before(p.ExpiresAt), Waits: p.State == Made || p.State == Expired}
	row := func(key, value string) {
		if value != "" {
			v.Facts = append(v.Facts, ui.SummaryRow{Label: x.T("handoff.field." + key), Value: value})
		}
	}
	row("receiver", p.Name)
	row("purpose", x.T("handoff.purpose."+p.Purpose))
	row("reason", x.T("handoff.reason."+p.Reason))
	row("sections", names(x, "handoff.section", split(p.Shared)))
	row("basis", basisName(x, p.Basis))
	row("lock", x.T("handoff.lock."+p.Lock))
	row("expires", moment(x, p.ExpiresAt))
	row("made_by", p.MadeBy+" · "+moment(x, p.MadeAt))
	if p.ReceivedOn != 0 {
		row("received_on", vntext.Date(p.ReceivedOn)+" · "+p.ReceivedBy)
	}
	row("digest", p.Digest)
	if v.Waits {
		v.Arrive = x.Controls("handoff", []ui.Control{{Kind: "text", Name: "slip", Max: 30, Width: "m", Need: true, Secret: true}, {Kind: "date", Name: "received_on", Need: true}}, values, x.Errors(refused))
	}
	for i := range p.Events {
		p.Events[i].Detail = "" // the page says all of it in words
	}
	v.History = audit.History(x, p.Events)
	page := ui.Page{Title: p.Code, Body: v}
	if refused != nil {
		return x.Again(refused, "handoff/package", page)
	}
	return x.Page(200, "handoff/package", page)
}

func (s *Service) fileGet(by access.Actor, x *web.Exchange) error {
	p, err := s.PackageFile(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	x.Attachment(p.Code+".zip.age", "application/octet-stream")
	_, err = x.W.Write(p.File)
	return err
}

// paperView is the form that travels with the file: a code and its QR code, no
// name, no case.
type paperView struct {
	Package
	FromName, Purpose, Sections, Expires string
	QR                                   square
}

func (s *Service) paperPage(by access.Actor, x *web.Exchange) error {
	p, err := s.PackageOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := &paperView{Package: p.Package, FromName: t.OfficeName(x, p.From), Purpose: x.T("handoff.purpose." + p.Purpose), Sections: names(x, "handoff.section", split(p.Shared)),
		Expires: moment(x, p.ExpiresAt)}
	if v.QR, err = squareOf(p.Code); err != nil {
		return err
	}
	return x.Page(200, "handoff/paper", ui.Page{Title: x.T("handoff.paper"), Body: v})
}

func (s *Service) arrivedPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	on, _ := f.Date("received_on")
	if err = f.Err(); err == nil {
		err = s.Arrived(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("slip", 30), on)
	}
	if err != nil {
		return s.showPackage(by, x, f.Values(), err)
	}
	x.Notice("handoff.done.arrive")
	return x.See(packagePath + "/" + x.Path("id"))
}

func (s *Service) takeBackPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := s.TakeBack(x.R.Context(), by, x.Path("id"), f.Version()); err != nil {
		return s.showPackage(by, x, f.Values(), err)
	}
	x.Notice("handoff.done.take_back")
	return x.See(packagePath + "/" + x.Path("id"))
}
