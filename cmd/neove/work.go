package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"neove/access"
	"neove/app"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/measure"
	"neove/report"
)

// operator is who works on the command line: whoever holds the database.
var operator = access.System("Dòng lệnh")

type reportCmd struct {
	Year reportYearCmd `cmd:"" help:"The year account: every figure of the year, as text or JSON."`
}

type reportYearCmd struct {
	database
	Unit   string     `required:"" help:"Key of the unit, e.g. L80." placeholder:"KEY"`
	Year   int        `required:"" help:"Year of the account."`
	Window string     `default:"calendar" enum:"calendar,administrative" help:"1/1–31/12, or 15/12–14/12 (Decree 09/2019/NĐ-CP)."`
	Tree   clock.Date `help:"Day whose units are used; the last day of the window when absent." placeholder:"YYYY-MM-DD"`
	Format string     `default:"text" enum:"text,json"`
	Lang   string     `default:"vi" enum:"vi,en"`
	By     string     `default:"" enum:",unit,commune,month" help:"Also the figures of the units below, of all communes, or by month."`
}

func (c reportYearCmd) Run(e env) error {
	a, err := c.open(e, app.Config{})
	if err != nil {
		return err
	}
	defer a.Close()
	acc, err := a.Report.Year(e.ctx, operator, report.YearQuery{Unit: c.Unit, Year: c.Year, Kind: measure.Kind(c.Window), Tree: c.Tree,
		By: indicator.Grouping(c.By), Lang: i18n.ParseLang(c.Lang)})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", " ")
		return enc.Encode(acc.Answer)
	}
	return acc.WriteText(e.out, a.Bundle)
}

type templateCmd struct {
	database
	Unit   string `required:"" help:"Key of the unit, e.g. L27694." placeholder:"KEY"`
	Period string `required:"" help:"Month, e.g. 2024-06." placeholder:"YYYY-MM"`
	Output string `short:"o" required:"" help:"File to write." placeholder:"FILE"`
}

func (c templateCmd) Run(e env) error {
	a, err := c.open(e, app.Config{})
	if err != nil {
		return err
	}
	defer a.Close()
	return writeWhole(c.Output, func(w io.Writer) error { return a.Outreach.Template(e.ctx, operator, c.Unit, c.Period, w) })
}

// writeWhole writes a file that is there only when all of it is.
func writeWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".neove-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing half-written stays
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

type importCmd struct {
	File string `arg:"" help:"Filled template (.xlsx)."`
	database
	DryRun bool   `help:"Check only; store nothing."`
	Reason string `help:"Reason, when the month is approved already."`
}

func (c importCmd) Run(e env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	a, err := c.open(e, app.Config{})
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Outreach.Import(e.ctx, operator, f, c.DryRun, c.Reason)
	if err != nil {
		return err
	}
	for _, w := range r.Warnings {
		fmt.Fprintln(e.errOut, "  "+a.Bundle.T(i18n.Vi, w.Key, w.Args...))
	}
	state := "Đã ghi"
	if c.DryRun {
		state = "Đã kiểm tra, chưa ghi"
	}
	fmt.Fprintf(e.out, "%s: %s, tháng %s: %d hoạt động mới, %d đã có; %d tổng số mới, %d đã có.\n", state, r.UnitName, r.Period, r.Added, r.Known, r.Totals, r.TotalsKnown)
	return nil
}
