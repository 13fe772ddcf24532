package demo

import "neove/access"

// Users are the accounts of a demo; their passwords are made anew at each run.
var Users = []access.UserInput{
	{Account: "tinh", Name: "Trần Thu Hà", Role: access.ProvinceOfficer, Unit: "L80"},
	{Account: "lanhdao", Name: "Nguyễn Minh Đức", Role: access.Leader, Unit: "L80"},
	{Account: "quantri", Name: "Phạm Quốc Bảo", Role: access.Administrator, Unit: "VN"},
	{Account: "kiemtra", Name: "Lê Hoàng Nam", Role: access.Inspector, Unit: "L80"},
	{Account: "huyen-benluc", Name: "Võ Thị Lan", Role: access.DistrictOfficer, Unit: "L803"},
	{Account: "congan", Name: "Trương Văn Hải", Role: access.Police, Unit: "L80"},
	{Account: "bienphong", Name: "Hồ Văn Sơn", Role: access.BorderGuard, Unit: "L80"},
	{Account: "xa-phuong1", Name: "Lê Văn Minh", Role: access.CommuneOfficer, Unit: "L27694"},
	{Account: "xa-luonghoa", Name: "Đặng Thị Hồng", Role: access.CommuneOfficer, Unit: "L28003"},
}
