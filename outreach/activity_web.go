package outreach

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// activityForm is the quick form and the amendment: what was typed, and lists.
type activityForm struct {
	ID, Unit, UnitName       string
	Version                  int64
	Values                   map[string]string
	Audiences                []string
	Errors                   web.Errors
	Channels, Levels, Groups []ui.Option
	Campaigns                []ui.Option
	Units                    []ui.Option
	Locked                   bool // the month is approved: a reason is needed
	Action                   string
}

// formFields are the plain controls of the form.
var formFields = []string{"channel", "from", "to", "place", "quantity", "people", "women", "minors", "amount", "level", "topic",
	"language", "partner", "campaign", "directing", "note", "reason"}

func (s *Service) formView(by access.Actor, x *web.Exchange, unit string) (activityForm, error) {
	v := activityForm{Unit: unit, Values: map[string]string{}, Action: activityPath}
	list, err := s.Channels(x.R.Context())
	if err != nil {
		return v, err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return v, err
	}
	v.UnitName = t.Name(unit)
	for _, c := range list {
		if !c.Retired {
			v.Channels = append(v.Channels, ui.Option{Value: c.Code, Text: c.Name(string(x.Lang))})
		}
	}
	for _, l := range Levels[1:] {
		v.Levels = append(v.Levels, ui.Option{Value: l, Text: x.T("outreach.level." + l)})
	}
	for _, a := range Audiences {
		v.Groups = append(v.Groups, ui.Option{Value: a, Text: x.T("outreach.audience." + a)})
	}
	campaigns, err := s.Campaigns(x.R.Context(), unit)
	if err != nil {
		return v, err
	}
	for _, c := range campaigns {
		v.Campaigns = append(v.Campaigns, ui.Option{Value: c.ID, Text: c.Name})
	}
	v.Units = t.UnitOptions(by, mayRecord, clock.DateOf(s.db.Now()))
	return v, nil
}

func (s *Service) newPage(by access.Actor, x *web.Exchange) error {
	v, err := s.formView(by, x, org.WorkUnit(by, x))
	if err != nil {
		return err
	}
	v.Values["from"] = vntext.Date(clock.DateOf(s.db.Now()))
	v.Values["channel"] = x.R.URL.Query().Get("channel")
	return x.Page(200, "outreach/activity_form", ui.Page{Title: x.T("outreach.activity.new"), Body: v})
}

// readActivity decodes the controls of the form or of a grid row.
func readActivity(f *web.Form, unit string) Activity {
	a := Activity{Unit: unit, Channel: f.Text("channel", 40), Place: f.Text("place", maxText),
		People: f.Count("people"), Women: f.Count("women"), Minors: f.Count("minors"), Amount: f.Count("amount"),
		Level: f.Choice("level", Levels...), Topic: f.Text("topic", maxText), Language: f.Text("language", 40), Partner: f.Text("partner", maxText),
		Campaign: f.Text("campaign", 40), Directing: f.Text("directing", maxText), Note: f.Text("note", maxText),
		Audience: strings.Join(f.Choices("audience", Audiences...), ",")}
	a.From = f.NeedDate("from")
	a.To, _ = f.Date("to")
	if q := f.Count("quantity"); q != nil {
		a.Quantity = *q
		if *q == 0 {
			f.Bad("quantity", "outreach.err.quantity")
		}
	}
	if a.Channel == "" {
		f.Bad("channel", "outreach.err.channel")
	}
	return a
}

func (s *Service) recordPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	a := readActivity(f, unit)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		a, err = s.Record(x.R.Context(), by, a, reason)
	}
	if err != nil {
		return s.formAgain(by, x, f, unit, "", err)
	}
	if x.R.FormValue("then") == "new" {
		x.Notice("outreach.activity.saved")
		return x.See(activityPath + "/new?unit=" + url.QueryEscape(unit) + "&channel=" + url.QueryEscape(a.Channel) + "&done=new-" + url.QueryEscape(unit))
	}
	x.Notice("outreach.activity.saved")
	return x.See(activityPath + "/" + a.ID + "?done=new-" + url.QueryEscape(unit))
}

// formAgain shows a refused form with everything that was typed.
func (s *Service) formAgain(by access.Actor, x *web.Exchange, f *web.Form, unit, id string, err error) error {
	v, bad := s.formView(by, x, unit)
	if bad != nil {
		return bad
	}
	for _, name := range formFields {
		v.Values[name] = f.Raw(name)
	}
	v.Audiences = f.Choices("audience", Audiences...)
	v.Errors = x.Errors(err)
	v.Locked = f.Has("reason") || v.Errors.Of("reason") != ""
	title := x.T("outreach.activity.new")
	if id != "" {
		v.ID, v.Action, title = id, activityPath+"/"+id+"/amend", x.T("outreach.activity.amend")
		v.Version, _ = strconv.ParseInt(f.Raw("version"), 10, 64)
	}
	return x.Again(err, "outreach/activity_form", ui.Page{Title: title, Body: v})
}

