package partner

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// partnerBody is a partner as the API takes it.
type partnerBody struct {
	Unit    string `json:"unit" example:"L80" doc:"Key of the unit where it works"`
	Kind    string `json:"kind" example:"ngo" doc:"Code of the kind"`
	Name    string `json:"name" maxLength:"200"`
	Short   string `json:"short,omitempty" maxLength:"60"`
	Country string `json:"country,omitempty" example:"VN" doc:"ISO 3166-1 alpha-2"`
	Contact string `json:"contact,omitempty" maxLength:"200" doc:"Post, never the name of a person"`
	Phone   string `json:"phone,omitempty" maxLength:"40"`
	Email   string `json:"email,omitempty" maxLength:"200"`
	Web     string `json:"web,omitempty" maxLength:"500"`
	Since   string `json:"since,omitempty" format:"date"`
	Until   string `json:"until,omitempty" format:"date" doc:"Last day, inclusive"`
	Gives   string `json:"gives,omitempty" maxLength:"2000" doc:"What it contributes"`
	Note    string `json:"note,omitempty" maxLength:"2000"`
	Publish bool   `json:"publish,omitempty" doc:"The consent of an individual to be named in public"`
}

// serviceBody is a service of the directory as the API takes it.
type serviceBody struct {
	Partner     string   `json:"partner" doc:"Id of the partner"`
	Unit        string   `json:"unit" example:"L80" doc:"Key of the unit; a province where the place is withheld"`
	Name        string   `json:"name" maxLength:"200"`
	Category    string   `json:"category" example:"legal_aid" doc:"Code of the category"`
	Part        string   `json:"part" enum:"public,confidential"`
	State       string   `json:"state,omitempty" enum:"active,paused,ended"`
	Description string   `json:"description,omitempty" maxLength:"2000"`
	Eligibility string   `json:"eligibility,omitempty" maxLength:"2000"`
	Languages   []string `json:"languages,omitempty" doc:"ISO 639 codes"`
	Cost        string   `json:"cost,omitempty" maxLength:"500"`
	Places      *int64   `json:"places,omitempty" minimum:"0"`
	Hours       string   `json:"hours,omitempty" example:"T2–T6 7:30–11:30, 13:30–17:00" doc:"Or Mon–Fri …; 24/7"`
	Phone       string   `json:"phone,omitempty" maxLength:"40"`
	NightPhone  string   `json:"night_phone,omitempty" maxLength:"40"`
	Email       string   `json:"email,omitempty" maxLength:"200"`
	Web         string   `json:"web,omitempty" maxLength:"500"`
	Address     string   `json:"address,omitempty" maxLength:"500" doc:"Refused where people stay"`
	PostalCode  string   `json:"postal_code,omitempty" maxLength:"6"`
	Withheld    bool     `json:"withheld,omitempty" doc:"The place is not public"`
	VerifiedOn  string   `json:"verified_on,omitempty" format:"date"`
	Note        string   `json:"note,omitempty" maxLength:"2000"`
}

type recordPartnerInput struct {
	web.IdemIn
	Body partnerBody
}

type partnerOutput struct {
	web.IdemOut
	Body Partner
}

type recordServiceInput struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is signed off already"`
	Body   serviceBody
}

type serviceOutput struct {
	web.IdemOut
	Body Offer
}

type idInput struct {
	ID string `path:"id"`
}

type verifyInput struct {
	web.IdemIn
	ID   string `path:"id"`
	Body struct {
		Version int64 `json:"version" doc:"The version that was checked"`
	}
}

