package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"neove/access"
	"neove/app"
	"neove/internal/clock"
	"neove/measure"
	"neove/org"
	"neove/outreach"
)

// Label is shown on every page of a demo and stored with it.
const Label = "Bản trình diễn: tổng đã công bố giữ đúng, phân bổ theo xã là mô phỏng; kiểm tra, tin báo và tên người là giả định"

// gathered stands in the account of a demo: what the province did not publish.
const gathered = "Bản trình diễn: số liệu kiểm tra, tin báo là giả định; tỉnh không công bố các số này"

// Root is the province of the reference year; Today the day on which a demo
// begins: the year is over and every report of it approved.
var (
	Root  = "L80"
	Today = time.Date(2025, 1, 6, 1, 10, 0, 0, time.UTC)
)

// Clock is a settable clock for loading: entries are recorded when they happen.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the db.Config.Clock.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

// Set moves the clock.
func (c *Clock) Set(t time.Time) { c.mu.Lock(); c.now = t; c.mu.Unlock() }

// Load fills a migrated, empty database opened with the clock.
// Errors: a database that already has activities is refused.
func Load(ctx context.Context, a *app.App, c *Clock, progress func(string)) error {
	by := access.System("Bộ nạp dữ liệu trình diễn")
	c.Set(time.Date(2024, 1, 1, 1, 0, 0, 0, time.UTC))
	if err := a.Org.Oblige(ctx, by, Root, clock.On(2024, 1, 1), clock.On(2025, 7, 1)); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := loadProfile(ctx, a, by); err != nil {
		return err
	}
	if err := a.Org.Configure(ctx, by, org.Setting{Key: "report.note", Value: gathered, From: clock.On(2024, 1, 1), Source: Label}); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	tree, err := a.Org.Tree(ctx)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(2024, 80))
	plans := spread(rng, tree.Communes(Root, clock.On(2024, 1, 1), clock.On(2025, 1, 1)))
	campaign, err := a.Outreach.Plan(ctx, by, outreach.Campaign{Unit: Root, Name: "Hưởng ứng Ngày thế giới và Ngày toàn dân phòng, chống mua bán người 30/7/2024",
		Theme: "Phòng, chống mua bán người", From: clock.On(2024, 7, 1), To: clock.On(2024, 7, 31), Directing: "266/KH-SLĐTBXH ngày 12/01/2024",
		Slogans: "Toàn dân tích cực hưởng ứng Ngày toàn dân phòng, chống mua bán người 30/7\nChung tay phòng, chống mua bán người"})
	if err != nil {
		return err
	}
	for m := 1; m <= 12; m++ {
		if err := loadMonth(ctx, a, c, by, rng, plans, m, campaign.ID); err != nil {
			return fmt.Errorf("demo: month %d: %w", m, err)
		}
		progress(fmt.Sprintf("  tháng %d/2024", m))
	}
	if err := loadLivelihood(ctx, a, c, by, rand.New(rand.NewPCG(2024, 14)), tree); err != nil {
		return err
	}
	if err := loadTraining(ctx, a, c, by, rand.New(rand.NewPCG(2024, 9)), tree); err != nil {
		return err
	}
	if err := loadInspection(ctx, a, c, by, rand.New(rand.NewPCG(2024, 11)), tree); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := loadDirective(ctx, a, c, by, rand.New(rand.NewPCG(2024, 3)), tree); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := loadTips(ctx, a, c, by, rand.New(rand.NewPCG(2024, 13)), tree); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	// The account of 2024 says that no victim was found: every commune reports none.
	if err := signYear(ctx, a, c, by, tree, "casework"); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := loadPartners(ctx, a, c, by, rand.New(rand.NewPCG(2024, 19)), tree); err != nil {
		return fmt.Errorf("demo: partners: %w", err)
	}
	if err := loadShelter(ctx, a, c, by, rand.New(rand.NewPCG(2024, 17)), tree); err != nil {
		return fmt.Errorf("demo: shelter: %w", err)
	}
	c.Set(Today)
	return loadJanuary(ctx, a, by, rng, tree)
}

// loadMonth records a month's activities, sends and approves its reports.
func loadMonth(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, plans []plan, month int, campaign string) error {
	var units []string
	period := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: month}
	end := period.Window().To
	c.Set(end.Time().Add(2 * time.Hour))
	for _, p := range plans {
		if p.month.N != month {
			continue
		}
		units = append(units, p.unit.ID)
		list := activities(rng, p, campaign)
		if len(list) == 0 {
			if err := a.Outreach.DeclareNil(ctx, by, p.unit.ID, period.Code(), true); err != nil {
				return err
			}
			continue
		}
		if _, err := a.Outreach.RecordAll(ctx, by, list, ""); err != nil {
			return err
		}
	}
	if err := a.Outreach.SendAll(ctx, by, units, period.Code(), "Số liệu mô phỏng của bản trình diễn"); err != nil {
		return err
	}
	c.Set(end.Time().Add(30 * time.Hour))
	return a.Outreach.ApproveEvery(ctx, by, units, period.Code())
}

// loadJanuary leaves the demo's present month at work: drafts, one report sent
// and one returned. It lies outside the reference year.
func loadJanuary(ctx context.Context, a *app.App, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	period := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2025, N: 1}
	for i, u := range tree.CommunesOn(Root, clock.On(2025, 1, 6)) {
		if i%9 != 0 {
			continue
		}
		p := plan{unit: u, month: period, from: clock.On(2025, 1, 1), to: clock.On(2025, 1, 6), sessions: []int64{60 + rng.Int64N(40)}, rounds: 1 + rng.Int64N(3)}
		if _, err := a.Outreach.RecordAll(ctx, by, activities(rng, p, ""), ""); err != nil {
			return err
		}
		switch i {
		case 9, 18, 27:
			if err := a.Outreach.SendAll(ctx, by, []string{u.ID}, period.Code(), "Số liệu mô phỏng của bản trình diễn"); err != nil {
				return err
			}
		}
		if i == 27 {
			if err := a.Outreach.Return(ctx, by, u.ID, period.Code(), "Kỳ báo cáo chưa kết thúc, đề nghị bổ sung số liệu đến hết tháng", nil); err != nil {
				return err
			}
		}
	}
	return nil
}
