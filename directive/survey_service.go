package directive

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// RecordSurvey stores a survey or visit with what it found; errors about
// findings name their rows from 1. Errors: Invalid, Forbidden.
func (s *Service) RecordSurvey(ctx context.Context, by access.Actor, in Survey, findings []Finding) (Survey, error) {
	err := s.db.Write(ctx, by, "directive.survey.record", func(tx *db.Tx) error {
		if err := by.NeedAt(maySurvey, in.Unit); err != nil {
			return err
		}
		in.ID, in.Version, in.Withdrawn, in.CreatedBy, in.CreatedAt, in.ChangedAt = tx.ID(), 1, false, by.ActorName(), tx.Now, tx.Now
		in.clean()
		var c errs.Check
		if err := s.checkSurvey(tx, by, &c, in); err != nil {
			return err
		}
		list := newFindings(tx, &c, in, findings, 0)
		if err := c.Err(); err != nil {
			return err
		}
		if err := tx.Insert("directive_surveys", in); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: surveyKind, ID: in.ID, Unit: in.Unit, Detail: map[string]any{"held_on": in.On, "team": in.Team, "findings": len(list)}})
		if err := measure.Replace(tx, surveyKind, measure.Entry{ID: in.ID, Facts: in.facts()}); err != nil {
			return err
		}
		return storeFindings(tx, in, list)
	})
	return in, err
}

func (s *Service) checkSurvey(tx *db.Tx, by access.Actor, c *errs.Check, in Survey) error {
	in.validate(c, tx.Today())
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	if u, ok := t.Unit(in.Visited); !ok || !t.Covers(in.Unit, in.Visited) {
		c.Add("visited", "directive.err.visited")
	} else if in.On != 0 && !u.On(in.On) {
		c.Add("held_on", "directive.err.unit_day", "unit", u.Name)
	}
	if in.Document == "" {
		return nil
	}
	if _, err := seen(tx, by, in.Document); errs.Is(err, errs.NotFound) {
		c.Add("document", "directive.err.parent")
	} else if err != nil {
		return err
	}
	return nil
}

func newFindings(tx *db.Tx, c *errs.Check, s Survey, list []Finding, after int) []Finding {
	out := slices.Clone(list)
	for i := range out {
		f := &out[i]
		f.ID, f.Survey, f.Position, f.State, f.Version = tx.ID(), s.ID, int64(after+i+1), "open", 1
		f.clean()
		f.validate(c, i+1, s.On)
	}
	return out
}

func storeFindings(tx *db.Tx, s Survey, list []Finding) error {
	if err := db.UpsertAll(tx, "directive_findings", "id", list); err != nil {
		return err
	}
	entries := make([]measure.Entry, len(list))
	for i, f := range list {
		entries[i] = measure.Entry{ID: f.ID, Facts: f.facts(s)}
	}
	return measure.Replace(tx, findingKind, entries...)
}

// surveyFor is a survey that the actor may see: who carried it out, and the
// locality. Errors: NotFound.
func surveyFor(tx *db.Tx, by access.Actor, id string) (Survey, error) {
	s, err := surveyByID(tx, id)
	if err == nil && !by.MayAt(mayRead, s.Unit) && (s.Withdrawn || !by.MayAt(mayRead, s.Visited)) {
		err = notFound()
	}
	return s, err
}

// AmendSurvey corrects a survey; more are findings that are added to it.
// Errors: Invalid, NotFound, Forbidden, Conflict.
func (s *Service) AmendSurvey(ctx context.Context, by access.Actor, id string, version int64, in Survey, more []Finding) (Survey, error) {
	return s.changeSurvey(ctx, by, "directive.survey.amend", id, version, "", more, func(tx *db.Tx, c *errs.Check, old Survey) (Survey, error) {
		in.ID, in.Unit, in.CreatedBy, in.CreatedAt, in.Withdrawn = old.ID, old.Unit, old.CreatedBy, old.CreatedAt, false
		in.clean()
		return in, s.checkSurvey(tx, by, c, in)
	})
}

// WithdrawSurvey takes a survey back. Errors: Invalid (no reason), NotFound,
// Forbidden, Conflict.
func (s *Service) WithdrawSurvey(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	_, err := s.changeSurvey(ctx, by, "directive.survey.withdraw", id, version, reason, nil, func(_ *db.Tx, _ *errs.Check, old Survey) (Survey, error) {
		old.Withdrawn = true
		return old, nil
	})
	return err
}

