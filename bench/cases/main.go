// Command cases fills a database with cases and times the pages of one officer
// among many, and what a change of stage writes.
//
//	go run ./bench/cases [-cases 20000] [-officers 40] [-rounds 100] [-db URL]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/app"
	"neove/casework"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/person"
)

var (
	office = access.Office{Role: access.ProvinceOfficer, Unit: "L80"}
	now    = time.Date(2025, 3, 3, 2, 0, 0, 0, time.UTC)
)

func main() {
	cases := flag.Int("cases", 20_000, "how many cases")
	officers := flag.Int("officers", 40, "among how many officers they are")
	rounds := flag.Int("rounds", 100, "how often each page is asked")
	url := flag.String("db", "", "empty database; a SQLite file is made when absent")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if err := run(context.Background(), *url, *cases, *officers, *rounds); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, url string, n, officers, rounds int) error {
	file := ""
	if url == "" {
		dir, err := os.MkdirTemp("", "neove-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		file = filepath.Join(dir, "cases.db")
		url = "sqlite:" + file
	}
	at := now
	a, err := app.Open(ctx, app.Config{URL: url, Clock: func() time.Time { return at }, Keys: seal.Throwaway()})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	tokens, err := people(ctx, a, officers)
	if err != nil {
		return err
	}
	begin := time.Now()
	codes, err := fill(ctx, a, tokens, n)
	if err != nil {
		return err
	}
	fmt.Printf("%d cases of %d officers in %s\n", n, officers, time.Since(begin).Round(time.Second))
	srv, err := a.Server(false)
	if err != nil {
		return err
	}
	if err := ask(srv.Handler(), tokens[0], codes, rounds, func() { at = at.Add(time.Minute) }); err != nil {
		return err
	}
	return moves(ctx, a, tokens[0], codes, file)
}

const password = "mat-khau-cua-phep-do"

func people(ctx context.Context, a *app.App, n int) ([]string, error) {
	var tokens []string
	for i := range n {
		account := fmt.Sprintf("canbo-%02d", i)
		if _, err := a.Access.AddUserWith(ctx, access.System("bench"), access.UserInput{Account: account, Name: "Cán Bộ Thử", Role: office.Role, Unit: office.Unit}, password); err != nil {
			return nil, err
		}
		token, _, err := a.Access.SignIn(ctx, account, password, access.Browser)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// fill opens the cases and writes ten records into each of the first hundred,
// which are those of the first officer. It returns the codes of these.
func fill(ctx context.Context, a *app.App, tokens []string, n int) (codes []string, err error) {
	for i := 0; i < n; {
		who := (i / 100) % len(tokens)
		by, err := a.Access.ByToken(ctx, tokens[who])
		if err != nil {
			return nil, err
		}
		err = a.DB.Write(ctx, by, "casework.case.open", func(tx *db.Tx) error {
			for range min(100, n-i) {
				c, err := a.Casework.Open(tx, by, casework.Opening{Office: office.String(), Role: casework.Main, ReceivedOn: clock.DateOf(now) - clock.Date(i%300),
					Profile: person.Profile{Name: person.Told(fmt.Sprintf("Nguyễn Thị Số %d", i)), Safe: person.Told("Mai"), Sex: person.Told("female")},
					Core:    casework.Core{Sex: "female", AgeLow: 20, AgeHigh: 24, Minor: "no", Citizenship: "vn", Home: "out", Channel: "rescue"}})
				if err != nil {
					return err
				}
				if i < 100 {
					codes = append(codes, c.Code)
				}
				i++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	by, err := a.Access.ByToken(ctx, tokens[0])
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		for k := range 10 {
			v := casework.Values{"on": {clock.DateOf(now).String()}, "regime": {"old.medical"}, "what": {fmt.Sprintf("Khám lần %d", k)}, "money": {"200000"}, "funding": {"local"}, "text": {strings.Repeat("Đã khám và cấp thuốc. ", 10)}}
			if _, err := a.Casework.Write(ctx, by, code, "service", "", v); err != nil {
				return nil, err
			}
		}
	}
	return codes, nil
}

func ask(h http.Handler, token string, codes []string, rounds int, tick func()) error {
	pages := []string{"/casework/cases/%s", "/casework/cases/%s/plan", "/casework/cases/%s/timeline", "/casework/cases"}
	took := make([][]time.Duration, len(pages))
	for round := range rounds {
		for i, p := range pages {
			if strings.Contains(p, "%s") {
				p = fmt.Sprintf(p, codes[round%len(codes)])
			}
			r := httptest.NewRequest("GET", p, nil)
			r.AddCookie(&http.Cookie{Name: "neove", Value: token})
			w := httptest.NewRecorder()
			begin := time.Now()
			h.ServeHTTP(w, r)
			took[i] = append(took[i], time.Since(begin))
			if w.Code != 200 {
				return fmt.Errorf("%s answered %d", p, w.Code)
			}
			tick() // reading is paced by the minute
		}
	}
	fmt.Printf("%-34s %9s %9s\n", "page", "median ms", "p95 ms")
	for i, p := range pages {
		slices.Sort(took[i])
		fmt.Printf("%-34s %9.1f %9.1f\n", p, ms(took[i][len(took[i])/2]), ms(took[i][len(took[i])*95/100]))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// moves takes every case one stage on and says how much a move wrote: on
// PostgreSQL the log, on SQLite what was added to the write-ahead log.
func moves(ctx context.Context, a *app.App, token string, codes []string, file string) error {
	by, err := a.Access.ByToken(ctx, token)
	if err != nil {
		return err
	}
	if file != "" { // begin with an empty log that is not written back meanwhile
		for _, q := range []string{"PRAGMA wal_autocheckpoint=0", "PRAGMA wal_checkpoint(TRUNCATE)"} {
			if _, err := a.DB.SQL().ExecContext(ctx, q); err != nil {
				return err
			}
		}
	}
	before, err := written(ctx, a, file)
	if err != nil {
		return err
	}
	begin := time.Now()
	for _, code := range codes {
		if err := a.Casework.Move(ctx, by, code, 0, casework.Identification, "đo"); err != nil {
			return err
		}
	}
	after, err := written(ctx, a, file)
	if err != nil {
		return err
	}
	fmt.Printf("%d changes of stage: %.1f ms each, %.1f kB written each\n", len(codes), ms(time.Since(begin))/float64(len(codes)), float64(after-before)/float64(len(codes))/1000)
	return nil
}

func written(ctx context.Context, a *app.App, file string) (n int64, err error) {
	if file == "" {
		err = a.DB.View(ctx, func(tx *db.Tx) error {
			n, err = db.Get[int64](tx, "SELECT CAST(pg_current_wal_lsn() - '0/0'::pg_lsn AS BIGINT)")
			return err
		})
		return n, err
	}
	info, err := os.Stat(file + "-wal")
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
