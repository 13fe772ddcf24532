package outreach_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"neove/access"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/org"
	"neove/outreach"
)

const (
	sheetUnit   = "L27694" // Phường 1, Thành phố Tân An, Tỉnh Long An
	sheetPeriod = "2024-06"
)

var officer = access.Actor{ID: "u1", Name: "Nguyễn Thị Hòa", Grants: []access.Grant{{Role: access.CommuneOfficer, Unit: sheetUnit}}}

// sheetWorld is one database with its services and the events it has seen.
type sheetWorld struct {
	*outreach.Service
	db *db.DB

	mu     sync.Mutex
	events []db.Event
}

func (w *sheetWorld) seen() int { w.mu.Lock(); defer w.mu.Unlock(); return len(w.events) }

// sheetEach runs fn on both engines with units and channels loaded.
func sheetEach(t *testing.T, fn func(t *testing.T, w *sheetWorld)) {
	t.Helper()
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &sheetWorld{}
			w.db = open(t, dbtest.Options{
				Prepare: dbtest.Prepare{Name: "sheet", Fill: sheetFill},
				Audit: func(_ *db.Tx, _ db.By, events []db.Event) error {
					w.mu.Lock()
					defer w.mu.Unlock()
					w.events = append(w.events, events...)
					return nil
				},
			})
			w.Service = outreach.NewService(w.db, org.NewService(w.db))
			w.events = nil
			fn(t, w)
		})
	}
}

func sheetFill(d *db.DB) error {
	ctx, by := context.Background(), access.System("test")
	if err := org.NewService(d).Load(ctx, by); err != nil {
		return err
	}
	return d.Write(ctx, by, "outreach.channel.seed", outreach.SeedChannels)
}

