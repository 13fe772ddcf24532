package dbtest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// cluster is a running PostgreSQL server.
type cluster struct {
	base url.URL
	stop func()
}

func (s *cluster) url(database string) string {
	u := s.base
	u.Path = "/" + database
	return u.String()
}

var server = sync.OnceValues(func() (*cluster, error) {
	if at := os.Getenv("NEOVE_TEST_PG"); at != "" {
		u, err := url.Parse(at)
		if err != nil {
			return nil, err
		}
		return &cluster{base: *u}, nil
	}
	return nil, errors.New("dbtest: NEOVE_TEST_PG is not set: run the tests with `make test` or `go run ./internal/dbtest/withpg go test ./…`")
})

// Run starts a throw-away cluster, calls fn with its address and stops it.
func Run(fn func(url string) error) error {
	c, err := start()
	if err != nil {
		return err
	}
	defer c.stop()
	return fn(c.url("postgres"))
}

// binDir finds the server programs, newest version last in Debian's layout.
func binDir() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		if p, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(p), nil
		}
		return "", errors.New("dbtest: PostgreSQL is missing: install the Debian package postgresql, or run `make deps`")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1]), nil
}

func start() (*cluster, error) {
	bin, err := binDir()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "neove-pg-")
	if err != nil {
		return nil, err
	}
	as, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if err := run(as, bin+"/initdb", "-D", data, "-U", "neove", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	opts := fmt.Sprintf("-p %d -h 127.0.0.1 -k %s -F -c max_connections=300 -c shared_buffers=256MB -c synchronous_commit=off -c full_page_writes=off", port, dir)
	if err := run(as, bin+"/pg_ctl", "-D", data, "-l", filepath.Join(dir, "log"), "-o", opts, "-w", "start"); err != nil {
		return nil, err
	}
	stop := func() {
		run(as, bin+"/pg_ctl", "-D", data, "-m", "immediate", "stop")
		os.RemoveAll(dir)
	}
	return &cluster{url.URL{Scheme: "postgres", User: url.User("neove"), Host: "127.0.0.1:" + strconv.Itoa(port), RawQuery: "sslmode=disable"}, stop}, nil
}

// unprivileged chooses the account that runs the server: PostgreSQL refuses
// root, so root hands the folder to "postgres" or, without it, "nobody".
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, int(uid), int(gid))
}

func run(as *syscall.Credential, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("dbtest: %s: %w: %s", filepath.Base(name), err, strings.TrimSpace(out.String()))
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