func (s *Service) changeSurvey(ctx context.Context, by access.Actor, command, id string, version int64, reason string, more []Finding,
	edit func(*db.Tx, *errs.Check, Survey) (Survey, error)) (Survey, error) {
	var v Survey
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := surveyFor(tx, by, id)
		if err != nil {
			return err
		}
		if err := by.NeedAt(maySurvey, old.Unit); err != nil {
			return err
		}
		if old.Version != version || old.Withdrawn {
			return changed()
		}
		have, err := findingsOf(tx, id)
		if err != nil {
			return err
		}
		var c errs.Check
		if v, err = edit(tx, &c, old); err != nil {
			return err
		}
		v.Version, v.ChangedAt = old.Version+1, tx.Now
		have = append(have, newFindings(tx, &c, v, more, len(have))...)
		if err := c.Err(); err != nil {
			return err
		}
		if err := db.UpsertAll(tx, "directive_surveys", "id", []Survey{v}); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: surveyKind, ID: v.ID, Unit: v.Unit, Reason: reason, Detail: audit.Diff(old, v, "unit")})
		if err := measure.Replace(tx, surveyKind, measure.Entry{ID: v.ID, Facts: v.facts()}); err != nil {
			return err
		}
		return storeFindings(tx, v, have)
	})
	return v, err
}

// Follow records what came of a finding: by who carried out the survey, or by
// the locality. Errors: Invalid, NotFound, Forbidden, Conflict.
func (s *Service) Follow(ctx context.Context, by access.Actor, finding string, version int64, state, result string) (Finding, error) {
	var f Finding
	err := s.db.Write(ctx, by, "directive.finding.follow", func(tx *db.Tx) error {
		old, err := findingByID(tx, finding)
		if err != nil {
			return err
		}
		v, err := surveyFor(tx, by, old.Survey)
		if err != nil {
			return err
		}
		if !s.follows(by, v) {
			return denied()
		}
		if old.Version != version || v.Withdrawn {
			return changed()
		}
		var c errs.Check
		if !slices.Contains(FindingStates, state) {
			c.Add("state", "web.err.choice")
		}
		if result == "" {
			c.Add("result", "directive.err.follow")
		}
		if err := c.Err(); err != nil {
			return err
		}
		f = old
		f.State, f.Result, f.SettledOn, f.SettledBy, f.Version = state, result, tx.Today(), by.ActorName(), old.Version+1
		tx.Event(db.Event{Action: "directive.finding." + state, Subject: surveyKind, ID: v.ID, Unit: v.Visited, Reason: result, Detail: map[string]any{"content": f.Content}})
		return storeFindings(tx, v, []Finding{f})
	})
	return f, err
}

// SurveyView is a survey with its findings.
type SurveyView struct {
	Survey
	Findings []Finding
	Letter   *Document // nil when there is none or it is not for the reader
}

// Survey is one survey. Errors: NotFound, also when the reader may not see it.
func (s *Service) Survey(ctx context.Context, by access.Actor, id string) (SurveyView, error) {
	var v SurveyView
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if v.Survey, err = surveyFor(tx, by, id); err != nil {
			return err
		}
		if v.Document != "" {
			if d, err := seen(tx, by, v.Document); err == nil {
				v.Letter = &d
			} else if !errs.Is(err, errs.NotFound) {
				return err
			}
		}
		v.Findings, err = findingsOf(tx, id)
		return err
	})
	return v, err
}

// SurveyEntry is a line of the list.
type SurveyEntry struct {
	Survey
	Total, Open int64 // findings
}

// Surveys lists surveys of a unit, newest first. Errors: Forbidden.
func (s *Service) Surveys(ctx context.Context, by access.Actor, f SurveyFilter) ([]SurveyEntry, int64, error) {
	if err := by.NeedAt(mayRead, f.Unit); err != nil {
		return nil, 0, err
	}
	var out []SurveyEntry
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		f.Units = t.Under(f.Unit)
		if n, err = countSurveys(tx, f); err != nil {
			return err
		}
		list, err := surveys(tx, f)
		if err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, v := range list {
			ids[i] = v.ID
		}
		counts, err := countFindings(tx, ids)
		for _, v := range list {
			out = append(out, SurveyEntry{v, counts[v.ID].Total, counts[v.ID].Open})
		}
		return err
	})
	return out, n, err
}
