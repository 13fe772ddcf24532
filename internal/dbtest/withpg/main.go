// Command withpg runs a command with a throw-away PostgreSQL behind it:
//
//	go run ./internal/dbtest/withpg go test ./...
//
// It exits with the command's exit code and leaves nothing running.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"neove/internal/dbtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpg COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	// The child gets the interrupt too; we stay alive to stop the server.
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	err := dbtest.Run(func(url string) error {
		cmd := exec.Command(os.Args[1], os.Args[2:]...)
		cmd.Env = append(os.Environ(), "NEOVE_TEST_PG="+url)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		return cmd.Run()
	})
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(exit.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