// tables is everything that an import could change, as text.
func (w *sheetWorld) tables(t *testing.T) string {
	t.Helper()
	var out []string
	err := w.db.View(t.Context(), func(tx *db.Tx) error {
		for _, table := range []string{"outreach_activities", "outreach_months", "outreach_totals", "outreach_remarks", "outreach_editions", "measure_facts", "measure_sums", "measure_clock"} {
			rows, err := tx.Query("SELECT * FROM " + table)
			if err != nil {
				return err
			}
			cols, err := rows.Columns()
			if err != nil {
				return err
			}
			for rows.Next() {
				cells, to := make([]any, len(cols)), make([]any, len(cols))
				for i := range cells {
					to[i] = &cells[i]
				}
				if err := rows.Scan(to...); err != nil {
					return err
				}
				out = append(out, fmt.Sprintln(table, cells))
			}
			if err := rows.Err(); err != nil {
				return err
			}
			rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

func (w *sheetWorld) template(t *testing.T, unit, period string) *excelize.File {
	t.Helper()
	var buf bytes.Buffer
	if err := w.Template(t.Context(), officer, unit, period, &buf); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// cells fills "A6": value pairs of a sheet.
func cells(t *testing.T, f *excelize.File, sheet string, at map[string]any) *excelize.File {
	t.Helper()
	for ref, v := range at {
		if err := f.SetCellValue(sheet, ref, v); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func packed(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func (w *sheetWorld) take(t *testing.T, raw []byte) (outreach.ImportResult, error) {
	t.Helper()
	return w.Import(t.Context(), officer, bytes.NewReader(raw), false, "")
}

// problemsOf writes the fields of an error as "sheet!column row key".
func problemsOf(err error) []string {
	var out []string
	for _, f := range errs.From(err).Fields {
		out = append(out, fmt.Sprintf("%s %d %s", f.Name, f.Row, strings.TrimPrefix(strings.TrimPrefix(f.Key, "outreach."), "sheet.err.")))
	}
	return out
}

func (w *sheetWorld) book(t *testing.T, unit string) []outreach.Activity {
	t.Helper()
	list, _, err := w.Activities(t.Context(), access.System("test"), unit, outreach.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSheetRoundTrip(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		f := w.template(t, sheetUnit, sheetPeriod)
		cells(t, f, "Hoạt động", map[string]any{
			"A6": "Tuyên truyền trực tiếp (họp, sinh hoạt)", "B6": 45452, "D6": "Nhà văn hóa khu phố 2", "F6": 1920, "G6": "1.020", "H6": 0,
			"I6": "2,5 triệu", "K6": "Học sinh, phụ nữ", "L6": "=cmd|' /C calc'!A0", "M6": "Tiếng Việt",
			"A7": "loa di động", "B7": "ngày 09 tháng 6 năm 2024", "E7": 3, "I7": "2.000.000 đồng",
			"A8": "Loa truyền thanh", "B8": "09-06-2024", "C8": "10/6/2024", "E8": 4, "J8": "xã",
			"A9": "loa di động", "B9": "9/6/2024", "E9": 3, "I9": 2000000,
		})
		cells(t, f, "Tổng số", map[string]any{"D7": 5, "D12": 40, "D13": "0", "I13": "không phát sinh"})
		raw := packed(t, f)
		got, err := w.take(t, raw)
		if err != nil {
			t.Fatal(err)
		}
		want := outreach.ImportResult{Unit: sheetUnit, UnitName: "Phường 1", Period: sheetPeriod, Added: 4, Totals: 4}
		if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "Warnings" }, cmp.Ignore())); diff != "" {
			t.Error(diff)
		}
		// Two rounds of the loudspeaker make 6, more than the total of 5.
		if len(got.Warnings) != 1 || got.Warnings[0].Key != "outreach.sheet.warn.below_book" || got.Warnings[0].Row != 7 {
			t.Errorf("warnings: %+v", got.Warnings)
		}
		if n := len(w.book(t, sheetUnit)); n != 4 {
			t.Fatalf("%d activities in the book", n)
		}
		for _, a := range w.book(t, sheetUnit) {
			if a.From.String() != "2024-06-09" {
				t.Errorf("%s on %s", a.Channel, a.From)
			}
			if a.Channel == "session" && (*a.People != 1920 || *a.Women != 1020 || *a.Minors != 0 || *a.Amount != 2_500_000 ||
				a.Audience != "pupils,women" || a.Topic != "=cmd|' /C calc'!A0" || a.Quantity != 1) {
				t.Errorf("session: %+v", a)
			}
			if a.Channel == "radio" && (a.Level != "commune" || a.To.String() != "2024-06-10") {
				t.Errorf("radio: %+v", a)
			}
		}
		r, err := w.Report(t.Context(), officer, sheetUnit, sheetPeriod)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range r.Lines {
			if l.Channel.Code == "message" && (l.Note != "không phát sinh" || *l.Cells[outreach.Quantity].Typed != 0) {
				t.Errorf("message: %+v", l)
			}
		}
		w.again(t, raw, outreach.ImportResult{Unit: sheetUnit, UnitName: "Phường 1", Period: sheetPeriod, Known: 4, TotalsKnown: 4})
	})
}

// again imports a file once more and finds nothing changed.
func (w *sheetWorld) again(t *testing.T, raw []byte, want outreach.ImportResult) {
	t.Helper()
	events, before := w.seen(), w.tables(t)
	if events == 0 || !strings.Contains(before, "measure_facts") {
		t.Fatalf("the first import left %d events", events)
	}
	got, err := w.take(t, raw)
	if err != nil {
		t.Fatal(err)
	}
	got.Warnings = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := w.seen() - events; n != 0 {
		t.Errorf("the second import wrote %d events", n)
	}
	if diff := cmp.Diff(before, w.tables(t)); diff != "" {
		t.Errorf("the second import changed rows: %s", diff)
	}
}

func TestSheetDryRun(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		f := cells(t, w.template(t, sheetUnit, sheetPeriod), "Hoạt động", map[string]any{"A6": "Băng rôn", "B6": "9/6/2024", "E6": 2})
		raw, before := packed(t, cells(t, f, "Tổng số", map[string]any{"D7": 5})), w.tables(t)
		got, err := w.Import(t.Context(), officer, bytes.NewReader(raw), true, "")
		if err != nil || got.Added != 1 || got.Totals != 1 || !got.DryRun {
			t.Errorf("%+v, %v", got, err)
		}
		if w.seen() != 0 || w.tables(t) != before {
			t.Error("a trial stored something")
		}
	})
}

// Blank cells keep what is typed; filled ones replace it, cell by cell.
func TestSheetTotalsMerge(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		n := func(v int64) *int64 { return &v }
		err := w.Save(t.Context(), officer, sheetUnit, sheetPeriod, 0, outreach.Totals{"session": {outreach.Quantity: n(3), outreach.People: n(90)}}, map[string]string{"session": "cũ"})
		if err != nil {
			t.Fatal(err)
		}
		f := cells(t, w.template(t, sheetUnit, sheetPeriod), "Tổng số", map[string]any{"E6": 120, "D7": 0, "F7": "–"})
		got, err := w.take(t, packed(t, f))
		if err != nil || got.Totals != 2 || got.TotalsKnown != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		r, err := w.Report(t.Context(), officer, sheetUnit, sheetPeriod)
		if err != nil {
			t.Fatal(err)
		}
		s, loud := r.Lines[0], r.Lines[1]
		if *s.Cells[outreach.Quantity].Typed != 3 || *s.Cells[outreach.People].Typed != 120 || s.Cells[outreach.Women].Typed != nil || s.Note != "cũ" || *loud.Cells[outreach.Quantity].Typed != 0 {
			t.Errorf("%+v %+v", s, loud)
		}
	})
}

// An approved month takes a change only with a reason, and no change without one.
func TestSheetLockedMonth(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		f := cells(t, w.template(t, sheetUnit, sheetPeriod), "Hoạt động", map[string]any{"A6": "Băng rôn", "B6": "9/6/2024"})
		f = cells(t, f, "Tổng số", map[string]any{"D7": 5})
		first := packed(t, f)
		ctx, system := t.Context(), access.System("test")
		if _, err := w.take(t, first); err != nil {
			t.Fatal(err)
		}
		if err := w.Send(ctx, officer, sheetUnit, sheetPeriod, 1); err != nil {
			t.Fatal(err)
		}
		more := packed(t, cells(t, f, "Tổng số", map[string]any{"D7": 6}))
		if _, err := w.take(t, more); !errs.Is(err, errs.Conflict) {
			t.Errorf("a month that waits: %v", err)
		}
		if err := w.Approve(ctx, system, sheetUnit, sheetPeriod, 2); err != nil {
			t.Fatal(err)
		}
		w.again(t, first, outreach.ImportResult{Unit: sheetUnit, UnitName: "Phường 1", Period: sheetPeriod, Known: 1, TotalsKnown: 1})
		if _, err := w.take(t, more); !errs.Is(err, errs.Invalid) || errs.From(err).Key != "outreach.err.locked" {
			t.Errorf("an approved month: %v", err)
		}
		got, err := w.Import(ctx, officer, bytes.NewReader(more), false, "ghi thiếu một buổi")
		if err != nil || got.Totals != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		r, err := w.Report(ctx, officer, sheetUnit, sheetPeriod)
		if err != nil || r.State != outreach.Draft || r.Version != 2 || r.Reason != "ghi thiếu một buổi" {
			t.Errorf("%+v, %v", r.Month, err)
		}
	})
}
