package inspection

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/internal/web"
)

// establishmentBody is an establishment as the API takes it.
type establishmentBody struct {
	Unit           string   `json:"unit" example:"L28003" doc:"Key of the commune"`
	Type           string   `json:"type" example:"lodging" doc:"Code of the type, see terms"`
	Name           string   `json:"name" maxLength:"200"`
	Address        string   `json:"address,omitempty" maxLength:"300"`
	Owner          string   `json:"owner,omitempty" maxLength:"200"`
	Representative string   `json:"representative,omitempty" maxLength:"200"`
	Phone          string   `json:"phone,omitempty" maxLength:"20"`
	Licence        string   `json:"licence,omitempty" maxLength:"200"`
	LicenceBy      string   `json:"licence_by,omitempty" maxLength:"200"`
	LicenceOn      string   `json:"licence_on,omitempty" doc:"Day, 2024-06-09"`
	LicenceTo      string   `json:"licence_to,omitempty" doc:"Day, 2024-06-09"`
	Rooms          *int64   `json:"rooms,omitempty" minimum:"0"`
	Workers        *int64   `json:"workers,omitempty" minimum:"0"`
	State          string   `json:"state,omitempty" enum:"open,closed" doc:"open when absent"`
	ClosedOn       string   `json:"closed_on,omitempty" doc:"Day, 2024-06-09"`
	Risks          []string `json:"risks,omitempty" doc:"Codes of risk factors"`
	Note           string   `json:"note,omitempty" maxLength:"300"`
	Same           bool     `json:"same,omitempty" doc:"Another establishment although its name is known in the commune"`
}

// checkBody is the record of a check as the API takes it. Its names are those
// of the form, because a device without network keeps the form and sends it here.
type checkBody struct {
	Unit          string       `json:"unit" example:"L803" doc:"Unit that made the check"`
	Establishment string       `json:"establishment"`
	Plan          string       `json:"plan,omitempty"`
	On            string       `json:"on" doc:"Day: 2024-06-09, or 9/6/2024 as people type it"`
	Time          string       `json:"time,omitempty" example:"08:30"`
	Team          []TeamMember `json:"team,omitempty" maxItems:"20"`
	Answers       []ItemAnswer `json:"answers,omitempty" maxItems:"60"`
	Findings      string       `json:"findings,omitempty" maxLength:"600" doc:"No names or details of victims"`
	Violations    []Violation  `json:"violations,omitempty" maxItems:"20"`
	Pledged       bool         `json:"pledged,omitempty" doc:"The owner signed the pledge on the day of the check"`
	PledgeOn      string       `json:"pledge_on,omitempty" doc:"Another day of the pledge"`
	Decision      string       `json:"decision,omitempty" maxLength:"200" doc:"Number of the sanction decision"`
	DecisionOn    string       `json:"decision_on,omitempty"`
	DecisionBy    string       `json:"decision_by,omitempty" maxLength:"200"`
	Amount        *int64       `json:"amount,omitempty" minimum:"0" doc:"đồng"`
	PaidOn        string       `json:"paid_on,omitempty"`
	FollowOn      string       `json:"follow_on,omitempty"`
	Officer       string       `json:"officer,omitempty" doc:"Id of who wrote a record that was kept on a device; refused with 401 when somebody else is signed in"`
}

type (
	establishmentInput struct {
		web.IdemIn
		Body establishmentBody
	}
	establishmentOutput struct {
		web.IdemOut
		Body Establishment
	}
	checkInput struct {
		web.IdemIn
		Reason string `header:"Reason" doc:"Needed when the unit has signed off the month"`
		Body   checkBody
	}
	checkOutput struct {
		web.IdemOut
		Body Check
	}
	establishmentsInput struct {
		Unit   string `query:"unit" required:"true" doc:"Unit whose area is listed"`
		Type   string `query:"type"`
		State  string `query:"state" enum:"open,closed"`
		Text   string `query:"q" maxLength:"100" doc:"In name or address; marks and case do not count"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Offset int    `query:"offset" minimum:"0"`
	}
	establishmentsOutput struct {
		Body struct {
			Total          int64           `json:"total"`
			Establishments []Establishment `json:"establishments"`
		}
	}
	checksInput struct {
		Unit   string `query:"unit" required:"true" doc:"Unit whose area is listed: checks it made, and checks of establishments there"`
		Type   string `query:"type"`
		From   string `query:"from"`
		To     string `query:"to" doc:"Exclusive"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Offset int    `query:"offset" minimum:"0"`
	}
	checksOutput struct {
		Body struct {
			Total  int64      `json:"total"`
			Checks []CheckRow `json:"checks"`
		}
	}
	// inspectionTerm is Term under a name that no other slice has in the API.
	inspectionTerm        Term
	inspectionTermsOutput struct {
		Body struct {
			Terms []inspectionTerm `json:"terms"`
		}
	}
)

