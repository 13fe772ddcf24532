package trust

import (
	"context"
	"strings"
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/upload"
	"neove/person"
	"neove/shelter"
)

// caseCommands are the acts about a victim, from the first case to the end of a
// hand-over, each with what the one before has left.
func (f *faulty) caseCommands(t *testing.T) []command {
	lead, house, police := f.by(t, "province"), f.by(t, "shelter"), f.by(t, "police")
	from := access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
	to := access.Office{Role: access.ServiceOfficer, Unit: apptest.Province, Agency: apptest.Agency}
	day := clock.On(2025, 1, 8)
	var c casework.Case
	var k casework.Consent
	var r handoff.Request
	var place shelter.Facility
	record := func(kind string, v casework.Values) func(context.Context) error {
		return func(ctx context.Context) error {
			v.Set("on", day.String())
			_, err := f.Casework.Write(ctx, lead, c.Code, kind, "", v)
			return err
		}
	}
	send := func(purpose, basis string) func(context.Context) error {
		return func(ctx context.Context) (err error) {
			sent, err := f.Handoff.Send(ctx, lead, handoff.Input{Kind: "case", Subject: c.ID, From: from, To: to, Purpose: purpose, Sections: []string{casework.InCore, casework.InHealth}, Reason: "need", Urgency: handoff.Normal, Basis: basis, Note: "Cần nơi ở"})
			if err == nil {
				r = sent
			}
			return err
		}
	}
	see := func(ctx context.Context) error {
		v, err := f.Handoff.Request(ctx, house, r.ID)
		if err == nil {
			r = v.Request
		}
		return err
	}
	return []command{
		{"protocol", func(ctx context.Context) error {
			_, err := f.Handoff.Agree(ctx, lead, handoff.Protocol{Unit: apptest.Province, Symbol: "1/QC", Name: "Quy chế", Parties: from.String() + " " + to.String(), For: "service,followup", Shared: strings.Join(casework.Sections, ","), From: clock.On(2024, 1, 1), To: clock.On(2030, 1, 1)})
			return err
		}},
		{"open a case", func(ctx context.Context) error {
			return f.DB.Write(ctx, lead, "casework.case.open", func(tx *db.Tx) (err error) {
				c, err = f.Casework.Open(tx, lead, casework.Opening{Office: from.String(), Role: casework.Main, ReceivedOn: day, Profile: person.Profile{Name: person.Told("Trần Thị Thử"), Safe: person.Told("Mai")},
					Core: casework.Core{Sex: "female", AgeLow: 20, AgeHigh: 24, Minor: "no", Citizenship: "vn"}})
				return err
			})
		}},
		{"note", record("note", casework.Values{"in": {casework.InHealth}, "text": {"Cần khám"}})},
		{"decision", record("decision", casework.Values{"outcome": {"confirmed"}, "body": {"Công an tỉnh"}, "paper": {"rescuing_agency"}, "symbol": {"12/GXN"}, "decided_on": {day.String()}})},
		{"service", record("service", casework.Values{"regime": {"old.medical"}, "what": {"Khám bệnh"}, "turns": {"1"}})},
		{"move", func(ctx context.Context) error {
			return f.Casework.Move(ctx, lead, c.Code, 0, casework.Planning, "Cần nơi ở ngay")
		}},
		{"file", func(ctx context.Context) error {
			_, err := f.Casework.Attach(ctx, lead, c.Code, casework.FileInput{Kind: "medical", About: casework.About{Title: "Phiếu khám"}}, upload.File{Name: "a.pdf", MediaType: "application/pdf", Size: 4, SHA256: "00", Content: []byte("%PDF")})
			return err
		}},
		{"consent", func(ctx context.Context) (err error) {
			k, err = f.Casework.Consent(ctx, lead, c.Code, casework.ConsentInput{Recipient: to.String(), Purpose: "service", Sections: []string{casework.InCore, casework.InHealth}, Basis: "consent", State: casework.Given, How: casework.How{Way: "spoken"}})
			return err
		}},
		{"send", send("service", "consent")},
		{"read the request", see},
		{"accept", func(ctx context.Context) error { return f.Handoff.Accept(ctx, house, r.ID, r.Version) }},
		{"facility", func(ctx context.Context) (err error) {
			place, err = f.Shelter.RecordFacility(ctx, house, shelter.FacilityInput{Kind: "victim_support", Beds: map[string]int64{"women": 2}, Place: shelter.Place{Address: "Ở đâu đó"}})
			return err
		}},
		{"admit", func(ctx context.Context) error {
			_, err := f.Shelter.AdmitOne(ctx, house, shelter.AdmitInput{Facility: place.ID, Code: c.Code, Bed: "women", From: day})
			return err
		}},
		{"withdraw the consent", func(ctx context.Context) error {
			n, err := f.Casework.WithdrawConsent(ctx, lead, c.Code, k.ID)
			if err == nil && n != 1 {
				t.Errorf("%d hand-overs stopped", n)
			}
			return err
		}},
		{"send again", send("followup", "vital")},
		{"read it again", see},
		{"accept again", func(ctx context.Context) error { return f.Handoff.Accept(ctx, house, r.ID, r.Version) }},
		{"read it once more", see},
		{"end", func(ctx context.Context) error {
			return f.Handoff.End(ctx, house, r.ID, r.Version, handoff.Closure{Result: "done", Report: "Đã thăm"})
		}},
		{"break the glass", func(ctx context.Context) error {
			_, err := f.Casework.Break(ctx, police, c.Code, "Người này đang bị đe dọa tính mạng tại bến xe")
			return err
		}},
		{"exclude", func(ctx context.Context) error {
			return f.Casework.ExcludeNamed(ctx, lead, c.Code, 0, "police", "", "Được nhắc tên")
		}},
	}
}
