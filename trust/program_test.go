package trust

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"neove/access"
	"neove/app"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/seal"
)

// built is the folder of the binary; it is cleared away at the end.
var built string

// binary is the real program, built once for all tests of this package.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "neove-trust-")
	if err != nil {
		return "", err
	}
	built = dir
	bin := filepath.Join(dir, "neove")
	out, err := exec.Command("go", "build", "-o", bin, "neove/cmd/neove").CombinedOutput()
	if err != nil {
		err = &exec.Error{Name: string(out), Err: err}
	}
	return bin, err
})

// Units of today, because the real program runs by the real clock.
const (
	province     = "C80"
	commune      = "C27694"
	otherCommune = "C28003"
)

var users = []access.UserInput{
	{Account: "commune", Name: "Đặng Thị Hồng", Role: access.CommuneOfficer, Unit: commune},
	{Account: "other", Name: "Lê Văn Minh", Role: access.CommuneOfficer, Unit: otherCommune},
	{Account: "province", Name: "Trần Thu Hà", Role: access.ProvinceOfficer, Unit: province},
	{Account: "leader", Name: "Nguyễn Minh Đức", Role: access.Leader, Unit: province},
	{Account: "admin", Name: "Phạm Quốc Bảo", Role: access.Administrator, Unit: "VN"},
	{Account: "inspector", Name: "Lê Hoàng Nam", Role: access.Inspector, Unit: province},
	{Account: "police", Name: "Trương Văn Hải", Role: access.Police, Unit: province},
	{Account: "border", Name: "Hồ Văn Sơn", Role: access.BorderGuard, Unit: province},
	{Account: "shelter", Name: "Nguyễn Thị Lan", Role: access.ServiceOfficer, Unit: province, Agency: "p-shelter"},
}

// program is the real program on a database and a key file in a folder.
type program struct {
	t              *testing.T
	bin, dir, data string // data holds the database
	url, key       string
	errOut         *syncBuffer
	tokens         map[string]string
	base           string // http://127.0.0.1:…
	cmd            *exec.Cmd
	extra          []string // further flags of serve
}

// syncBuffer takes what a running process says.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *syncBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// newProgram makes the database under data with the accounts.
func newProgram(t *testing.T, data string) *program {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if data == "" {
		data = dir
	}
	p := &program{t: t, bin: bin, dir: dir, data: data, url: "sqlite:" + filepath.Join(data, "neove.db"), key: filepath.Join(dir, "root.key"),
		errOut: &syncBuffer{}, tokens: map[string]string{}}
	k, err := seal.Create(seal.Source{File: p.key}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.with(func(ctx context.Context, a *app.App) {
		by := access.System("test")
		if err := a.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		for _, u := range users {
			if _, err := a.Access.AddUserWith(ctx, by, u, apptest.Password); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Org.Oblige(ctx, by, province, clock.On(2025, 7, 1), clock.Max); err != nil {
			t.Fatal(err)
		}
	}, k)
	return p
}

// with opens the database in this process, while the program does not run.
func (p *program) with(fn func(ctx context.Context, a *app.App), k *seal.Keys) {
	p.t.Helper()
	if k == nil {
		var err error
		if k, err = seal.Load(seal.Source{File: p.key}); err != nil {
			p.t.Fatal(err)
		}
	}
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{URL: p.url, Keys: k})
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Close()
	fn(ctx, a)
}

// start runs serve and waits until it answers.
func (p *program) start() {
	p.t.Helper()
	args := append([]string{"serve", "--db", p.url, "--key", p.key, "--listen", "127.0.0.1:0", "--mfa", "off"}, p.extra...)
	p.cmd = exec.Command(p.bin, args...)
	p.cmd.Env = append(os.Environ(), "TMPDIR="+p.dir)
	p.cmd.Stderr = p.errOut
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.t.Fatalf("serve said %q: %v\n%s", line, err, p.errOut.String())
	}
	_, rest, _ := strings.Cut(line, "http")
	p.base, _, _ = strings.Cut("http"+rest, " ")
}

func (p *program) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// stop ends the program as systemd does.
func (p *program) stop() {
	p.t.Helper()
	p.cmd.Process.Signal(os.Interrupt)
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("serve ended with %v\n%s", err, p.errOut.String())
	}
}

// run runs another command of the program and returns all that it says.
func (p *program) run(args ...string) (string, error) {
	cmd := exec.Command(p.bin, args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+p.dir)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// token signs in by the API, once an account.
func (p *program) token(account string) string {
	p.t.Helper()
	if p.tokens[account] == "" {
		var out struct{ Token string }
		code, body, err := p.post("", "/api/v1/access/sessions", "", map[string]any{"account": account, "password": apptest.Password})
		if err != nil || code != http.StatusCreated || json.Unmarshal(body, &out) != nil {
			p.t.Fatalf("%s: %d %s %v", account, code, body, err)
		}
		p.tokens[account] = out.Token
	}
	return p.tokens[account]
}

var client = &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// post calls an operation. Errors: no answer came.
func (p *program) post(token, path, idempotencyKey string, body any) (int, []byte, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequest("POST", p.base+path, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if idempotencyKey != "" {
		r.Header.Set("Idempotency-Key", idempotencyKey)
	}
	w, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer w.Body.Close()
	got, err := io.ReadAll(w.Body)
	return w.StatusCode, got, err
}

// whole checks the file, the references and the audit tree, with the program
// itself and with fresh eyes.
func (p *program) whole() {
	p.t.Helper()
	p.with(func(ctx context.Context, a *app.App) {
		if err := a.DB.View(ctx, db.Integrity); err != nil {
			p.t.Error(err)
		}
	}, nil)
	if out, err := p.run("verify", "audit", "--db", p.url, "--key", p.key); err != nil {
		p.t.Errorf("verify audit: %v\n%s", err, out)
	}
}
