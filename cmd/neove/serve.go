package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"neove/access"
	"neove/app"
	"neove/audit"
	"neove/demo"
	"neove/internal/clock"
	"neove/internal/id"
	"neove/internal/seal"
)

type serveCmd struct {
	database
	Listen        string `default:"127.0.0.1:8080" help:"Address to listen on. Other machines are served with --tls-cert or --secure only."`
	TLSCert       string `name:"tls-cert" and:"tls" placeholder:"FILE" help:"Certificate with its chain, PEM. Read again when it changes."`
	TLSKey        string `name:"tls-key" and:"tls" placeholder:"FILE" help:"Its private key, PEM."`
	Secure        bool   `help:"A proxy on this machine ends TLS for this server: cookies are bound to it. Implied by --tls-cert."`
	MetricsPublic bool   `help:"Show /metrics to other machines too."`
	Demo          string `hidden:"" help:"Text of the band on every page."`
	MFA           string `name:"mfa" default:"required" enum:"required,off" help:"Whether roles that touch people's data need a second factor."`
	Origin        string `help:"Address of the server as browsers write it; passkeys are bound to it." placeholder:"URL"`
	OIDC          string `name:"oidc" help:"JSON file of an authority's identity provider (docs/security/access.md), mode 0600." placeholder:"FILE"`
	WitnessDir    string `help:"Folder where the witness of the history fetches checkpoints and leaves its signatures." placeholder:"DIR"`
	WitnessURL    string `help:"HTTPS address of the witness." placeholder:"URL"`
	WitnessKey    string `help:"Public key of the witness, from neove-verify keygen." placeholder:"VKEY"`
}

// Run refuses to start without a root key: what is sealed could not be opened,
// and nothing must be stored as if it were sealed.
func (c serveCmd) Run(e env) error {
	l, scheme, err := c.listen()
	if err != nil {
		return err
	}
	defer l.Close() // a second time does no harm
	k, err := c.load()
	if err != nil {
		return err
	}
	a, err := c.open(e, app.Config{Secure: c.Secure || c.TLSCert != "", Demo: c.Demo, Keys: k, SecondFactor: c.MFA == "required", Origin: c.Origin, Witness: audit.Witness{Folder: c.WitnessDir, URL: c.WitnessURL, Key: c.WitnessKey}})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.RecordErasures(e.ctx); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Đang phục vụ tại %s://%s (Ctrl+C để dừng)\n", scheme, l.Addr())
	return serve(e.ctx, a, l, c.MetricsPublic)
}

func serve(ctx context.Context, a *app.App, l net.Listener, metricsPublic bool) error {
	srv, err := a.Server(metricsPublic)
	if err != nil {
		l.Close()
		return err
	}
	go a.Jobs(ctx)
	return srv.Serve(ctx, l)
}

type migrateCmd struct {
	database
	Province string     `help:"Province whose communes owe month reports, e.g. C80." placeholder:"KEY"`
	From     clock.Date `help:"First day on which they owe them; today when absent." placeholder:"YYYY-MM-DD"`
	To       clock.Date `help:"Day on which they stop owing them." placeholder:"YYYY-MM-DD"`
}

func (c migrateCmd) Run(e env) error {
	a, err := app.Open(e.ctx, app.Config{URL: c.DB})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Migrate(e.ctx); err != nil {
		return err
	}
	if c.Province != "" {
		if c.From == 0 {
			c.From = clock.DateOf(a.DB.Now())
		}
		if c.To == 0 {
			c.To = clock.Max
		}
		if err := a.Org.Oblige(e.ctx, access.System("neove migrate"), c.Province, c.From, c.To); err != nil {
			return err
		}
	}
	fmt.Fprintln(e.out, "Cơ sở dữ liệu đã sẵn sàng.")
	return nil
}

type demoCmd struct {
	DB       string `name:"db" placeholder:"URL" help:"Database to make: sqlite:FILE or postgres://…; a temporary SQLite file when absent."`
	LoadOnly bool   `help:"Load the reference year and exit."`
	MinhHa   bool   `name:"minh-ha" help:"Load a made-up second province with sixty cases as well; the demo then begins on 24 November 2026."`
	Listen   string `default:"127.0.0.1:8080" help:"Address to serve on; loopback only."`
}

