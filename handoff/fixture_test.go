package handoff_test

import (
	"strings"
	"sync"
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// Canaries stand in every field that is secret.
const (
	noteCanary   = "CANARY-NOTE-4c11"
	whyCanary    = "CANARY-WHY-4c12"
	reportCanary = "CANARY-REPORT-4c13"
)

var canaries = []string{noteCanary, whyCanary, reportCanary}

var (
	commune  = access.Office{Role: access.CommuneOfficer, Unit: apptest.Commune}
	other    = access.Office{Role: access.CommuneOfficer, Unit: apptest.OtherCommune}
	province = access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
	police   = access.Office{Role: access.Police, Unit: apptest.Province}
	border   = access.Office{Role: access.BorderGuard, Unit: apptest.Province}
	shelter  = access.Office{Role: access.ServiceOfficer, Unit: apptest.Province, Agency: apptest.Agency}
)

// cases are subjects as a slice would keep them: who may open which, and what
// the person has consented to.
type cases struct {
	mu      sync.Mutex
	owner   map[string]access.Office
	open    map[string]map[string]bool // subject → offices with keys by a request
	consent map[string]bool            // subject → shares by consent are covered
	begun   int
	ended   int
}

func (c *cases) holds(by access.Actor, subject string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range by.Held("handoff.request.read") {
		if c.owner[subject] == o || c.open[subject][o.String()] {
			return true
		}
	}
	return false
}

func (c *cases) reads(subject string, o access.Office) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open[subject][o.String()]
}

func (c *cases) subject() handoff.Subject {
	return handoff.Subject{
		Check: func(tx *db.Tx, by access.Actor, r handoff.Request) (string, error) {
			if !c.holds(by, r.Subject) {
				return "", errs.New(errs.NotFound, "web.err.not_found")
			}
			if r.Basis != "consent" {
				return r.Basis, nil
			}
			if !c.consent[r.Subject] {
				var e errs.Check
				e.Add("basis", "web.err.choice")
				return "", e.Err()
			}
			return "consent:c1", nil
		},
		Begin: func(tx *db.Tx, by access.Actor, r handoff.Request) error {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.begun++
			if r.Purpose == handoff.Transfer {
				c.owner[r.Subject], _ = access.ParseOffice(r.To)
				return nil
			}
			if c.open[r.Subject] == nil {
				c.open[r.Subject] = map[string]bool{}
			}
			c.open[r.Subject][r.To] = true
			return nil
		},
		End: func(tx *db.Tx, by access.Actor, r handoff.Request) error {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.ended++
			delete(c.open[r.Subject], r.To)
			return nil
		},
		Label: func(tx *db.Tx, by access.Actor, r handoff.Request) (string, string) {
			if !c.holds(by, r.Subject) {
				return "", ""
			}
			return "NN-" + strings.ToUpper(r.Subject), "/casework/cases/" + r.Subject
		},
	}
}

// world has a case of the commune and a protocol between the offices of the
// province.
func world(t *testing.T, w *apptest.World) *cases {
	t.Helper()
	c := &cases{owner: map[string]access.Office{"c1": commune, "c2": commune}, open: map[string]map[string]bool{}, consent: map[string]bool{"c1": true}}
	w.Handoff.Subjects["case"] = c.subject()
	agree(t, w, handoff.Protocol{Unit: apptest.Province, Symbol: "12/QC-SYT", Name: "Quy chế phối hợp chia sẻ thông tin", Parties: "commune_officer:* police:* province_officer:* service_officer:*",
		Shared: "core,identity,health", For: "notify,verify,service,transfer", From: clock.On(2025, 1, 1), To: clock.On(2026, 1, 1)})
	return c
}

func agree(t *testing.T, w *apptest.World, p handoff.Protocol) handoff.Protocol {
	t.Helper()
	out, err := w.Handoff.Agree(t.Context(), w.Actor(t, "province"), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var asked = handoff.Input{Kind: "case", Subject: "c1", To: police, Purpose: "verify", Sections: []string{"core", "identity"}, Reason: "competence",
	Note: noteCanary, Urgency: handoff.Today, Basis: "consent"}

func send(t *testing.T, w *apptest.World, account string, in handoff.Input) handoff.Request {
	t.Helper()
	r, err := w.Handoff.Send(t.Context(), w.Actor(t, account), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t *testing.T, w *apptest.World, account, id string) handoff.View {
	t.Helper()
	v, err := w.Handoff.Request(t.Context(), w.Actor(t, account), id)
	if err != nil {
		t.Fatal(account, err)
	}
	return v
}

// accepted is a request that the police have taken on.
func accepted(t *testing.T, w *apptest.World, in handoff.Input) handoff.Request {
	t.Helper()
	r := send(t, w, "commune", in)
	v := open(t, w, "police", r.ID)
	if err := w.Handoff.Accept(t.Context(), w.Actor(t, "police"), r.ID, v.Version); err != nil {
		t.Fatal(err)
	}
	return open(t, w, "police", r.ID).Request
}

func want(t *testing.T, what string, err error, kind errs.Kind, fields ...string) {
	t.Helper()
	var got []string
	for _, f := range errs.From(err).Fields {
		got = append(got, f.Name)
	}
	if !errs.Is(err, kind) || strings.Join(got, " ") != strings.Join(fields, " ") {
		t.Errorf("%s: %v (fields %v)", what, err, got)
	}
}

func count(t *testing.T, w *apptest.World, account string, f handoff.Filter) int64 {
	t.Helper()
	_, n, err := w.Handoff.Requests(t.Context(), w.Actor(t, account), f)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