func (s *Service) amendPage(by access.Actor, x *web.Exchange) error {
	var a Activity
	var m Month
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		if a, err = s.owned(tx, by, x.Path("id")); err != nil {
			return err
		}
		p, err := s.MonthOf(tx, a.From)
		if err != nil {
			return err
		}
		m, err = s.month(tx, a.Unit, p)
		return err
	})
	if err != nil {
		return err
	}
	v, err := s.formView(by, x, a.Unit)
	if err != nil {
		return err
	}
	num := func(n *int64) string {
		if n == nil {
			return ""
		}
		return vntext.Number(*n)
	}
	v.ID, v.Version, v.Action = a.ID, a.Version, activityPath+"/"+a.ID+"/amend"
	v.Audiences = strings.Split(a.Audience, ",")
	v.Values = map[string]string{"channel": a.Channel, "from": vntext.Date(a.From), "place": a.Place, "quantity": num(&a.Quantity), "people": num(a.People),
		"women": num(a.Women), "minors": num(a.Minors), "amount": num(a.Amount), "level": a.Level, "topic": a.Topic, "language": a.Language,
		"partner": a.Partner, "campaign": a.Campaign, "directing": a.Directing, "note": a.Note}
	if a.To != a.From {
		v.Values["to"] = vntext.Date(a.To)
	}
	v.Locked = m.State == Approved
	return x.Page(200, "outreach/activity_form", ui.Page{Title: x.T("outreach.activity.amend"), Body: v})
}

func (s *Service) amendPost(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	old, err := s.Activity(x.R.Context(), by, id)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	a := readActivity(f, old.Unit)
	version, _ := strconv.ParseInt(f.Raw("version"), 10, 64)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		_, err = s.Amend(x.R.Context(), by, id, version, a, reason)
	}
	if err != nil {
		return s.formAgain(by, x, f, old.Unit, id, err)
	}
	x.Notice("outreach.activity.amended")
	return x.See(activityPath + "/" + id)
}

func (s *Service) withdrawPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Raw("version"), 10, 64)
	err = s.Withdraw(x.R.Context(), by, x.Path("id"), version, f.Text("reason", maxText))
	if err != nil && (errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict)) {
		return s.showActivity(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("outreach.activity.withdrawn")
	return x.See(activityPath + "/" + x.Path("id"))
}

// activityView is one activity with its evidence and history.
type activityView struct {
	Activity
	UnitName, ChannelName, ChannelUnit, CampaignName string
	Month, MonthLink                                 string
	Audiences                                        []string
	Rows                                             []ui.SummaryRow
	Evidence                                         []Evidence
	History                                          []ui.Event
	MayChange                                        bool
	RecordedBy                                       string // agency; "" for the authority
	Errors                                           web.Errors
}

func (s *Service) activityPage(by access.Actor, x *web.Exchange) error {
	return s.showActivity(by, x, nil)
}

func (s *Service) showActivity(by access.Actor, x *web.Exchange, refused error) error {
	a, err := s.Activity(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := activityView{Activity: a}
	var events []audit.Event
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		v.UnitName = t.Name(a.Unit)
		v.MayChange = !a.Withdrawn && t.Corrects(by, mayRecord, mayReview, a.Unit, a.Office, tx.Today())
		v.RecordedBy = t.OfficeName(x, a.Office)
		p, err := s.MonthOf(tx, a.From)
		if err != nil {
			return err
		}
		v.Month, v.MonthLink = p.Code(), "/outreach/months/"+a.Unit+"/"+p.Code()
		if v.Evidence, err = evidenceOf(tx, a.ID); err != nil {
			return err
		}
		events, err = audit.Of(tx, activityKind, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.nameActivity(x, &v); err != nil {
		return err
	}
	slices.Reverse(events)
	for _, e := range events {
		v.History = append(v.History, ui.Event{When: e.At, Who: e.Name, What: x.T("audit.action." + e.Action), Detail: e.Reason})
	}
	page := ui.Page{Title: v.ChannelName, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("outreach.book"), Href: activityPath + "?unit=" + a.Unit}, {Text: v.ChannelName}}}
	if refused != nil {
		v.Errors = x.Errors(refused)
		return x.Again(refused, "outreach/activity", page)
	}
	return x.Page(200, "outreach/activity", page)
}

// nameActivity writes the facts of an activity in words.
func (s *Service) nameActivity(x *web.Exchange, v *activityView) error {
	list, err := s.Channels(x.R.Context())
	if err != nil {
		return err
	}
	ch := channelsByCode(list)[v.Channel]
	v.ChannelName, v.ChannelUnit = ch.Name(string(x.Lang)), ch.Unit(string(x.Lang))
	campaigns, err := s.Campaigns(x.R.Context(), v.Unit)
	if err != nil {
		return err
	}
	for _, c := range campaigns {
		if c.ID == v.Campaign {
			v.CampaignName = c.Name
		}
	}
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("outreach.field." + key), Value: value})
		}
	}
	day := vntext.Date(v.From)
	if v.To != v.From {
		day += " – " + vntext.Date(v.To)
	}
	row("unit", v.UnitName)
	row("office", v.RecordedBy)
	row("from", day)
	row("place", v.Place)
	row("quantity", vntext.Number(v.Quantity)+" "+v.ChannelUnit)
	for _, i := range Items[1:] {
		name := string(i)
		if i == People && ch.Reach {
			name = "reach"
		}
		if n := v.Value(i); n != nil {
			row(name, vntext.Number(*n))
		}
	}
	if v.Level != "" {
		row("level", x.T("outreach.level."+v.Level))
	}
	for _, a := range strings.FieldsFunc(v.Audience, func(r rune) bool { return r == ',' }) {
		v.Audiences = append(v.Audiences, x.T("outreach.audience."+a))
	}
	row("audience", strings.Join(v.Audiences, ", "))
	row("topic", v.Topic)
	row("language", v.Language)
	row("partner", v.Partner)
	row("campaign", v.CampaignName)
	row("directing", v.Directing)
	row("note", v.Note)
	return nil
}