// Served selects records that serve a unit. It is exported because operations
// embed it.
type Served struct {
	Unit   string `query:"unit" required:"true" doc:"Unit that is served"`
	Text   string `query:"q" maxLength:"100"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset int    `query:"offset" minimum:"0"`
}

type partnersInput struct {
	Served
	Kind    string `query:"kind"`
	Country string `query:"country"`
}

type partnersOutput struct {
	Body struct {
		Total    int64     `json:"total"`
		Partners []Partner `json:"partners"`
	}
}

type servicesInput struct {
	Served
	Category string `query:"category"`
	Part     string `query:"part" enum:"public,confidential"`
	Stale    bool   `query:"stale" doc:"Only those to be checked again"`
}

type servicesOutput struct {
	Body struct {
		Total    int64   `json:"total"`
		Services []Offer `json:"services"`
	}
}

func (s *Service) operations() []web.Operation {
	op := func(id, method, path, summary string) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: "/partner" + path, Summary: summary}
		if method == http.MethodPost && !strings.Contains(path, "{") {
			o.DefaultStatus = http.StatusCreated
		}
		return o
	}
	return []web.Operation{
		access.Op(mayRecord, op("record-partner", "POST", "/partners", "Enter a partner into the register"), s.recordPartnerOp),
		access.Op(mayRead, op("list-partners", "GET", "/partners", "Partners that serve a unit, by name"), s.partnersOp),
		access.Op(mayRead, op("get-partner", "GET", "/partners/{id}", "One partner"), s.partnerOp),
		access.Op(mayRecord, op("record-service", "POST", "/services", "Enter a service into the directory"), s.recordServiceOp),
		access.Op(mayRead, op("list-services", "GET", "/services", "Services that are of use at a unit"), s.servicesOp),
		access.Op(mayRead, op("get-service", "GET", "/services/{id}", "One service"), s.serviceOp),
		access.Op(mayRecord, op("verify-service", "POST", "/services/{id}/verify", "Note that a service was checked today"), s.verifyOp),
	}
}

// isoDay reads a day of the API; absent is nil.
func isoDay(c *errs.Check, name, text string) *clock.Date {
	if text == "" {
		return nil
	}
	d, err := clock.Parse(text)
	if err != nil {
		c.Add(name, "web.err.date", "value", text)
	}
	return &d
}

func (s *Service) recordPartnerOp(ctx context.Context, by access.Actor, in *recordPartnerInput) (*partnerOutput, error) {
	var c errs.Check
	b := in.Body
	p := Partner{Unit: b.Unit, Kind: b.Kind, Name: b.Name, Short: b.Short, Country: b.Country, Contact: b.Contact, Phone: b.Phone, Email: b.Email, Web: b.Web,
		Since: isoDay(&c, "since", b.Since), Until: isoDay(&c, "until", b.Until), Gives: b.Gives, Note: b.Note, Publish: b.Publish}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &partnerOutput{}
	err := s.db.Write(ctx, by, "partner.partner.record", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "partner.partner.record", b, func() (Partner, error) { return s.recordIn(tx, by, p) })
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

func (s *Service) recordServiceOp(ctx context.Context, by access.Actor, in *recordServiceInput) (*serviceOutput, error) {
	var c errs.Check
	b := in.Body
	o := Offer{Partner: b.Partner, Unit: b.Unit, Name: b.Name, Category: b.Category, Part: b.Part, State: b.State, Description: b.Description,
		Eligibility: b.Eligibility, Languages: strings.Join(b.Languages, ","), Cost: b.Cost, Places: b.Places, Hours: b.Hours, Phone: b.Phone,
		NightPhone: b.NightPhone, Email: b.Email, Web: b.Web, Address: b.Address, PostalCode: b.PostalCode, Withheld: b.Withheld,
		VerifiedOn: isoDay(&c, "verified_on", b.VerifiedOn), Note: b.Note}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &serviceOutput{}
	err := s.db.Write(ctx, by, "partner.service.record", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "partner.service.record", b, func() (Offer, error) {
			list, err := s.offerIn(tx, by, []Offer{o}, in.Reason)
			if err != nil {
				return Offer{}, web.Single(err)
			}
			return list[0], nil
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

func (s *Service) verifyOp(ctx context.Context, by access.Actor, in *verifyInput) (*serviceOutput, error) {
	out := &serviceOutput{}
	err := s.db.Write(ctx, by, "partner.service.verify", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "partner.service.verify", []any{in.ID, in.Body}, func() (Offer, error) {
			return s.verifyIn(tx, by, in.ID, in.Body.Version)
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

func (s *Service) partnersOp(ctx context.Context, by access.Actor, in *partnersInput) (*partnersOutput, error) {
	out := &partnersOutput{}
	var err error
	out.Body.Partners, out.Body.Total, err = s.Partners(ctx, by, in.Unit, Filter{Kind: in.Kind, Country: in.Country, Text: in.Text, Limit: in.Limit, Offset: in.Offset})
	return out, err
}

func (s *Service) partnerOp(ctx context.Context, by access.Actor, in *idInput) (*partnerOutput, error) {
	p, err := s.Partner(ctx, by, in.ID)
	return &partnerOutput{Body: p}, err
}

func (s *Service) servicesOp(ctx context.Context, by access.Actor, in *servicesInput) (*servicesOutput, error) {
	found, err := s.Offers(ctx, by, in.Unit, OfferFilter{Category: in.Category, Part: in.Part, Text: in.Text, Stale: in.Stale, Limit: in.Limit, Offset: in.Offset})
	out := &servicesOutput{}
	out.Body.Services, out.Body.Total = found.Offers, found.Total
	return out, err
}

func (s *Service) serviceOp(ctx context.Context, by access.Actor, in *idInput) (*serviceOutput, error) {
	o, _, err := s.OfferOf(ctx, by, in.ID)
	return &serviceOutput{Body: o}, err
}
