package training

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// courseBody is a course as the API takes it.
type courseBody struct {
	Unit      string        `json:"unit" example:"L80" doc:"Key of the organiser"`
	Year      int64         `json:"year,omitempty" minimum:"2000" maximum:"2100" doc:"Programme year; that of the first cluster when absent"`
	Subject   string        `json:"subject" maxLength:"500"`
	Topics    string        `json:"topics,omitempty" doc:"Codes joined by commas"`
	Trainers  string        `json:"trainers,omitempty" maxLength:"2000" doc:"One per line"`
	Directing string        `json:"directing,omitempty" maxLength:"500"`
	Amount    *int64        `json:"amount,omitempty" minimum:"0" doc:"đồng"`
	Language  string        `json:"language,omitempty" maxLength:"40"`
	Note      string        `json:"note,omitempty" maxLength:"2000"`
	Clusters  []clusterBody `json:"clusters" minItems:"1" maxItems:"100"`
}

type clusterBody struct {
	From     string          `json:"from" format:"date" example:"2024-05-14"`
	To       string          `json:"to,omitempty" format:"date" doc:"Last day; the same day when absent"`
	Place    string          `json:"place,omitempty" maxLength:"500"`
	Host     string          `json:"host,omitempty" maxLength:"500"`
	Areas    string          `json:"areas,omitempty" doc:"Names or keys of units that send people, joined by commas"`
	Expected *int64          `json:"expected,omitempty" minimum:"0"`
	Sessions int64           `json:"sessions,omitempty" minimum:"0" doc:"One a day when absent"`
	Before   *int64          `json:"before,omitempty" minimum:"0" maximum:"100" doc:"Mean score before, in tenths of a point"`
	After    *int64          `json:"after,omitempty" minimum:"0" maximum:"100"`
	Counts   []headcountBody `json:"counts,omitempty" maxItems:"100"`
}

type headcountBody struct {
	Group  string `json:"group" example:"commune_police"`
	Level  string `json:"level,omitempty" enum:"province,district,commune" doc:"That of the group when absent"`
	People int64  `json:"people" minimum:"1"`
	Women  *int64 `json:"women,omitempty" minimum:"0"`
}

// courseWithClusters is a course as the API gives it: without names.
type courseWithClusters struct {
	Course
	Clusters []clusterWithCounts `json:"clusters"`
}

type clusterWithCounts struct {
	Cluster
	Counts []Headcount `json:"counts" doc:"What counts: the names where there are some, else what was typed"`
}

func bodyOf(r Record) courseWithClusters {
	out := courseWithClusters{r.Course, []clusterWithCounts{}}
	for _, c := range r.shown() {
		counts := c.Counts()
		if counts == nil {
			counts = []Headcount{}
		}
		out.Clusters = append(out.Clusters, clusterWithCounts{c, counts})
	}
	return out
}

type courseInput struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is signed off already"`
	Body   courseBody
}

type courseOutput struct {
	web.IdemOut
	Body courseWithClusters
}