func (s *Service) operations() []web.Operation {
	op := func(id, method, path, summary string, status int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: status}
	}
	return []web.Operation{
		access.Op(recordEstablishment, op("record-establishment", http.MethodPost, establishmentPath, "Record an establishment", 201), s.establishmentOp),
		access.Op(readEstablishment, op("list-establishments", http.MethodGet, establishmentPath, "Establishments of an area, by name", 200), s.establishmentsOp),
		access.Op(recordCheck, op("record-check", http.MethodPost, checkPath, "Record a check that has taken place", 201), s.checkOp),
		access.Op(readCheck, op("list-checks", http.MethodGet, checkPath, "Checks of an area, newest first", 200), s.checksOp),
		access.Op(readCheck, op("list-inspection-terms", http.MethodGet, termPath, "Types, checklists, kinds of violations and points, with their source", 200), s.termsOp),
	}
}

// readDay reads a day as programs or people write it; absent is 0.
func readDay(c *errs.Check, name, s string) clock.Date {
	if s == "" {
		return 0
	}
	d, err := vntext.ParseDate(s)
	if err != nil {
		c.Add(name, "web.err.date", "value", s)
	}
	return d
}

func (b establishmentBody) establishment(c *errs.Check) Establishment {
	return Establishment{Unit: b.Unit, Type: b.Type, Name: b.Name, Address: b.Address, Owner: b.Owner, Representative: b.Representative, Phone: b.Phone,
		Licence: b.Licence, LicenceBy: b.LicenceBy, LicenceOn: readDay(c, "licence_on", b.LicenceOn), LicenceTo: readDay(c, "licence_to", b.LicenceTo),
		Rooms: b.Rooms, Workers: b.Workers, State: b.State, ClosedOn: readDay(c, "closed_on", b.ClosedOn), Risks: strings.Join(b.Risks, ","), Note: b.Note}
}

func (s *Service) establishmentOp(ctx context.Context, by access.Actor, in *establishmentInput) (*establishmentOutput, error) {
	var c errs.Check
	e := in.Body.establishment(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &establishmentOutput{}
	err := s.db.Write(ctx, by, "inspection.establishment.record", func(tx *db.Tx) (err error) {
		var replayed bool
		out.Body, replayed, err = web.Once(tx, by.ID, in.IdempotencyKey, "inspection.establishment.record", in.Body, func() (Establishment, error) {
			list, err := s.recordIn(tx, by, []Establishment{e}, in.Body.Same)
			if err != nil {
				return e, web.Single(err)
			}
			return list[0], nil
		})
		out.IdemOut = web.Replay(replayed)
		return err
	})
	return out, err
}

func (b checkBody) check(c *errs.Check) Check {
	k := Check{Unit: b.Unit, Establishment: b.Establishment, Plan: b.Plan, On: readDay(c, "on", b.On), Time: b.Time, Team: b.Team, Answers: b.Answers, Findings: b.Findings,
		Violations: b.Violations, PledgeOn: readDay(c, "pledge_on", b.PledgeOn), Decision: b.Decision, DecisionOn: readDay(c, "decision_on", b.DecisionOn),
		DecisionBy: b.DecisionBy, Amount: b.Amount, PaidOn: readDay(c, "paid_on", b.PaidOn), FollowOn: readDay(c, "follow_on", b.FollowOn)}
	if b.Pledged && k.PledgeOn == 0 {
		k.PledgeOn = k.On
	}
	return k
}

func (s *Service) checkOp(ctx context.Context, by access.Actor, in *checkInput) (*checkOutput, error) {
	if o := in.Body.Officer; o != "" && o != by.ID {
		return nil, errs.New(errs.Unauthenticated, "inspection.err.officer")
	}
	var c errs.Check
	k := in.Body.check(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &checkOutput{}
	err := s.db.Write(ctx, by, "inspection.check.record", func(tx *db.Tx) (err error) {
		var replayed bool
		out.Body, replayed, err = web.Once(tx, by.ID, in.IdempotencyKey, "inspection.check.record", in.Body, func() (Check, error) {
			return s.RecordCheckIn(tx, by, k, in.Reason)
		})
		out.IdemOut = web.Replay(replayed)
		return err
	})
	return out, err
}

func (s *Service) establishmentsOp(ctx context.Context, by access.Actor, in *establishmentsInput) (*establishmentsOutput, error) {
	out := &establishmentsOutput{}
	var err error
	out.Body.Establishments, out.Body.Total, err = s.Establishments(ctx, by, in.Unit, Filter{Type: in.Type, State: in.State, Text: in.Text, Limit: in.Limit, Offset: in.Offset})
	return out, err
}

func (s *Service) checksOp(ctx context.Context, by access.Actor, in *checksInput) (*checksOutput, error) {
	var c errs.Check
	f := CheckFilter{Type: in.Type, From: readDay(&c, "from", in.From), To: readDay(&c, "to", in.To), Limit: in.Limit, Offset: in.Offset}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &checksOutput{}
	var err error
	out.Body.Checks, out.Body.Total, err = s.Checks(ctx, by, in.Unit, f)
	return out, err
}

func (s *Service) termsOp(ctx context.Context, _ access.Actor, _ *struct{}) (*inspectionTermsOutput, error) {
	all, err := s.Vocabulary(ctx)
	out := &inspectionTermsOutput{}
	for _, t := range all {
		out.Body.Terms = append(out.Body.Terms, inspectionTerm(t))
	}
	return out, err
}
