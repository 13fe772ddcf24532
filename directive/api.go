package directive

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// issuerBody is an agency that issued a document.
type issuerBody struct {
	Agency    string `json:"agency" maxLength:"200"`
	Unit      string `json:"unit,omitempty" doc:"Key of the unit that the agency belongs to"`
	Authority string `json:"authority,omitempty" doc:"TM., KT., TL., Q. or TUQ."`
	Post      string `json:"post,omitempty" maxLength:"200"`
	Name      string `json:"name,omitempty" maxLength:"200"`
}

// addressBody says who must do what.
type addressBody struct {
	Groups   []string `json:"groups,omitempty" doc:"districts, communes: expanded on the tree of the document's day"`
	Units    []string `json:"units,omitempty" doc:"Keys of units"`
	Roles    []string `json:"roles,omitempty" doc:"Agencies at the unit: police, border_guard, coast_guard"`
	Agencies []string `json:"agencies,omitempty" doc:"Names of other agencies"`
	Require  string   `json:"require,omitempty" doc:"plan, report, survey, sessions, acknowledge"`
	Ask      string   `json:"ask,omitempty" maxLength:"2000"`
	Due      string   `json:"due_on,omitempty" format:"date"`
}

// documentBody is a document as the API takes it.
type documentBody struct {
	Unit      string       `json:"unit" example:"L80" doc:"Key of the unit whose register it is"`
	Incoming  bool         `json:"incoming,omitempty" doc:"It came from outside"`
	Kind      string       `json:"kind" example:"KH"`
	Code      string       `json:"code,omitempty" maxLength:"120" example:"266/KH-SLĐTBXH" doc:"Number and symbol; a draft has none"`
	On        string       `json:"issued_on" format:"date"`
	Subject   string       `json:"subject" maxLength:"1000"`
	ForYear   int64        `json:"for_year,omitempty" doc:"The year that a plan is for; that of the day when absent"`
	Effective string       `json:"effective_on,omitempty" format:"date"`
	Ended     string       `json:"ended_on,omitempty" format:"date"`
	Parent    string       `json:"parent,omitempty" doc:"Id of the document because of which it was made"`
	Note      string       `json:"note,omitempty" maxLength:"2000"`
	Issuers   []issuerBody `json:"issuers" minItems:"1" maxItems:"12"`
	To        *addressBody `json:"to,omitempty"`
	Again     bool         `json:"again,omitempty" doc:"It is another document than the one with the same number, symbol and agency in that year"`
}

type issueInput struct {
	web.IdemIn
	Body documentBody
}

type documentOutput struct {
	web.IdemOut
	Body Document
}

type listInput struct {
	Unit   string `query:"unit" required:"true" doc:"Unit whose register is listed"`
	Tab    string `query:"tab" enum:"issued,received" default:"issued"`
	Kind   string `query:"kind"`
	Year   int    `query:"year"`
	Text   string `query:"q" doc:"In number, subject and agency; marks do not matter"`
	Late   bool   `query:"late"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Offset int    `query:"offset" minimum:"0"`
}

type listOutput struct {
	Body struct {
		Total     int64   `json:"total"`
		Documents []Entry `json:"documents"`
	}
}

type oneInput struct {
	ID string `path:"id"`
}

type viewOutput struct{ Body View }

// answerBody is a recipient's answer: an own document by id, a new one, words.
type answerBody struct {
	Unit     string        `json:"unit" doc:"Key of the recipient"`
	Role     string        `json:"role,omitempty" doc:"Agency at the unit: police, border_guard, coast_guard"`
	Document string        `json:"document,omitempty" doc:"Id of an own document in the register"`
	New      *documentBody `json:"new,omitempty" doc:"Own document to be entered; unit, parent and to are ignored"`
	Result   string        `json:"result,omitempty" maxLength:"2000"`
}

type answerInput struct {
	web.IdemIn
	ID   string `path:"id"`
	Body answerBody
}

type answerOutput struct {
	web.IdemOut
	Body Answer
}

type tasksInput struct {
	Unit   string `query:"unit" required:"true" doc:"Unit whose work is listed"`
	State  string `query:"state" enum:"open,late,soon,done,cancelled,carried,all" default:"open"`
	Year   int    `query:"year" doc:"Year that the plan is for"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Offset int    `query:"offset" minimum:"0"`
}

