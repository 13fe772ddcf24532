package handoff

import (
	"context"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// Pack makes a package of sections for somebody who has no office here. It
// returns the passphrase of the file, which is stored nowhere. Errors: Invalid,
// also without consent or protocol; Forbidden, also without a fresh proof;
// NotFound; Conflict when the same form was sent before.
func (s *Service) Pack(ctx context.Context, by access.Actor, in PackInput) (p Package, passphrase string, err error) {
	if err := by.NeedFresh(access.Fresh); err != nil {
		return Package{}, "", err
	}
	err = s.db.Write(ctx, by, "handoff.package.make", func(tx *db.Tx) error {
		d, err := s.desk(tx, by, maySend)
		if err != nil {
			return err
		}
		p, passphrase, err = d.pack(in)
		return err
	})
	return p, passphrase, err
}

func (d desk) pack(in PackInput) (Package, string, error) {
	sub, err := d.s.subject(in.Kind)
	if err != nil {
		return Package{}, "", err
	}
	from, err := d.office(in.From)
	if err != nil {
		return Package{}, "", err
	}
	r := Request{Kind: in.Kind, Subject: in.Subject, From: from.String(), FromUnit: from.Unit, To: Outside, Purpose: in.Purpose, Reason: in.Reason, Basis: in.Basis}
	if r.SubjectCode, _ = sub.Label(d.tx, d.by, r); r.SubjectCode == "" || sub.Pack == nil || slices.Contains(d.excluded[in.Kind], in.Subject) {
		return Package{}, "", nothing()
	}
	var c errs.Check
	in.check(&c)
	if err := c.Err(); err != nil {
		return Package{}, "", err
	}
	r.Shared = strings.Join(in.Sections, ",")
	if r.Protocol, err = d.protocol(&c, from, access.Office{}, in.Purpose, in.Sections); err != nil {
		return Package{}, "", err
	}
	if c.Err() != nil { // the form has no control "to"
		return Package{}, "", errs.New(errs.Invalid, "handoff.err.protocol.outside")
	}
	if r.Basis, err = sub.Check(d.tx, d.by, r); err != nil {
		return Package{}, "", err
	}
	return d.seal(r, in, sub)
}

// seal writes the file of a checked package and stores it.
func (d desk) seal(r Request, in PackInput, sub Subject) (Package, string, error) {
	tx := d.tx
	if n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM handoff_packages WHERE token=?", in.Token); err != nil || n > 0 || in.Token == "" {
		return Package{}, "", errOr(err, errs.New(errs.Conflict, "handoff.err.packed"))
	}
	p := Package{ID: tx.ID(), Kind: r.Kind, Subject: r.Subject, SubjectCode: r.SubjectCode, From: r.From, FromUnit: r.FromUnit, Purpose: r.Purpose, Shared: r.Shared,
		Reason: r.Reason, Basis: r.Basis, Protocol: r.Protocol, Lock: in.Lock, State: Made, MadeAt: tx.Now, MadeBy: d.by.ActorName(),
		ExpiresAt: tx.Now.Add(time.Duration(in.Days) * 24 * time.Hour), Token: in.Token}
	var err error
	if p.Code, err = freeCode(tx); err != nil {
		return p, "", err
	}
	files, err := sub.Pack(tx, d.by, r)
	if err != nil {
		return p, "", err
	}
	basis, _, _ := strings.Cut(p.Basis, ":")
	plain, err := zipped(Manifest{Format, p.Code, p.From, p.Purpose, split(p.Shared), basis, p.MadeAt, p.ExpiresAt}, files)
	if err != nil {
		return p, "", err
	}
	var passphrase string
	if p.File, passphrase, err = locked(plain, in.Lock, in.Recipient, d.s.cost()); err != nil {
		return p, "", err
	}
	p.Digest = digestOf(p.File)
	if err := d.s.keys.Grant(tx, p.ID, compartment, p.From); err != nil {
		return p, "", err
	}
	if p.Receiver, err = d.s.keys.Seal(tx, packageRef(p.ID), []byte(in.Receiver)); err != nil {
		return p, "", err
	}
	err = d.keepPackage(&p, "handoff.package.make", map[string]any{"purpose": p.Purpose, "sections": p.Shared})
	return p, passphrase, err
}

// cost is that of guessing a passphrase; age's own default.
func (s *Service) cost() int {
	if s.Work > 0 {
		return s.Work
	}
	return 18
}

func (d desk) keepPackage(p *Package, action string, detail map[string]any) error {
	p.Version, p.ChangedAt = p.Version+1, d.tx.Now
	d.tx.Event(db.Event{Action: action, Subject: packageKind, ID: p.ID, Unit: p.FromUnit, Detail: detail})
	return storePackage(d.tx, *p)
}

// packageOf finds a package of the actor's offices.
func (d desk) packageOf(id string) (Package, error) {
	p, err := packageByID(d.tx, id)
	if err == nil && (!slices.Contains(d.mine, p.From) || slices.Contains(d.excluded[p.Kind], p.Subject)) {
		return Package{}, nothing()
	}
	return p, err
}

// PackageView is a package with the name of its receiver.
type PackageView struct {
	Package
	Name   string
	Href   string
	Events []audit.Event
}