func (c demoCmd) Run(e env) error {
	if !loopback(c.Listen) {
		return fmt.Errorf("the demo serves this machine only: --listen %s is not a loopback address", c.Listen)
	}
	var l net.Listener
	if !c.LoadOnly { // a taken port is better known before the loading
		var err error
		if l, err = net.Listen("tcp", c.Listen); err != nil {
			return err
		}
	}
	url := c.DB
	if url == "" {
		dir, err := os.MkdirTemp("", "neove-demo-")
		if err != nil {
			return err
		}
		if !c.LoadOnly {
			defer os.RemoveAll(dir)
		}
		url = "sqlite:" + filepath.Join(dir, "demo.db")
	}
	start := time.Now()
	fmt.Fprintf(e.out, "Đang nạp Long An 2024 vào %s\n", url)
	k, kept, err := c.key()
	if err != nil {
		return err
	}
	second, err := load(e, url, k, c.MinhHa)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Đã nạp xong sau %.1f giây. %s.\n", time.Since(start).Seconds(), demo.Label)
	fmt.Fprintln(e.out, kept)
	if c.LoadOnly {
		printAccounts(e, second)
		return nil
	}
	return c.serve(e, url, l, k, second)
}

// printAccounts shows those of the second province; they were made with it,
// because cases belong to people.
func printAccounts(e env, second []demo.Account) {
	if len(second) > 0 {
		fmt.Fprintf(e.out, "\nTỉnh Minh Hà (hư cấu):\n\n")
	}
	for _, u := range second {
		fmt.Fprintf(e.out, "  %-18s mật khẩu %s   %s\n", u.Account, u.Password, u.Name)
	}
}

// key is the root key of the demo. A database file that stays gets a key file
// beside it; any other key dies with the program.
func (c demoCmd) key() (*seal.Keys, string, error) {
	file, stays := strings.CutPrefix(c.DB, "sqlite:")
	if !stays {
		k := seal.Throwaway()
		k.Columns = sealedColumns
		return k, "Khóa gốc của bản trình diễn chỉ ở trong bộ nhớ: nội dung đã mã hóa mất theo chương trình.", nil
	}
	src := seal.Source{File: file + ".key"}
	k, err := seal.Create(src, time.Now())
	if errors.Is(err, fs.ErrExist) {
		k, err = seal.Load(src)
	}
	if err != nil {
		return nil, "", err
	}
	k.Columns = sealedColumns
	return k, "Khóa gốc dùng thử ở " + src.File + ": không dùng cho dữ liệu thật.", nil
}

func load(e env, url string, k *seal.Keys, minhHa bool) ([]demo.Account, error) {
	tick := &demo.Clock{}
	tick.Set(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	a, err := app.Open(e.ctx, app.Config{URL: url, Clock: tick.Now, Fragile: true, Keys: k})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	if err := a.Migrate(e.ctx); err != nil {
		return nil, err
	}
	if err := demo.Load(e.ctx, a, tick, func(string) {}); err != nil || !minhHa {
		return nil, err
	}
	return demo.LoadMinhHa(e.ctx, a, tick)
}

// serve runs the demo's clock from its own today, so that the province stands
// at the turn of the year 2024, or the second one in the midst of its cases.
func (c demoCmd) serve(e env, url string, l net.Listener, k *seal.Keys, second []demo.Account) error {
	begin, today, label := time.Now(), demo.Today, demo.Label
	if c.MinhHa {
		today, label = demo.MinhHaToday, demo.Label+"; tỉnh Minh Hà là hư cấu"
	}
	now := func() time.Time { return today.Add(time.Since(begin)) }
	a, err := app.Open(e.ctx, app.Config{URL: url, Clock: now, Demo: label, Keys: k})
	if err != nil {
		return err
	}
	defer a.Close()
	a.Access.Wall = time.Now
	fmt.Fprintf(e.out, "\nMở http://%s bằng trình duyệt. Ngày trong bản trình diễn: %s.\n\n", l.Addr(), today.In(clock.Vietnam).Format("02/01/2006"))
	for _, u := range demo.Users {
		password := id.Secret(10)
		if _, err := a.Access.AddUserWith(e.ctx, access.System("neove demo"), u, password); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "  %-18s mật khẩu %s   %s\n", u.Account, password, u.Name)
	}
	printAccounts(e, second)
	fmt.Fprintln(e.out, "\nNhấn Ctrl+C để dừng.")
	return serve(e.ctx, a, l, false)
}
