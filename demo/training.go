package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"neove/access"
	"neove/app"
	"neove/internal/clock"
	"neove/measure"
	"neove/org"
	"neove/training"
)

// publishedTraining are the province's totals for 2024: clusters and officials.
var publishedTraining = struct{ Clusters, Officials int64 }{5, 526}

// clusterPlan is a cluster of three districts with its officials by group.
type clusterPlan struct {
	from      clock.Date
	districts []org.Unit
	communes  []org.Unit
	home      map[string]string // commune → its district
	leaders   int               // the first communes also send a leader
}

// clusterDays are simulated: the account names none.
var clusterDays = []clock.Date{clock.On(2024, 4, 16), clock.On(2024, 5, 14), clock.On(2024, 6, 18), clock.On(2024, 8, 20), clock.On(2024, 9, 17)}

// loadTraining records the course on referral: planned in March, held in five
// clusters. One cluster is held by names, which are made up.
func loadTraining(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	plans := clusterPlans(tree)
	r := training.Record{Course: training.Course{Unit: Root, Year: 2024, Subject: "Chuyển tuyến nạn nhân bị mua bán", Topics: "referral,identification,support",
		Trainers: "Báo cáo viên Sở Lao động – Thương binh và Xã hội\nBáo cáo viên Công an tỉnh", Directing: "266/KH-SLĐTBXH ngày 12/01/2024", Language: "Tiếng Việt",
		Note: "Số lớp và số cán bộ theo báo cáo đã công bố; ngày, địa điểm và phân bổ là mô phỏng."}}
	for _, p := range plans {
		expected := p.size()
		r.Clusters = append(r.Clusters, training.Cluster{From: p.from, To: p.from + 1, Sessions: 4, Expected: &expected, Areas: p.areas(),
			Place: "Hội trường UBND " + lower(p.districts[0].Name), Host: "Phòng Lao động – Thương binh và Xã hội " + lower(p.districts[0].Name)})
	}
	c.Set(evening(clock.On(2024, 3, 5)))
	r, err := a.Training.Record(ctx, by, r, "")
	if err != nil {
		return fmt.Errorf("training: %w", err)
	}
	for i, p := range plans {
		c.Set(evening(p.from + 1))
		if err := holdCluster(ctx, a, by, rng, r.Clusters[i], p, i == 1); err != nil {
			return fmt.Errorf("training: cluster %d: %w", i+1, err)
		}
	}
	for m := 1; m <= 12; m++ {
		p := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: m}
		c.Set(p.Window().To.Time().Add(2 * time.Hour))
		if err := a.Signoff.SignEvery(ctx, by, "training", []string{Root}, p.Code()); err != nil {
			return fmt.Errorf("training: %w", err)
		}
	}
	return nil
}

// clusterPlans divide the districts in order. Every district office sends two
// people, every commune its labour officer and a police officer; leaders of
// communes make up the published number.
func clusterPlans(tree *org.Tree) []clusterPlan {
	day := clusterDays[0]
	plans := make([]clusterPlan, publishedTraining.Clusters)
	districts := tree.Children(Root, day)
	left := publishedTraining.Officials
	for i, d := range districts {
		p := &plans[i*len(plans)/len(districts)]
		if p.home == nil {
			p.home = map[string]string{}
		}
		p.districts, left = append(p.districts, d), left-2
		for _, u := range tree.CommunesOn(d.ID, day) {
			p.communes, left = append(p.communes, u), left-2
			p.home[u.ID] = lower(d.Name)
		}
	}
	var weights []int64
	for i := range plans {
		plans[i].from = clusterDays[i]
		weights = append(weights, int64(len(plans[i].communes)))
	}
	for i, n := range measure.Apportion(left, weights) {
		plans[i].leaders = int(n)
	}
	return plans
}

func (p clusterPlan) size() int64 {
	return int64(2*len(p.districts) + 2*len(p.communes) + p.leaders)
}

