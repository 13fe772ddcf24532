package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"neove/access"
	"neove/app"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/id"
	"neove/org"
	"neove/partner"
	"neove/shelter"
)

// MinhHa is the fictional second province: nobody was received in Long An in
// 2024, so the work with people is shown where no real person can be meant.
// MinhHaToday is the day on which a demo of it begins.
var (
	MinhHa      = "MH"
	MinhHaToday = time.Date(2026, 11, 24, 1, 10, 0, 0, time.UTC)
	minhHaFrom  = clock.On(2025, time.January, 1) // after the reference year: its trees stay as they are
)

// fiction is what every place and organisation of the province carries.
const fiction = "Tỉnh Minh Hà, các cơ quan, địa điểm và con người ở đây là hư cấu"

// minhHaCommunes are its communes; no province has these together.
var minhHaCommunes = []string{"Phường Minh Hà", "Phường Bến Sậy", "Xã Đồng Lau", "Xã Cửa Rừng", "Xã Gò Sen", "Xã Láng Quế", "Xã Suối Ngà", "Xã Vàm Trúc"}

// Account is an account of the second province with the password of this run.
type Account struct {
	access.UserInput
	Password string
}

// minhHaStaff are its accounts; Agency is the short name of a partner.
var minhHaStaff = []access.UserInput{
	{Account: "minhha", Name: "Lâm Thị Thanh Nhàn", Role: access.ProvinceOfficer, Unit: MinhHa},
	{Account: "minhha-lanhdao", Name: "Đoàn Quang Vịnh", Role: access.Leader, Unit: MinhHa},
	{Account: "minhha-kiemtra", Name: "Tạ Văn Chính", Role: access.Inspector, Unit: MinhHa},
	{Account: "minhha-congan", Name: "Vũ Đình Khoát", Role: access.Police, Unit: MinhHa},
	{Account: "minhha-congan2", Name: "Kiều Thế Lương", Role: access.Police, Unit: MinhHa},
	{Account: "minhha-bienphong", Name: "Lục Văn Thái", Role: access.BorderGuard, Unit: MinhHa},
	{Account: "minhha-xa", Name: "Quách Thị Diệu", Role: access.CommuneOfficer, Unit: "MH03"},
	{Account: "minhha-xa2", Name: "Cù Hữu Phước", Role: access.CommuneOfficer, Unit: "MH05"},
	{Account: "minhha-coso", Name: "Ngô Thị Ái Liên", Role: access.ServiceOfficer, Unit: MinhHa, Agency: "coso"},
	{Account: "minhha-phaply", Name: "Tống Gia Hòa", Role: access.ServiceOfficer, Unit: MinhHa, Agency: "phaply"},
	{Account: "minhha-vieclam", Name: "Mạc Thị Tường", Role: access.ServiceOfficer, Unit: MinhHa, Agency: "vieclam"},
	{Account: "minhha-benhvien", Name: "Bùi Khắc Tuệ", Role: access.ServiceOfficer, Unit: MinhHa, Agency: "benhvien"},
}

// minhHaPartners are its organisations by the short name of their accounts. What
// they offer is not public: a demo puts nothing made up into a public directory.
var minhHaPartners = []struct{ short, kind, name, gives, category string }{
	{"coso", "public_service", "Trung tâm Bảo trợ và Công tác xã hội Minh Hà", "Lưu trú tạm thời, tâm lý, công tác xã hội", "accommodation"},
	{"phaply", "public_service", "Trung tâm Trợ giúp pháp lý nhà nước Minh Hà", "Trợ giúp pháp lý miễn phí", "legal_aid"},
	{"vieclam", "public_service", "Trung tâm Dịch vụ việc làm Minh Hà", "Học nghề, tư vấn, giới thiệu việc làm", "work"},
	{"benhvien", "public_service", "Bệnh viện đa khoa Minh Hà", "Khám, điều trị, tâm lý lâm sàng", "medical"},
}

// minhHa loads the second province.
type minhHa struct {
	*app.App
	c        *Clock
	by       access.Actor
	rng      *rand.Rand
	users    map[string]access.Actor // by account
	partners map[string]string       // short name → id
	queue    []event
	names    names
	stays    map[string]string // short name of a facility → id
	gate     string            // where groups are handed over
	arrival  string            // code of the reception of the group
	far      string            // a province elsewhere
}

