package main

import (
	"fmt"

	"neove/access"
	"neove/app"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add an account and print its first password."`
}

type userAddCmd struct {
	database
	Account string `required:"" help:"Lower-case letters, digits, dot, hyphen."`
	Name    string `required:"" help:"Full name."`
	Role    string `required:"" enum:"commune_officer,district_officer,province_officer,leader,administrator,inspector,police,border_guard,coast_guard,service_officer"`
	Unit    string `required:"" help:"Key of the unit where the role counts." placeholder:"KEY"`
	Agency  string `help:"Id of the partner, for service officers." placeholder:"ID"`
}

func (c userAddCmd) Run(e env) error {
	a, err := c.open(e, app.Config{})
	if err != nil {
		return err
	}
	defer a.Close()
	_, password, waiting, err := a.Access.AddUser(e.ctx, operator, access.UserInput{Account: c.Account, Name: c.Name, Role: access.Role(c.Role), Unit: c.Unit, Agency: c.Agency})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Tài khoản %s, mật khẩu lần đầu: %s (phải đổi khi đăng nhập lần đầu)\n", c.Account, password)
	if waiting {
		fmt.Fprintln(e.out, "Vai trò này cần hai người: quyền có hiệu lực khi một quản trị duyệt tại /access/proposals trong 72 giờ.")
	}
	return nil
}
