// Command pages times pages of the reference year in one process: every page
// is asked in turn, round after round, so that a noisy machine slows all alike.
//
//	go run ./bench/pages [-rounds 30] [-db URL of a loaded demo]
package main

import (
	"bytes"
	"compress/gzip"
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
	"time"

	"neove/access"
	"neove/app"
	"neove/demo"
	"neove/internal/seal"
)

// pages are what people open most, and what is heaviest.
var pages = []struct{ as, path string }{
	{"tinh", "/"},
	{"tinh", "/indicator/grid?unit=L80&year=2024"},
	{"tinh", "/indicator/grid?unit=L80&year=2024&indicator=all"},
	{"tinh", "/api/v1/indicator/grid?unit=L80&year=2024"},
	{"tinh", "/outreach/months?unit=L80&year=2024"},
	{"tinh", "/signoff/months?unit=L80&year=2024&topic=tip"},
	{"tinh", "/outreach/activities?unit=L80"},
	{"tinh", "/report/year?unit=L80&year=2024"},
	{"xa-luonghoa", "/"},
	{"xa-luonghoa", "/outreach/months/L28003/2024-06"},
	{"xa-luonghoa", "/outreach/activities/new"},
}

func main() {
	rounds := flag.Int("rounds", 30, "how often each page is asked")
	url := flag.String("db", "", "database with the demo; one is made when absent")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if err := run(context.Background(), *url, *rounds); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, url string, rounds int) error {
	k := seal.Throwaway()
	if url == "" {
		dir, err := os.MkdirTemp("", "neove-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		url = "sqlite:" + filepath.Join(dir, "demo.db")
		if err := load(ctx, url, k); err != nil {
			return err
		}
	}
	a, err := app.Open(ctx, app.Config{URL: url, Clock: func() time.Time { return demo.Today }, Keys: k})
	if err != nil {
		return err
	}
	defer a.Close()
	tokens, err := tokens(ctx, a)
	if err != nil {
		return err
	}
	srv, err := a.Server(false)
	if err != nil {
		return err
	}
	took := make([][]time.Duration, len(pages))
	bodies := make([][]byte, len(pages))
	for range rounds {
		for i, p := range pages {
			r := httptest.NewRequest("GET", p.path, nil)
			r.AddCookie(&http.Cookie{Name: "neove", Value: tokens[p.as]})
			w := httptest.NewRecorder()
			begin := time.Now()
			srv.Handler().ServeHTTP(w, r)
			took[i] = append(took[i], time.Since(begin))
			if w.Code != 200 {
				return fmt.Errorf("%s answered %d", p.path, w.Code)
			}
			bodies[i] = w.Body.Bytes()
		}
	}
	fmt.Printf("%-62s %9s %9s %9s %9s\n", "page", "median ms", "p95 ms", "kB", "gzip kB")
	for i, p := range pages {
		slices.Sort(took[i])
		fmt.Printf("%-62s %9.1f %9.1f %9.1f %9.1f\n", p.path, ms(took[i][len(took[i])/2]), ms(took[i][len(took[i])*95/100]),
			float64(len(bodies[i]))/1000, float64(zipped(bodies[i]))/1000)
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func zipped(b []byte) int {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(b)
	z.Close()
	return buf.Len()
}

func load(ctx context.Context, url string, k *seal.Keys) error {
	tick := &demo.Clock{}
	a, err := app.Open(ctx, app.Config{URL: url, Clock: tick.Now, Fragile: true, Keys: k})
	if err != nil {
		return err
	}
	defer a.Close()
	tick.Set(demo.Today)
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	return demo.Load(ctx, a, tick, func(string) {})
}

// tokens gives each account of the pages a session.
func tokens(ctx context.Context, a *app.App) (map[string]string, error) {
	const password = "mat-khau-cua-phep-do"
	out := map[string]string{}
	for _, u := range demo.Users {
		if !slices.ContainsFunc(pages, func(p struct{ as, path string }) bool { return p.as == u.Account }) {
			continue
		}
		if _, err := a.Access.AddUserWith(ctx, access.System("bench"), u, password); err != nil {
			return nil, err
		}
		token, _, err := a.Access.SignIn(ctx, u.Account, password, access.Browser)
		if err != nil {
			return nil, err
		}
		out[u.Account] = token
	}
	return out, nil
}
