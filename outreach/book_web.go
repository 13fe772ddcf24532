package outreach

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
)

const pageSize = 50

// bookView is the activity book.
type bookView struct {
	Unit, UnitName      string
	Rows                []bookRow
	Total               int64
	From, To            int
	Prev, Next, Sheet   string
	Values              map[string]string
	Channels            []ui.Option
	Chips               []ui.Chip
	Clear               string
	MayRecord, ManyUnit bool
}

type bookRow struct {
	Activity
	ChannelName, ChannelUnit, UnitName string
}

// bookFilter reads the list's state from the address.
func bookFilter(x *web.Exchange) (Filter, error) {
	q := x.Query()
	f := Filter{Channel: q.Text("channel", 40), Text: q.Text("q", 100), Campaign: q.Text("campaign", 40), Limit: pageSize}
	f.From, _ = q.Date("from")
	if to, ok := q.Date("to"); ok {
		f.To = to + 1
	}
	if m := q.Text("month", 10); m != "" {
		p, err := measure.ParsePeriod(measure.Calendar, m)
		if err != nil {
			q.Bad("month", "signoff.err.period", "period", m)
		} else {
			f.From, f.To = p.Window().From, p.Window().To
		}
	}
	f.Withdrawn = q.Bool("withdrawn")
	if page, err := strconv.Atoi(q.Raw("page")); err == nil && page > 1 && page < 100_000 {
		f.Offset = (page - 1) * pageSize
	}
	return f, q.Err()
}

func (s *Service) bookPage(by access.Actor, x *web.Exchange) error {
	f, err := bookFilter(x)
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	list, total, err := s.Activities(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v, err := s.bookView(x, t, unit, f, list, total)
	if err != nil {
		return err
	}
	v.MayRecord = by.MayAt(mayRecord, unit)
	return x.Page(200, "outreach/activities", ui.Page{Title: x.T("outreach.book"), Body: v})
}

func (s *Service) bookView(x *web.Exchange, t *org.Tree, unit string, f Filter, list []Activity, total int64) (bookView, error) {
	u, _ := t.Unit(unit)
	v := bookView{Unit: unit, UnitName: u.Name, Total: total, From: f.Offset + 1, To: f.Offset + len(list), ManyUnit: u.Level != org.Commune, Values: map[string]string{}}
	chans, err := s.Channels(x.R.Context())
	if err != nil {
		return v, err
	}
	byCode := channelsByCode(chans)
	for _, a := range list {
		ch := byCode[a.Channel]
		v.Rows = append(v.Rows, bookRow{a, ch.Name(string(x.Lang)), ch.Unit(string(x.Lang)), t.Name(a.Unit)})
	}
	for _, c := range chans {
		v.Channels = append(v.Channels, ui.Option{Value: c.Code, Text: c.Name(string(x.Lang))})
	}
	q := x.R.URL.Query()
	for _, name := range []string{"channel", "from", "to", "q", "month", "withdrawn", "campaign"} {
		v.Values[name] = shown(q.Get(name))
	}
	v.chips(x, q, byCode)
	if f.Offset > 0 {
		v.Prev = with(q, "page", strconv.Itoa(f.Offset/pageSize))
	}
	if int64(v.To) < total {
		v.Next = with(q, "page", strconv.Itoa(f.Offset/pageSize+2))
	}
	v.Sheet = activityPath + ".xlsx?" + q.Encode()
	return v, nil
}

// chips show the filters in force above the list.
func (v *bookView) chips(x *web.Exchange, q url.Values, byCode map[string]Channel) {
	for _, name := range []string{"channel", "month", "from", "to", "q"} {
		value := q.Get(name)
		if value == "" {
			continue
		}
		if name == "channel" {
			ch := byCode[value]
			value = ch.Name(string(x.Lang))
		}
		if name == "from" || name == "to" {
			value = shown(value)
		}
		v.Chips = append(v.Chips, ui.Chip{Text: x.T("outreach.filter."+name) + ": " + value, Href: with(q, name, "")})
	}
	v.Clear = activityPath + "?unit=" + url.QueryEscape(v.Unit)
}

// shown writes a filter as people read it: 2024-06-09, which links carry, is
// 9/6/2024. Everything else stays as it was typed.
func shown(value string) string {
	if d, err := vntext.ParseDate(value); err == nil {
		return vntext.Date(d)
	}
	return value
}

// with is the list's address with one value replaced; "" removes it.
func with(q url.Values, name, value string) string {
	c := url.Values{}
	for k, vs := range q {
		if k != name && k != "page" {
			c[k] = vs
		}
	}
	if value != "" {
		c.Set(name, value)
	}
	return activityPath + "?" + c.Encode()
}

// bookSheet is the list as XLSX, up to 20,000 rows.
func (s *Service) bookSheet(by access.Actor, x *web.Exchange) error {
	f, err := bookFilter(x)
	if err != nil {
		return err
	}
	f.Limit, f.Offset = 20_000, 0
	unit := org.WorkUnit(by, x)
	list, _, err := s.Activities(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	x.Attachment("so-hoat-dong-"+unit+"-"+clock.DateOf(s.db.Now()).String()+".xlsx", sheet.MIME)
	return s.SheetOfActivities(x.W, list, t.Name, string(x.Lang))
}

// campaignsPage lists campaigns and offers the form.
func (s *Service) campaignsPage(by access.Actor, x *web.Exchange) error {
	return s.showCampaigns(by, x, map[string]string{}, nil)
}

type campaignsView struct {
	Unit      string
	Campaigns []Campaign
	Values    map[string]string
	Errors    web.Errors
	MayPlan   bool
}

func (s *Service) showCampaigns(by access.Actor, x *web.Exchange, values map[string]string, refused error) error {
	v := campaignsView{Unit: org.WorkUnit(by, x), Values: values}
	v.MayPlan = by.MayAt(mayRecord, v.Unit)
	var err error
	if v.Campaigns, err = s.Campaigns(x.R.Context(), v.Unit); err != nil {
		return err
	}
	page := ui.Page{Title: x.T("outreach.campaigns"), Body: &v}
	if refused != nil {
		v.Errors = x.Errors(refused)
		return x.Again(refused, "outreach/campaigns", page)
	}
	return x.Page(200, "outreach/campaigns", page)
}

func (s *Service) campaignPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	c := Campaign{Unit: org.WorkUnit(by, x), Name: f.NeedText("name", maxText), Theme: f.Text("theme", maxText), Slogans: f.Lines("slogans", 4000),
		From: f.NeedDate("from"), To: f.NeedDate("to"), Directing: f.Text("directing", maxText)}
	if err = f.Err(); err == nil {
		_, err = s.Plan(x.R.Context(), by, c)
	}
	if err != nil {
		values := map[string]string{}
		for _, n := range []string{"name", "theme", "slogans", "from", "to", "directing"} {
			values[n] = f.Raw(n)
		}
		return s.showCampaigns(by, x, values, err)
	}
	x.Notice("outreach.campaign.saved")
	return x.See("/outreach/campaigns?unit=" + url.QueryEscape(c.Unit))
}