func (p clusterPlan) areas() string {
	var ids []string
	for _, d := range p.districts {
		ids = append(ids, d.ID)
	}
	return strings.Join(ids, ",")
}

func holdCluster(ctx context.Context, a *app.App, by access.Actor, rng *rand.Rand, c training.Cluster, p clusterPlan, named bool) error {
	if named {
		c, err := a.Training.SetParticipants(ctx, by, c.ID, c.Version, p.officials(rng), "")
		if err != nil {
			return err
		}
		_, err = a.Training.Certify(ctx, by, c.ID, c.Version, 1, "/2024/GCN", c.To, "")
		return err
	}
	for _, g := range []struct {
		group, level string
		people       int
	}{{"labour_office", "district", 2 * len(p.districts)}, {"commune_leader", "commune", p.leaders},
		{"labour_officer", "commune", len(p.communes)}, {"commune_police", "commune", len(p.communes)}} {
		people := int64(g.people)
		women := people * (30 + rng.Int64N(25)) / 100
		if g.group == "commune_police" {
			women = people * (5 + rng.Int64N(8)) / 100
		}
		c.Typed = append(c.Typed, training.Headcount{Group: g.group, Level: g.level, People: people, Women: &women})
	}
	before, after := 52+rng.Int64N(14), 76+rng.Int64N(10)
	c.Before, c.After = &before, &after
	_, err := a.Training.AmendCluster(ctx, by, c.ID, c.Version, c, "")
	return err
}

// Names are made up from common ones.
var (
	surnames    = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương"}
	womenMiddle = []string{"Thị", "Thị Kim", "Thị Ngọc", "Thị Thanh", "Thị Thu", "Thị Mỹ"}
	womenGiven  = []string{"Hoa", "Lan", "Hương", "Tuyết", "Nga", "Phượng", "Diễm", "Trang", "Thảo", "Yến"}
	menMiddle   = []string{"Văn", "Minh", "Thanh", "Quốc", "Hữu", "Hoàng"}
	menGiven    = []string{"Tâm", "Hùng", "Dũng", "Phúc", "Tài", "Nhân", "Khoa", "Bình", "Sơn", "Trí"}
)

func fictional(rng *rand.Rand, woman bool) (name, sex string) {
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	if woman {
		return pick(surnames) + " " + pick(womenMiddle) + " " + pick(womenGiven), "female"
	}
	return pick(surnames) + " " + pick(menMiddle) + " " + pick(menGiven), "male"
}

func (p clusterPlan) officials(rng *rand.Rand) []training.Participant {
	var out []training.Participant
	add := func(group, unit, post string, percentWomen int) {
		o := training.Participant{UnitText: unit, Post: post, Group: group, Line: len(out) + 1}
		o.Name, o.Sex = fictional(rng, rng.IntN(100) < percentWomen)
		attended, before := int64(4), int64(40+rng.IntN(35))
		if rng.IntN(12) == 0 {
			attended = 3
		}
		after := min(100, before+int64(8+rng.IntN(26)))
		o.Attended, o.Before, o.After = &attended, &before, &after
		out = append(out, o)
	}
	for _, d := range p.districts {
		add("labour_office", "Phòng LĐTBXH "+lower(d.Name), "Phó Trưởng phòng", 40)
		add("labour_office", "Phòng LĐTBXH "+lower(d.Name), "Chuyên viên", 60)
	}
	for i, u := range p.communes {
		where := lower(u.Name) + ", " + p.home[u.ID]
		if i < p.leaders {
			add("commune_leader", "UBND "+where, "Phó Chủ tịch UBND", 30)
		}
		add("labour_officer", "UBND "+where, "Công chức Văn hóa – Xã hội", 55)
		add("commune_police", "Công an "+where, "Phó Trưởng Công an", 8)
	}
	return out
}

// lower writes "Huyện Bến Lức" inside a sentence.
func lower(name string) string {
	r, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(r)) + name[size:]
}