type tasksOutput struct {
	Body struct {
		Total int64       `json:"total"`
		Tasks []TaskEntry `json:"tasks"`
	}
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{
		access.Op(mayRead, huma.Operation{OperationID: "list-directive-documents", Method: http.MethodGet, Path: documentPath,
			Summary: "Documents that a unit issued or received, newest first"}, s.listOp),
		access.Op(mayIssue, huma.Operation{OperationID: "issue-directive-document", Method: http.MethodPost, Path: documentPath,
			Summary: "Enter a document into the register and send it to its recipients", DefaultStatus: http.StatusCreated}, s.issueOp),
		access.Op(mayRead, huma.Operation{OperationID: "get-directive-document", Method: http.MethodGet, Path: documentPath + "/{id}",
			Summary: "A document with its recipients and their answers"}, s.documentOp),
		access.Op(mayAnswer, huma.Operation{OperationID: "answer-directive-document", Method: http.MethodPost, Path: documentPath + "/{id}/answers",
			Summary: "Answer a document for one of its recipients", DefaultStatus: http.StatusCreated}, s.answerOp),
		access.Op(mayRead, huma.Operation{OperationID: "list-directive-tasks", Method: http.MethodGet, Path: taskPath,
			Summary: "Tasks of a unit by deadline"}, s.tasksOp),
	}
}

// apiDate reads an ISO day; absent is 0.
func apiDate(c *errs.Check, name, s string) clock.Date {
	if s == "" {
		return 0
	}
	d, err := clock.Parse(s)
	if err != nil {
		c.Add(name, "directive.err.iso_date", "typed", s)
	}
	return d
}

func (b documentBody) document(c *errs.Check) Document {
	d := Document{Unit: b.Unit, Incoming: b.Incoming, Kind: b.Kind, Code: b.Code, On: apiDate(c, "issued_on", b.On), Subject: b.Subject, ForYear: b.ForYear,
		Effective: apiDate(c, "effective_on", b.Effective), Ended: apiDate(c, "ended_on", b.Ended), Parent: b.Parent, Note: b.Note}
	for _, i := range b.Issuers {
		d.Issuers = append(d.Issuers, Issuer{Agency: i.Agency, Unit: i.Unit, Authority: i.Authority, Post: i.Post, Name: i.Name})
	}
	return d
}

func (b *addressBody) address(c *errs.Check) Address {
	if b == nil {
		return Address{}
	}
	a := Address{Groups: b.Groups, Units: b.Units, Agencies: b.Agencies, Require: b.Require, Ask: b.Ask, Due: apiDate(c, "due_on", b.Due)}
	for _, r := range b.Roles {
		a.Roles = append(a.Roles, access.Role(r))
	}
	return a
}

func (s *Service) issueOp(ctx context.Context, by access.Actor, in *issueInput) (*documentOutput, error) {
	var c errs.Check
	d, to := in.Body.document(&c), in.Body.To.address(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &documentOutput{}
	err := s.db.Write(ctx, by, "directive.document.issue", func(tx *db.Tx) (err error) {
		var replayed bool
		out.Body, replayed, err = web.Once(tx, by.ID, in.IdempotencyKey, "directive.document.issue", in.Body, func() (Document, error) {
			return s.IssueIn(tx, by, d, to, in.Body.Again)
		})
		out.IdemOut = web.Replay(replayed)
		return err
	})
	return out, err
}

func (s *Service) listOp(ctx context.Context, by access.Actor, in *listInput) (*listOutput, error) {
	out := &listOutput{}
	var err error
	out.Body.Documents, out.Body.Total, err = s.Documents(ctx, by, Filter{Unit: in.Unit, Received: in.Tab == "received", Kind: in.Kind, Year: in.Year,
		Text: in.Text, Late: in.Late, Limit: in.Limit, Offset: in.Offset})
	return out, err
}

func (s *Service) documentOp(ctx context.Context, by access.Actor, in *oneInput) (*viewOutput, error) {
	v, err := s.Document(ctx, by, in.ID)
	return &viewOutput{v}, err
}

func (s *Service) answerOp(ctx context.Context, by access.Actor, in *answerInput) (*answerOutput, error) {
	var c errs.Check
	reply := Reply{Document: in.Body.Document, Result: in.Body.Result}
	if in.Body.New != nil {
		d := in.Body.New.document(&c)
		reply.New, reply.Again = &d, in.Body.New.Again
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &answerOutput{}
	err := s.db.Write(ctx, by, "directive.recipient.answer", func(tx *db.Tx) error {
		if _, err := seen(tx, by, in.ID); err != nil {
			return err
		}
		list, err := recipientsOf(tx, in.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(r Recipient) bool {
			return r.Unit == in.Body.Unit && string(r.Role) == in.Body.Role && r.Agency == ""
		})
		if i < 0 {
			return notFound()
		}
		var replayed bool
		out.Body, replayed, err = web.Once(tx, by.ID, in.IdempotencyKey, "directive.recipient.answer "+in.ID, in.Body, func() (Answer, error) {
			return s.AnswerIn(tx, by, list[i].ID, reply)
		})
		out.IdemOut = web.Replay(replayed)
		return err
	})
	return out, err
}

func (s *Service) tasksOp(ctx context.Context, by access.Actor, in *tasksInput) (*tasksOutput, error) {
	out := &tasksOutput{}
	var err error
	out.Body.Tasks, out.Body.Total, err = s.Tasks(ctx, by, TaskFilter{Unit: in.Unit, State: in.State, Year: in.Year, Limit: in.Limit, Offset: in.Offset})
	return out, err
}
