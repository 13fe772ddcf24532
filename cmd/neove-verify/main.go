// Command neove-verify is for the agency that witnesses a log of Nẻo Về. It
// needs no database and no other part of the program: it checks that each
// checkpoint continues the last one it holds, keeps it, and signs it.
//
//	neove-verify keygen chung-kien.vi-du --out witness.key
//	neove-verify --key VKEY --state held.txt --witness-key witness.key --out witnessed.txt checkpoint.txt proof.txt
//	neove-verify serve --key VKEY --state held.txt --witness-key witness.key --cert cert.pem --cert-key key.pem
//
// Exit codes: 0 accepted, 1 refused: keep the files and ask, 2 wrong usage.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"neove/internal/checkpoint"
)

type cli struct {
	Check  checkCmd  `cmd:"" default:"withargs" help:"Check a checkpoint against the last one held, hold it and sign it."`
	Keygen keygenCmd `cmd:"" help:"Make the key of a witness."`
	Serve  serveCmd  `cmd:"" help:"Take checkpoints over HTTPS."`
}

type env struct {
	ctx context.Context
	out io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("neove-verify"), kong.Description("Witness of a log of Nẻo Về. Needs no database."), kong.Writers(out, errOut), kong.Exit(func(n int) { code = n }))
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
		fmt.Fprintf(errOut, "neove-verify: %v\nneove-verify --help shows the commands.\n", err)
		return 2
	}
	if err := k.Run(env{ctx, out}); err != nil {
		fmt.Fprintln(errOut, "KHÔNG CHẤP NHẬN:", words(err))
		return 1
	}
	return 0
}

// words say what a refusal means for the official who reads it.
func words(err error) string {
	for _, w := range []struct {
		err  error
		text string
	}{
		{checkpoint.ErrShrunk, "nhật ký ngắn hơn lần trước. Phần cuối đã bị cắt hoặc bản cũ được phục hồi. Giữ lại các tệp và hỏi cơ quan quản lý hệ thống."},
		{checkpoint.ErrRewritten, "nhật ký không nối tiếp lần trước. Có mục đã bị sửa, xóa hoặc đổi chỗ. Giữ lại các tệp và hỏi cơ quan quản lý hệ thống."},
		{checkpoint.ErrSignature, "chữ ký không đúng khóa của nhật ký này."},
		{checkpoint.ErrOrigin, "điểm chốt của một nhật ký khác."},
		{checkpoint.ErrFirst, "chưa giữ điểm chốt nào. Nếu đây đúng là lần đầu, thêm --first."},
		{checkpoint.ErrFormat, "tệp không đúng dạng điểm chốt hoặc bằng chứng."},
	} {
		if errors.Is(err, w.err) {
			return w.text
		}
	}
	return err.Error()
}

// held says which log is witnessed and where the last checkpoint is kept.
type held struct {
	Key        string `required:"" placeholder:"VKEY" help:"Public key of the log, as its page of checkpoints shows it."`
	State      string `required:"" placeholder:"FILE" help:"Last checkpoint accepted; keep it safe."`
	WitnessKey string `placeholder:"FILE" help:"Own key, from keygen. Without it nothing is signed."`
	First      bool   `help:"No checkpoint was accepted before: begin with this one."`
}

func (h held) witness() (*checkpoint.Witness, error) {
	log, err := checkpoint.Verifier(h.Key)
	if err != nil {
		return nil, err
	}
	w := &checkpoint.Witness{Log: log, State: h.State, First: h.First}
	if h.WitnessKey == "" {
		return w, nil
	}
	raw, err := os.ReadFile(h.WitnessKey)
	if err != nil {
		return nil, err
	}
	w.Key, err = checkpoint.ParseKey(string(raw))
	return w, err
}

type checkCmd struct {
	held
	Out        string `placeholder:"FILE" help:"Where to write the signed checkpoint; the log's agency puts it into its folder as witnessed.txt."`
	Checkpoint string `arg:"" help:"checkpoint.txt of the log."`
	Proof      string `arg:"" optional:"" help:"proof.txt of the log; needed unless the log did not grow."`
}

func (c checkCmd) Run(e env) error {
	w, err := c.witness()
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(c.Checkpoint)
	if err != nil {
		return err
	}
	var p checkpoint.Proof
	if c.Proof != "" {
		raw, err := os.ReadFile(c.Proof)
		if err != nil {
			return err
		}
		if p, err = checkpoint.ParseProof(string(raw)); err != nil {
			return err
		}
	}
	out, err := w.Accept(signed, p)
	if errors.Is(err, checkpoint.ErrProof) {
		return c.otherProof(w, p)
	}
	if err != nil {
		return err
	}
	now, err := w.Held()
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "CHẤP NHẬN: %s, %d mục, gốc %s, ký lúc %s.\n", now.Origin, now.Size, now.Root, now.At.Format(time.RFC3339))
	if c.Out == "" || w.Key == nil {
		return nil
	}
	return checkpoint.Replace(c.Out, out)
}

// otherProof says which proof would do.
func (c checkCmd) otherProof(w *checkpoint.Witness, p checkpoint.Proof) error {
	h, err := w.Held()
	if err != nil {
		return err
	}
	return fmt.Errorf("bằng chứng bắt đầu từ %d mục, nhưng đang giữ %d mục. Xin cơ quan quản lý hệ thống bằng chứng từ %d mục", p.Old, h.Size, h.Size)
}

type keygenCmd struct {
	Name string `arg:"" help:"Name of the witness, like a host name."`
	Out  string `required:"" placeholder:"FILE" help:"File for the secret key; it must not exist."`
}

func (c keygenCmd) Run(e env) error {
	k, err := checkpoint.NewKey(checkpoint.ForWitness, c.Name)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, k.Secret())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Khóa công khai của cơ quan chứng kiến, gửi cho cơ quan quản lý hệ thống:\n%s\n", k.Public())
	return nil
}

type serveCmd struct {
	held
	Listen  string `default:":8443" help:"Address to listen on."`
	Cert    string `required:"" placeholder:"FILE" help:"Certificate of this server (PEM)."`
	CertKey string `required:"" placeholder:"FILE" help:"Its key (PEM)."`
}

func (c serveCmd) Run(e env) error {
	w, err := c.witness()
	if err != nil {
		return err
	}
	if w.Key == nil {
		return errors.New("--witness-key is needed to answer a log")
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.CertKey)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("POST "+checkpoint.Path, w)
	srv := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}
	stop := context.AfterFunc(e.ctx, func() { _ = srv.Close() })
	defer stop()
	fmt.Fprintf(e.out, "Đang chứng kiến tại https://%s%s\n", l.Addr(), checkpoint.Path)
	if err := srv.ServeTLS(l, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
