package directive

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/org"
)

// View is a document with everything about it that the reader may see.
type View struct {
	Document
	KindOf     Kind        `json:"-"`
	Issuing    bool        `json:"-"` // the reader stands on the issuing side
	ParentOf   *Document   `json:"-"` // nil when there is none or it is not for the reader
	Progress   Progress    `json:"progress"`
	Recipients []Recipient `json:"recipients"`
	Answers    []Answer    `json:"answers"`
	Reminders  []Reminder  `json:"reminders"`
	Files      []File      `json:"files"`
	Children   []Document  `json:"children"`
	Tree       *org.Tree   `json:"-"`
	Today      clock.Date  `json:"-"`
}

// Document is one document. Errors: NotFound, also when the reader may not see it.
func (s *Service) Document(ctx context.Context, by access.Actor, id string) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		v, err = s.viewIn(tx, by, id)
		return err
	})
	return v, err
}

func (s *Service) viewIn(tx *db.Tx, by access.Actor, id string) (v View, err error) {
	if v.Document, err = seen(tx, by, id); err != nil {
		return v, err
	}
	v.Issuing, v.Today = issuing(by, v.Document), tx.Today()
	if v.Tree, err = s.org.TreeIn(tx); err != nil {
		return v, err
	}
	if v.KindOf, err = kindOf(tx, v.Kind); err != nil {
		return v, err
	}
	if v.Parent != "" {
		p, err := seen(tx, by, v.Parent)
		if err == nil {
			v.ParentOf = &p
		} else if v.Parent = ""; !errs.Is(err, errs.NotFound) {
			return v, err
		}
	}
	if err := v.addRecipients(tx, by); err != nil {
		return v, err
	}
	list, err := children(tx, id)
	if err != nil {
		return v, err
	}
	for _, d := range list {
		if ok, err := visible(tx, by, d); err != nil {
			return v, err
		} else if ok {
			v.Children = append(v.Children, d)
		}
	}
	return v, nil
}

// addRecipients fills in the recipients, their answers and files: all for the
// issuing side, those of the own area for the others.
func (v *View) addRecipients(tx *db.Tx, by access.Actor) error {
	all, err := recipientsOf(tx, v.ID)
	if err != nil {
		return err
	}
	mine := map[string]bool{"": true}
	for _, r := range all {
		if v.Issuing || by.MayAt(mayRead, r.Unit) {
			v.Recipients = append(v.Recipients, r)
			mine[r.ID] = true
		}
	}
	slices.SortStableFunc(v.Recipients, func(a, b Recipient) int { // in the order of the state's lists
		ua, _ := v.Tree.Unit(a.Unit)
		ub, _ := v.Tree.Unit(b.Unit)
		return cmp.Or(strings.Compare(ua.Code, ub.Code), strings.Compare(string(a.Role), string(b.Role)), strings.Compare(a.Agency, b.Agency))
	})
	v.Progress = progress(v.Recipients, v.Today)
	answers, err := answersOf(tx, v.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if mine[a.Recipient] {
			v.Answers = append(v.Answers, a)
		}
	}
	files, err := filesOf(tx, v.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		if mine[f.Recipient] {
			v.Files = append(v.Files, f)
		}
	}
	if v.Issuing {
		v.Reminders, err = remindersOf(tx, v.ID)
	}
	return err
}

// progress counts recipients.
func progress(list []Recipient, today clock.Date) Progress {
	p := Progress{Total: int64(len(list))}
	for _, r := range list {
		switch r.State {
		case Answered:
			p.Done++
		case Seen:
			p.Seen++
		case Returned:
			p.Returned++
		}
		if r.Late(today) {
			p.Late++
		}
	}
	return p
}

// Entry is a line of the register.
type Entry struct {
	Document
	Progress Progress   `json:"progress"`
	Mine     *Recipient `json:"mine,omitempty"` // what the unit itself must answer
}

// Documents lists a unit's register, newest first. Errors: Forbidden.
func (s *Service) Documents(ctx context.Context, by access.Actor, f Filter) ([]Entry, int64, error) {
	if err := by.NeedAt(mayRead, f.Unit); err != nil {
		return nil, 0, err
	}
	var out []Entry
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, n, err = s.documentsIn(tx, by, f)
		return err
	})
	return out, n, err
}

func (s *Service) documentsIn(tx *db.Tx, by access.Actor, f Filter) ([]Entry, int64, error) {
	roles := agencyRoles(by)
	f.offices = officesAt(by, mayRead, f.Unit)
	n, err := countDocuments(tx, f, roles)
	if err != nil {
		return nil, 0, err
	}
	list, err := documents(tx, f, roles)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]string, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	counts, err := progressOf(tx, ids)
	if err != nil {
		return nil, 0, err
	}
	mine, err := s.mine(tx, f, roles, ids)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Entry, len(list))
	for i, d := range list {
		out[i] = Entry{Document: d, Progress: counts[d.ID]}
		if !issuing(by, d) {
			out[i].Progress = Progress{}
			if out[i].Parent != "" {
				if _, err := seen(tx, by, d.Parent); errs.Is(err, errs.NotFound) {
					out[i].Parent = ""
				} else if err != nil {
					return nil, 0, err
				}
			}
		}
		if r, ok := mine[d.ID]; ok {
			out[i].Mine = &r
		}
	}
	return out, n, nil
}

// mine finds what a unit itself must answer of received documents.
func (s *Service) mine(tx *db.Tx, f Filter, roles []access.Role, ids []string) (map[string]Recipient, error) {
	out := map[string]Recipient{}
	if !f.Received {
		return out, nil
	}
	cond, condArgs := addressed(roles)
	units, unitArgs := oneOf("r.unit", append([]string{f.Unit}, f.Units...))
	err := eachChunk(ids, func(part []string) error {
		in, args := oneOf("r.document", part)
		rows, err := db.Select[Recipient](tx, recipientColumns+" r WHERE "+in+" AND "+units+" AND "+cond, append(append(args, unitArgs...), condArgs...)...)
		for _, r := range rows {
			out[r.Document] = r
		}
		return err
	})
	return out, err
}