// PackageOf opens a package; the reading is recorded. Errors: NotFound.
func (s *Service) PackageOf(ctx context.Context, by access.Actor, id string) (v PackageView, err error) {
	err = s.db.Read(ctx, by, "handoff.package.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
		if err != nil {
			return err
		}
		if v.Package, err = d.packageOf(id); err != nil {
			return err
		}
		tx.Event(db.Event{Action: "handoff.package.view", Subject: packageKind, ID: id, Unit: v.FromUnit})
		name, err := s.keys.Open(tx, v.From, packageRef(id), v.Receiver)
		if err != nil {
			return err
		}
		v.Name = string(name)
		if sub, ok := s.Subjects[v.Kind]; ok {
			_, v.Href = sub.Label(tx, by, Request{Kind: v.Kind, Subject: v.Package.Subject})
		}
		v.Events, err = audit.Of(tx, packageKind, id)
		return err
	})
	if err != nil {
		return PackageView{}, err
	}
	return v, nil
}

// PackageFile is the encrypted file, while there is one. Errors: NotFound;
// Conflict when it is over.
func (s *Service) PackageFile(ctx context.Context, by access.Actor, id string) (p Package, err error) {
	err = s.db.Read(ctx, by, "handoff.package.take", func(tx *db.Tx) error {
		d, err := s.desk(tx, by, maySend)
		if err != nil {
			return err
		}
		if p, err = d.packageOf(id); err != nil {
			return err
		}
		if p.State != Made || !tx.Now.Before(p.ExpiresAt) {
			return errs.New(errs.Conflict, "handoff.err.expired")
		}
		tx.Event(db.Event{Action: "handoff.package.take", Subject: packageKind, ID: id, Unit: p.FromUnit})
		return nil
	})
	if err != nil {
		return Package{}, err
	}
	return p, nil
}

// Packages lists those of the actor's offices, newest first, without receivers;
// only the open ones, or all.
func (s *Service) Packages(ctx context.Context, by access.Actor, open bool, limit, offset int) (out []Package, n int64, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
		if err != nil {
			return err
		}
		out, n, err = packages(tx, d.mine, d.excluded, open, limit, offset)
		return err
	})
	return out, n, err
}

// change runs a command on a package in one of the states.
func (s *Service) changePackage(ctx context.Context, by access.Actor, action, id string, version int64, fn func(tx *db.Tx, p *Package) error) error {
	return s.db.Write(ctx, by, action, func(tx *db.Tx) error {
		d, err := s.desk(tx, by, maySend)
		if err != nil {
			return err
		}
		p, err := d.packageOf(id)
		switch {
		case err != nil:
			return err
		case p.Version != version:
			return errs.New(errs.Conflict, "web.err.changed")
		case p.State != Made && p.State != Expired:
			return errs.New(errs.Conflict, "handoff.err.state")
		}
		if err := fn(tx, &p); err != nil {
			return err
		}
		p.over(tx.Now, by.ActorName())
		return d.keepPackage(&p, action, nil)
	})
}

// over forgets the file.
func (p *Package) over(now time.Time, who string) {
	p.File = []byte{}
	p.OverAt, p.OverBy = now, who
}

// Arrived notes that the paper form came back signed: the code on it must be
// that of the package, so that no slip is taken for another. Errors: Invalid,
// NotFound, Conflict.
func (s *Service) Arrived(ctx context.Context, by access.Actor, id string, version int64, code string, on clock.Date) error {
	return s.changePackage(ctx, by, "handoff.package.arrive", id, version, func(tx *db.Tx, p *Package) error {
		var c errs.Check
		if read := ReadCode(code); read == "" {
			c.Add("slip", "handoff.err.code")
		} else if read != p.Code {
			c.Add("slip", "handoff.err.other_code")
		}
		if on == 0 {
			c.Add("received_on", "web.err.required")
		} else if on < clock.DateOf(p.MadeAt) || on > tx.Today() {
			c.Add("received_on", "handoff.err.received_on")
		}
		p.State, p.ReceivedOn, p.ReceivedBy = Received, on, by.ActorName()
		return c.Err()
	})
}

// TakeBack withdraws a package: nobody gets the file from here any more.
func (s *Service) TakeBack(ctx context.Context, by access.Actor, id string, version int64) error {
	return s.changePackage(ctx, by, "handoff.package.take_back", id, version, func(_ *db.Tx, p *Package) error {
		p.State = TakenBack
		return nil
	})
}

// Expire forgets the files whose time is over; the daily chores call it.
func (s *Service) Expire(tx *db.Tx) error {
	list, err := db.Select[Package](tx, packageColumns+" WHERE state=? AND expires_at<=?", Made, db.Arg(tx.Now))
	d := desk{s: s, tx: tx}
	for _, p := range list {
		p.State = Expired
		p.over(tx.Now, "")
		if err := d.keepPackage(&p, "handoff.package.expire", nil); err != nil {
			return err
		}
	}
	return err
}

// bar forgets the files of a subject whose shares are stopped.
func (d desk) bar(kind, subject string, which func(Request) bool) error {
	list, err := db.Select[Package](d.tx, packageColumns+" WHERE kind=? AND subject=? AND state=?", kind, subject, Made)
	for _, p := range list {
		if !which(Request{Kind: p.Kind, Subject: p.Subject, From: p.From, FromUnit: p.FromUnit, To: Outside, Purpose: p.Purpose, Shared: p.Shared, Basis: p.Basis}) {
			continue
		}
		p.State = Barred
		p.over(d.tx.Now, d.by.ActorName())
		if err := d.keepPackage(&p, "handoff.package.bar", nil); err != nil {
			return err
		}
	}
	return err
}

// PackagesOf are all packages about a subject, newest first: who holds data
// outside. The slice of the subject has asked whether the reader may see them.
func (s *Service) PackagesOf(tx *db.Tx, kind, subject string) ([]Package, error) {
	return db.Select[Package](tx, packageColumns+" WHERE kind=? AND subject=? ORDER BY made_at DESC, id DESC", kind, subject)
}
