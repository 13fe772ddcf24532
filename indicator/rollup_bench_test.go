package indicator

import (
	"testing"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/measure"
	"neove/migrations"
	"neove/org"
)

// The ministry's size: every commune of the country, ten years of months, a
// hundred measures: 39.9 million values.
func BenchmarkCountry(b *testing.B) {
	day := clock.On(2025, 7, 1)
	var tree *org.Tree
	d, err := db.Open(b.Context(), db.Config{URL: "sqlite:" + b.TempDir() + "/c.db", Audit: func(*db.Tx, db.By, []db.Event) error { return nil }, Fragile: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(b.Context(), migrations.FS); err != nil {
		b.Fatal(err)
	}
	s := org.NewService(d)
	if err := s.Load(b.Context(), access.System("bench")); err != nil {
		b.Fatal(err)
	}
	if tree, err = s.Tree(b.Context()); err != nil {
		b.Fatal(err)
	}
	const measures = 100
	communes := tree.CommunesOn("VN", day)
	cube := measure.NewCube()
	start := time.Now()
	cube.Widen(measures)
	first := measure.HalfOf(clock.On(2025, 7, 1))
	for _, u := range communes {
		for m := range 120 {
			for k := range measures {
				cube.Set(u.ID, first+measure.Half(2*m), k, int64(m+k+1))
			}
		}
	}
	built := time.Since(start)
	columns := make([][]int, measures)
	for k := range columns {
		columns[k] = []int{k}
	}
	w := measure.Window{From: clock.On(2030, 1, 1), To: clock.On(2031, 1, 1)}
	provinces := []string{"VN"}
	for _, p := range tree.Children("VN", day) {
		provinces = append(provinces, p.ID)
	}
	in := []string{"C80"}
	for _, u := range tree.CommunesOn("C80", day) {
		in = append(in, u.ID)
	}
	for name, groups := range map[string][]string{"year-by-province": provinces, "province-by-commune": in} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				reading := cube.Read()
				totals, err := reading.Totals(w)
				if err != nil {
					b.Fatal(err)
				}
				r := newRollup(tree, day, columns, groups)
				for i, u := range reading.Units() {
					r.add(u, totals[i])
				}
			}
			b.ReportMetric(built.Seconds(), "build-s")
			b.ReportMetric(float64(cube.Bytes())/(1<<20), "MiB")
		})
	}
}
