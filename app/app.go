// Package app puts the slices together: the database, the services, the list of
// modules, the menu and the first page of each role.
package app

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"neove/access"
	"neove/audit"
	"neove/casework"
	"neove/directive"
	"neove/handoff"
	"neove/indicator"
	"neove/inspection"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/i18n"
	"neove/internal/module"
	"neove/internal/seal"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/livelihood"
	"neove/measure"
	"neove/migrations"
	"neove/org"
	"neove/outreach"
	"neove/partner"
	"neove/person"
	"neove/report"
	"neove/shelter"
	"neove/signoff"
	"neove/tip"
	"neove/training"
)

// Version of the program.
const Version = "0.1.0"

// Config of the program.
type Config struct {
	URL     string           // sqlite:FILE or postgres://…
	Clock   func() time.Time // nil means time.Now
	Fragile bool             // demo loading only: no fsync
	Demo    string           // text of the band on every page; "" for none
	Secure  bool             // browsers reach us by TLS
	Keys    *seal.Keys       // root key; nil refuses whatever is sealed
	Witness audit.Witness    // who holds the checkpoints of the history
	// SecondFactor demands what access/roles.csv says; the demo does without.
	SecondFactor bool
	Origin       string // address of the server for passkeys; "" takes that of the request
	Provider     *access.Provider
}

// App is the wired program.
type App struct {
	cfg        Config
	DB         *db.DB
	Access     *access.Service
	Org        *org.Service
	Audit      *audit.Service
	Signoff    *signoff.Service
	Outreach   *outreach.Service
	Directive  *directive.Service
	Training   *training.Service
	Inspection *inspection.Service
	Livelihood *livelihood.Service
	Tip        *tip.Service
	Partner    *partner.Service
	Person     *person.Service
	Casework   *casework.Service
	Handoff    *handoff.Service
	Shelter    *shelter.Service
	Indicator  *indicator.Service
	Report     *report.Service
	Keys       *seal.Keys
	Bundle     *i18n.Bundle
	modules    []module.Module
}

// Open connects to the database and wires the services; it does not migrate.
func Open(ctx context.Context, cfg Config) (*App, error) {
	d, err := db.Open(ctx, db.Config{URL: cfg.URL, Clock: cfg.Clock, Audit: audit.Append, Bookkeeping: migrations.Bookkeeping, Fragile: cfg.Fragile, Details: Details(cfg.Keys), Pace: audit.Pacing(PaceLimits)})
	if err != nil {
		return nil, err
	}
	a, err := Wire(d, cfg)
	if err != nil {
		d.Close()
	}
	return a, err
}

// Details seals the details of events under the root key, where there is one.
func Details(k *seal.Keys) db.Sealer {
	if k == nil {
		return db.Sealer{}
	}
	return k.Sealer(audit.DetailLabel)
}

// Wire builds the services on an open database; tests bring their own.
func Wire(d *db.DB, cfg Config) (*App, error) {
	a := &App{cfg: cfg, DB: d, Keys: cfg.Keys, Access: access.NewService(d), Org: org.NewService(d), Audit: audit.NewService(d)}
	a.Access.Covers = a.Org.Covers
	a.Access.InPlaceOf = a.Org.InPlaceOf
	a.Access.UnitName = func(unit string, _ clock.Date) string { return a.unitName(unit) }
	a.Access.Secure = cfg.Secure
	a.Access.FindUnit = a.findUnit
	a.Access.SecondFactor, a.Access.Origin = cfg.SecondFactor, cfg.Origin
	a.Access.Provider = cfg.Provider
	a.Access.Alert = func(tx *db.Tx, kind, subject, unit, detail string) error {
		return audit.Raise(tx, audit.Kind(kind), subject, unit, detail)
	}
	if cfg.Keys != nil {
		a.Access.Secrets = cfg.Keys.Sealer("access")
		pepper, err := cfg.Keys.Sub("pepper")
		if err != nil {
			return nil, err
		}
		a.Access.Pepper = pepper
	}
	if err := a.history(); err != nil {
		return nil, err
	}
	a.Signoff = signoff.NewService(d, a.Org)
	a.Signoff.Name = indicator.MeasureName
	a.Signoff.Lists = map[string]string{"training": "/training/courses", "inspection": "/inspection/checks", "tip": "/tip/tips", "livelihood": "/livelihood/supports", "casework": "/casework/cases"}
	a.Signoff.Secret = secretTopics
	a.Outreach = outreach.NewService(d, a.Org)
	a.Outreach.Keys = cfg.Keys
	a.Directive = directive.NewService(d, a.Org)
	a.Directive.Figure, a.Directive.Indicators = a.figureOf, a.indicatorOptions
	a.Training = training.NewService(d, a.Org, a.Signoff)
	a.Inspection = inspection.NewService(d, a.Org, a.Signoff)
	a.Inspection.Keys = cfg.Keys
	a.Livelihood = livelihood.NewService(d, a.Org, a.Signoff)
	a.Livelihood.Keys = cfg.Keys
	a.Partner = partner.NewService(d, a.Org, a.Signoff)
	a.Partner.Band = cfg.Demo
	a.Org.Declare(partner.Keys...)
	a.Org.PartnerName, a.Access.AgencyName, a.Access.Agencies = a.Partner.NameOf, a.Partner.NameOf, a.Partner.Agencies
	a.Livelihood.Partners = a.Partner.Options
	a.Org.Declare(tip.Keys...)
	a.Tip = tip.NewService(tip.Config{DB: d, Org: a.Org, Signoff: a.Signoff, Keys: cfg.Keys, Band: cfg.Demo})
	a.Person = person.NewService(person.Config{DB: d, Org: a.Org, Keys: cfg.Keys, Access: a.Access})
	a.Access.OnPanic = func() { a.Person.Forget("") }
	a.Org.Declare(handoff.Keys...)
	a.Org.Declare(shelter.Keys...)
	a.Shelter = shelter.NewService(shelter.Config{DB: d, Org: a.Org, Keys: cfg.Keys, Access: a.Access})
	a.Handoff = handoff.NewService(handoff.Config{DB: d, Org: a.Org, Keys: cfg.Keys, Offers: a.offers})
	a.Casework = casework.NewService(casework.Config{DB: d, Org: a.Org, Keys: cfg.Keys, Person: a.Person, Access: a.Access, Signoff: a.Signoff, Handoff: a.Handoff, Shelter: a.Shelter})
	a.Casework.Providers, a.Casework.Figures = a.Partner.Options, a.caseFigures
	a.Indicator = indicator.NewService(indicator.Config{DB: d, Org: a.Org, Cube: measure.NewCube(),
		Complete:  a.completers(),
		EntryLink: a.entryLink,
		Secret:    secretTopics,
		Apart:     casework.Apart,
		Personal:  map[string]string{"livelihood.help": "livelihood.person.read"},
	})
	a.Report = &report.Service{DB: d, Org: a.Org, Figure: a.Indicator}
	a.modules = a.list()
	sources := []fs.FS{ui.Messages, web.Messages, sheet.Messages}
	for _, m := range a.modules {
		a.Audit.Secret = append(a.Audit.Secret, m.Secret...)
		if m.Messages != nil {
			sources = append(sources, m.Messages)
		}
	}
	var err error
	if a.Bundle, err = i18n.Load(sources...); err != nil {
		return nil, err
	}
	a.Report.Bundle = a.Bundle
	a.account()
	return a, nil
}

