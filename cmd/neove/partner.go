package main

import (
	"io"

	"neove/app"
	"neove/internal/i18n"
)

type partnerCmd struct {
	Hsds partnerHSDSCmd `cmd:"" name:"hsds" help:"Write the public part of the directory of services as Open Referral HSDS 3.0 JSON."`
}

type partnerHSDSCmd struct {
	database
	Output string `short:"o" required:"" help:"File to write." placeholder:"FILE"`
}

// Run writes what the page /partner/hsds.json answers.
func (c partnerHSDSCmd) Run(e env) error {
	a, err := c.open(e, app.Config{})
	if err != nil {
		return err
	}
	defer a.Close()
	return writeWhole(c.Output, func(w io.Writer) error {
		return a.Partner.WriteHSDS(e.ctx, w, func(key string, args ...any) string { return a.Bundle.T(i18n.Vi, key, args...) })
	})
}