type courseListInput struct {
	Unit   string `query:"unit" required:"true" doc:"Unit whose area is listed"`
	Year   int64  `query:"year"`
	Topic  string `query:"topic"`
	State  string `query:"state" enum:"planned,held,cancelled"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Offset int    `query:"offset" minimum:"0"`
}

type courseListOutput struct {
	Body struct {
		Total   int64                `json:"total"`
		Sums    CourseSums           `json:"sums" doc:"Of all held clusters that fit"`
		Courses []courseWithClusters `json:"courses"`
	}
}

type courseOneInput struct {
	ID string `path:"id"`
}

type courseOneOutput struct{ Body courseWithClusters }

type participantsInput struct {
	web.IdemIn
	Reason string `header:"Reason"`
	ID     string `path:"id" doc:"Course"`
	Body   struct {
		Cluster      string            `json:"cluster,omitempty" doc:"May be absent when the course has one"`
		Participants []participantBody `json:"participants" minItems:"1" maxItems:"2000"`
	}
}

type participantBody struct {
	Name        string `json:"name" maxLength:"200"`
	UnitText    string `json:"unit_text,omitempty" maxLength:"500" example:"Công an xã Lương Hòa, huyện Bến Lức"`
	Post        string `json:"post,omitempty" maxLength:"500"`
	Group       string `json:"group"`
	Level       string `json:"level,omitempty" enum:"province,district,commune"`
	Sex         string `json:"sex,omitempty" enum:"female,male"`
	Attended    *int64 `json:"attended,omitempty" minimum:"0" doc:"Sessions; 0 did not come"`
	Before      *int64 `json:"before,omitempty" minimum:"0" maximum:"100" doc:"Tenths of a point"`
	After       *int64 `json:"after,omitempty" minimum:"0" maximum:"100"`
	Certificate string `json:"certificate,omitempty" maxLength:"100"`
	CertifiedOn string `json:"certified_on,omitempty" format:"date"`
}

// participantsOutput says numbers, not names: the caller has those.
type participantsOutput struct {
	web.IdemOut
	Body participantsAdded
}

type participantsAdded struct {
	Cluster string `json:"cluster"`
	Added   int    `json:"added"`
	Known   int    `json:"known" doc:"On the list already"`
	People  int64  `json:"people" doc:"Participants of the cluster now"`
}

// trainingTerm names the type in the description of the API.
type trainingTerm Term

type trainingTermsOutput struct {
	Body struct {
		Terms []trainingTerm `json:"terms"`
	}
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{
		access.Op(mayRecord, huma.Operation{OperationID: "record-course", Method: http.MethodPost, Path: "/training/courses",
			Summary: "Record a course with its clusters", DefaultStatus: http.StatusCreated}, s.recordOp),
		access.Op(mayRead, huma.Operation{OperationID: "list-courses", Method: http.MethodGet, Path: "/training/courses",
			Summary: "Courses of an area with clusters and counts, newest first"}, s.listOp),
		access.Op(mayRead, huma.Operation{OperationID: "get-course", Method: http.MethodGet, Path: "/training/courses/{id}",
			Summary: "One course with clusters and counts"}, s.oneOp),
		access.Op(mayName, huma.Operation{OperationID: "add-participants", Method: http.MethodPost, Path: "/training/courses/{id}/participants",
			Summary: "Add names to a cluster; those on the list stay as they are", DefaultStatus: http.StatusCreated}, s.namesOp),
		access.Op(mayRead, huma.Operation{OperationID: "list-training-terms", Method: http.MethodGet, Path: "/training/terms",
			Summary: "Groups of participants and topics"}, s.termsOp),
	}
}

// apiDate reads an ISO day; absent is 0.
func apiDate(e *errs.Check, line int, name, s string) clock.Date {
	if s == "" {
		return 0
	}
	d, err := clock.Parse(s)
	if err != nil {
		e.AddAt(line, name, "training.err.iso_date", "typed", s)
	}
	return d
}

// record reads the body; lines are clusters from 1.
func (b courseBody) record(tx *db.Tx, s *Service, e *errs.Check, list Terms) (Record, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return Record{}, err
	}
	r := Record{Course: Course{Unit: b.Unit, Year: b.Year, Subject: b.Subject, Topics: b.Topics, Trainers: b.Trainers, Directing: b.Directing,
		Amount: b.Amount, Language: b.Language, Note: b.Note}}
	for i, in := range b.Clusters {
		c := Cluster{Place: in.Place, Host: in.Host, Expected: in.Expected, Sessions: in.Sessions, Before: in.Before, After: in.After, Line: i + 1}
		c.From, c.To = apiDate(e, c.Line, "from", in.From), apiDate(e, c.Line, "to", in.To)
		if in.Areas != "" {
			var bad string
			if c.Areas, bad = findAreas(gazetteerOf(t, b.Unit, c.From), in.Areas); bad != "" {
				e.AddAt(c.Line, "areas", "training.err.area", "name", bad)
			}
		}
		for _, n := range in.Counts {
			row := Headcount{Group: n.Group, Level: n.Level, People: n.People, Women: n.Women, Line: c.Line}
			if g, ok := list.find(Group, n.Group); ok && n.Level == "" {
				row.Level = g.Level
			}
			c.Typed = append(c.Typed, row)
		}
		r.Clusters = append(r.Clusters, c)
	}
	return r, e.Err()
}

func (s *Service) recordOp(ctx context.Context, by access.Actor, in *courseInput) (*courseOutput, error) {
	out := &courseOutput{}
	err := s.db.Write(ctx, by, "training.course.record", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "training.course.record", in.Body, func() (courseWithClusters, error) {
			list, err := terms(tx)
			if err != nil {
				return courseWithClusters{}, err
			}
			r, err := in.Body.record(tx, s, &errs.Check{}, list)
			if err != nil {
				return courseWithClusters{}, err
			}
			stored, err := s.RecordIn(tx, by, []Record{r}, in.Reason)
			if err != nil {
				return courseWithClusters{}, err
			}
			return bodyOf(stored[0]), nil
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

func (s *Service) listOp(ctx context.Context, by access.Actor, in *courseListInput) (*courseListOutput, error) {
	out := &courseListOutput{}
	list, n, sums, err := s.Courses(ctx, by, in.Unit, Filter{Year: in.Year, Topic: in.Topic, State: State(in.State), Limit: in.Limit, Offset: in.Offset})
	out.Body.Total, out.Body.Sums, out.Body.Courses = n, sums, []courseWithClusters{}
	for _, r := range list {
		out.Body.Courses = append(out.Body.Courses, bodyOf(r))
	}
	return out, err
}

func (s *Service) oneOp(ctx context.Context, by access.Actor, in *courseOneInput) (*courseOneOutput, error) {
	r, err := s.Course(ctx, by, in.ID)
	return &courseOneOutput{bodyOf(r)}, err
}

func (s *Service) namesOp(ctx context.Context, by access.Actor, in *participantsInput) (*participantsOutput, error) {
	r, err := s.Course(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	var e errs.Check
	cluster := r.cluster(in.Body.Cluster)
	if shown := r.shown(); in.Body.Cluster == "" && len(shown) == 1 {
		cluster = &shown[0]
	}
	if cluster == nil {
		e.Add("cluster", "training.err.which_cluster")
	}
	var list []Participant
	for i, b := range in.Body.Participants {
		p := Participant{Name: b.Name, UnitText: b.UnitText, Post: b.Post, Group: b.Group, Level: b.Level, Sex: b.Sex, Attended: b.Attended,
			Before: b.Before, After: b.After, Certificate: b.Certificate, Line: i + 1}
		if d := apiDate(&e, i+1, "certified_on", b.CertifiedOn); d != 0 {
			p.CertifiedOn = &d
		}
		list = append(list, p)
	}
	if err := e.Err(); err != nil {
		return nil, err
	}
	out := &participantsOutput{}
	err = s.db.Write(ctx, by, "training.participant.set", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "training.participant.set", []any{in.ID, in.Body}, func() (participantsAdded, error) {
			c, added, err := s.AddParticipants(tx, by, cluster.ID, list, in.Reason)
			return participantsAdded{cluster.ID, added, len(list) - added, c.People}, err
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

func (s *Service) termsOp(ctx context.Context, _ access.Actor, _ *struct{}) (*trainingTermsOutput, error) {
	list, err := s.Terms(ctx)
	out := &trainingTermsOutput{}
	for _, t := range list {
		out.Body.Terms = append(out.Body.Terms, trainingTerm(t))
	}
	return out, err
}
