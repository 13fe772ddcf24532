// Command neove runs the work of a province against human trafficking.
//
//	neove demo                 a whole province to look at, on this machine only
//	neove migrate --db …       make or update a database
//	neove serve --db …         serve it
//
// Exit codes: 0 success, 1 refused input or failure, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"neove/app"
	"neove/internal/errs"
	"neove/internal/i18n"
)

// cli is the whole command line.
type cli struct {
	Serve    serveCmd    `cmd:"" help:"Serve the pages and the API."`
	Demo     demoCmd     `cmd:"" help:"Load the reference year (Long An 2024) into a fresh database and serve it on this machine."`
	Migrate  migrateCmd  `cmd:"" help:"Make or update a database, with the units of the whole country."`
	Import   importCmd   `cmd:"" help:"Take back a month template that was filled in Excel."`
	Template templateCmd `cmd:"" help:"Write a commune's month template (XLSX)."`
	Report   reportCmd   `cmd:"" help:"Write reports."`
	User     userCmd     `cmd:"" help:"Manage accounts."`
	Verify   verifyCmd   `cmd:"" help:"Prove that nothing was changed behind the program's back."`
	Backup   backupCmd   `cmd:"" help:"Write an encrypted backup while work goes on."`
	Restore  restoreCmd  `cmd:"" help:"Restore a backup into a new database, or only prove it."`
	Keys     keysCmd     `cmd:"" help:"Manage the root key and the keys under it."`
	Partner  partnerCmd  `cmd:"" help:"Export the directory of services."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// env is what commands may touch, so that tests bring their own.
type env struct {
	ctx         context.Context
	out, errOut io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const examples = `Examples:
  neove demo
  neove migrate --db sqlite:tinh.db --province C80 --from 2025-07-01
  neove user add --db sqlite:tinh.db --account admin --name "Nguyễn Văn A" --role administrator --unit C80
  neove serve --db sqlite:tinh.db --listen 127.0.0.1:8080
  neove report year --db sqlite:tinh.db --unit L80 --year 2024 --format text
  neove template --db sqlite:tinh.db --unit L27694 --period 2024-06 -o f.xlsx
  neove import f.xlsx --db sqlite:tinh.db --dry-run`

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("neove"), kong.Description("Nẻo Về: a province's work against human trafficking.\n\n"+examples),
		kong.Writers(out, errOut), kong.Exit(func(n int) { code = n }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errOut, err)
		return 2
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if code >= 0 { // --help
		return code
	}
	if err != nil {
		fmt.Fprintf(errOut, "neove: %v\nneove --help shows the commands.\n", err)
		return 2
	}
	if err := k.Run(env{ctx, out, errOut}); err != nil {
		explain(errOut, err)
		return 1
	}
	return 0
}

// explain writes an error as a person reads it: every field, row and what to do.
func explain(w io.Writer, err error) {
	var e *errs.Error
	if !errors.As(err, &e) {
		fmt.Fprintln(w, "neove:", err)
		return
	}
	texts := app.Texts()
	fmt.Fprintln(w, "neove:", texts.T(i18n.Vi, e.Key, e.Args...))
	for _, f := range e.Fields {
		at := f.Name
		if f.Row > 0 {
			at = fmt.Sprintf("%s%d", f.Name, f.Row)
		}
		fmt.Fprintf(w, "  %s: %s\n", at, texts.T(i18n.Vi, f.Key, f.Args...))
	}
	if e.Cause != nil && e.Kind == errs.Internal {
		fmt.Fprintln(w, "  ", e.Cause)
	}
}

// database is what every command on a database takes. The root key is needed
// by serve and by what opens sealed values; given to any other command, it
// seals the details of what that command writes into the history.
type database struct {
	rootKey
	DB string `name:"db" required:"" placeholder:"URL" help:"sqlite:FILE or postgres://…" env:"NEOVE_DB"`
}

// open connects and checks that the schema is there.
func (d database) open(e env, cfg app.Config) (*app.App, error) {
	cfg.URL = d.DB
	if cfg.Keys == nil && d.Key != "" {
		k, err := d.load()
		if err != nil {
			return nil, err
		}
		cfg.Keys = k
	}
	a, err := app.Open(e.ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := a.Check(e.ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

type versionCmd struct{}

func (versionCmd) Run(e env) error {
	_, err := fmt.Fprintln(e.out, "neove", app.Version)
	return err
}