// secretTopics are those whose small figures could point at a person, with the
// permission of the officers who may see those of their own office. That of
// casework is held by no commune: of victims there, only their team knows.
var secretTopics = map[string]string{"casework": "casework.case.export", "shelter.stay": "shelter.stay.read", "shelter.incident": "shelter.stay.read", "shelter.visit": "shelter.stay.read", "tip": "tip.record"}

// completers says per topic whose reports make its figures complete.
func (a *App) completers() map[string]indicator.Completer {
	out := map[string]indicator.Completer{"outreach": {
		Owing: func(tx *db.Tx, w measure.Window) ([]org.Reporter, error) {
			return a.Org.Reporters(tx, "", w.From, w.To)
		},
		Done: a.Outreach.Complete}}
	for _, topic := range signoff.Topics {
		out[topic] = indicator.Completer{
			Owing: func(tx *db.Tx, w measure.Window) ([]org.Reporter, error) { return a.Signoff.Owing(tx, topic, "", w) },
			Done:  a.Signoff.Complete(topic)}
	}
	return out
}

// Close releases the database.
func (a *App) Close() error { return a.DB.Close() }

// Migrate brings the schema and the shipped data to this version.
func (a *App) Migrate(ctx context.Context) error {
	if err := a.DB.Migrate(ctx, migrations.FS); err != nil {
		return err
	}
	by := access.System("neove migrate")
	if err := a.Org.Load(ctx, by); err != nil {
		return fmt.Errorf("units: %w", err)
	}
	return a.DB.Write(ctx, by, "app.seed", func(tx *db.Tx) error {
		for _, m := range a.modules {
			if m.Seed == nil {
				continue
			}
			if err := m.Seed(tx); err != nil {
				return fmt.Errorf("%s: %w", m.Name, err)
			}
		}
		return indicator.Seed(tx)
	})
}

// Server builds the HTTP server over all modules.
func (a *App) Server(metricsPublic bool) (*web.Server, error) {
	sources := []ui.Source{{Name: "web", FS: web.Templates}, {Name: "sheet", FS: sheet.Templates, Shared: true}}
	cfg := web.Config{Version: Version, Bundle: a.Bundle, Identify: a.Access.Identify, Allow: access.Allow,
		Shell: a.shell, Ready: a.DB.Ping, Secure: a.cfg.Secure, MetricsPublic: metricsPublic}
	for _, m := range a.modules {
		sources = append(sources, ui.Source{Name: m.Name, FS: m.Templates})
		cfg.Routes = append(cfg.Routes, m.Routes...)
		cfg.Operations = append(cfg.Operations, m.API...)
	}
	var err error
	if cfg.Renderer, err = ui.New(a.Bundle, sources...); err != nil {
		return nil, err
	}
	return web.New(cfg)
}

// entryLink leads from a fact to the page of its record.
func (a *App) entryLink(kind, id string) string {
	if kind == "outreach.month" {
		unit, period := outreach.SplitMonthID(id)
		return "/outreach/months/" + unit + "/" + period
	}
	for _, m := range a.modules {
		if path := m.Entries[kind]; path != "" {
			return path + id
		}
	}
	return ""
}

func (a *App) unitName(unit string) string {
	t, err := a.Org.Tree(context.Background())
	if err != nil {
		return unit
	}
	return t.Name(unit)
}

// findUnit takes what an administrator typed for a unit: its key, or its name.
func (a *App) findUnit(text string) (id, name string, err error) {
	t, err := a.Org.Tree(context.Background())
	if err != nil {
		return "", "", err
	}
	u, err := t.Match(text, "VN", today(a.DB))
	return u.ID, u.Name, err
}