// LoadMinhHa adds the second province to a database whose clock stands before
// March 2025, and leaves the clock at MinhHaToday. It returns the accounts.
func LoadMinhHa(ctx context.Context, a *app.App, c *Clock) ([]Account, error) {
	m := &minhHa{App: a, c: c, by: access.System("Bộ nạp dữ liệu trình diễn"), rng: rand.New(rand.NewPCG(2026, 60)),
		users: map[string]access.Actor{}, partners: map[string]string{}, stays: map[string]string{}}
	c.Set(local(2025, time.February, 3, 8, 0))
	accounts, err := m.ground(ctx)
	if err == nil {
		m.plan()
		err = m.play(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("demo: Minh Hà: %w", err)
	}
	c.Set(MinhHaToday)
	return accounts, nil
}

// ground lays what the work stands on: units, organisations, accounts, the
// protocol, facilities.
func (m *minhHa) ground(ctx context.Context) ([]Account, error) {
	list := []org.Founding{{Parent: "VN", Unit: org.Unit{ID: MinhHa, Level: org.Province, Name: "Tỉnh Minh Hà", From: minhHaFrom}}}
	for i, name := range minhHaCommunes {
		list = append(list, org.Founding{Parent: MinhHa, Unit: org.Unit{ID: unitOf(i + 1), Level: org.Commune, Name: name, From: minhHaFrom}})
	}
	if err := m.Org.Found(ctx, m.by, list...); err != nil {
		return nil, err
	}
	gate := org.Place{Unit: "MH04", Kind: "gate", Name: "Cửa khẩu Cửa Rừng", Detail: "Nơi tiếp nhận người được trao trả", Source: fiction}
	place, err := m.Org.RecordPlace(ctx, m.by, gate)
	if err != nil {
		return nil, err
	}
	m.gate = place.ID
	if err := m.loadMinhHaPartners(ctx); err != nil {
		return nil, err
	}
	accounts, err := m.staff(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.agree(ctx); err != nil {
		return nil, err
	}
	return accounts, m.facilities(ctx)
}

func (m *minhHa) loadMinhHaPartners(ctx context.Context) error {
	var offers []partner.Offer
	for _, p := range minhHaPartners {
		stored, err := m.Partner.Record(ctx, m.by, partner.Partner{Unit: MinhHa, Kind: p.kind, Name: p.name, Country: partner.Home, Gives: p.gives, Note: fiction})
		if err != nil {
			return err
		}
		m.partners[p.short] = stored.ID
		offers = append(offers, partner.Offer{Partner: stored.ID, Unit: MinhHa, Name: p.gives, Category: p.category, Part: partner.Confidential, Hours: officeHours, Languages: "vi", Cost: "Miễn phí", Note: fiction})
	}
	stored, err := m.Partner.OfferAll(ctx, m.by, offers, "")
	m.ready(stored)
	return err
}

// staff makes the accounts and the actors that play.
func (m *minhHa) staff(ctx context.Context) ([]Account, error) {
	var out []Account
	for _, in := range minhHaStaff {
		in.Agency = m.partners[in.Agency]
		a := Account{in, id.Secret(10)}
		u, err := m.Access.AddUserWith(ctx, m.by, in, a.Password)
		if err != nil {
			return nil, err
		}
		m.users[in.Account] = access.Actor{ID: u.ID, Account: in.Account, Name: in.Name, Grants: []access.Grant{{User: u.ID, Role: in.Role, Unit: in.Unit, Agency: in.Agency, From: clock.Min, To: clock.Max}}}
		out = append(out, a)
	}
	return out, nil
}

// office is the one of an account.
func (m *minhHa) office(account string) access.Office { return m.users[account].Grants[0].Office() }

// agree records the protocol under which the offices share. It was signed anew
// when the law changed.
func (m *minhHa) agree(ctx context.Context) error {
	parties := "police:* border_guard:* commune_officer:* province_officer:* service_officer:*"
	for _, p := range []handoff.Protocol{
		{Symbol: "01/QCPH-MH", Name: "Quy chế phối hợp tiếp nhận, xác minh, hỗ trợ nạn nhân", From: clock.On(2025, time.February, 1), To: clock.On(2025, time.July, 1)},
		{Symbol: "07/QCPH-MH", Name: "Quy chế phối hợp, chia sẻ thông tin về nạn nhân theo Luật năm 2024", From: clock.On(2025, time.July, 1), To: clock.On(2030, time.July, 1)},
	} {
		p.Unit, p.Parties, p.Shared, p.For = MinhHa, parties, "core,identity,testimony,health,place", "notify,verify,identify,service,transfer,escort,followup"
		if _, err := m.Handoff.Agree(ctx, m.by, p); err != nil {
			return err
		}
	}
	return nil
}

// facilities are known by code; where they are is sealed, and made up.
func (m *minhHa) facilities(ctx context.Context) error {
	for _, f := range []struct {
		short string
		in    shelter.FacilityInput
	}{
		{"refuge", shelter.FacilityInput{Kind: "refuge", Beds: map[string]int64{"women": 10, "children": 8, "family": 4}}},
		{"assistance", shelter.FacilityInput{Kind: "social_assistance", Beds: map[string]int64{"women": 4, "men": 10, "children": 4}}},
	} {
		f.in.Office = m.office("minhha-coso").String()
		f.in.Place = shelter.Place{Address: "Địa chỉ hư cấu của bản trình diễn", Way: "Gọi trước; xe của trung tâm đón tại điểm hẹn"}
		stored, err := m.Shelter.RecordFacility(ctx, m.by, f.in)
		if err != nil {
			return err
		}
		m.stays[f.short] = stored.ID
	}
	return nil
}
