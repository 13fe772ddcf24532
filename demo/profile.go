package demo

import (
	"context"
	"fmt"
	"time"

	"neove/access"
	"neove/app"
	"neove/org"
)

// account is where the published figures of the profile stand.
const account = "Báo cáo công khai của tỉnh Long An về công tác năm 2024"

// loadProfile records what the account says of the province: parks, border and
// gates. The account places the gate Bình Hiệp in Mộc Hóa; by the state's codes
// its commune belongs to Kiến Tường, so the key is that and the quote stays.
func loadProfile(ctx context.Context, a *app.App, by access.Actor) error {
	err := a.Org.SetFigures(ctx, by, Root, 2024, map[string]int64{"industrial_parks": 28, "industrial_clusters": 32, "border_length": 1377}, account, time.Time{})
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	for _, p := range []org.Place{
		{Unit: "L27793", Kind: "gate", Name: "Bình Hiệp", Detail: "Trên quốc lộ 62, nối với quốc lộ 314 của Campuchia", Quote: "Báo cáo ghi cửa khẩu thuộc huyện Mộc Hóa"},
		{Unit: "L801", Kind: "gate", Name: "Tho Mo", Detail: "Huyện Đức Huệ; chưa xác định xã"},
		{Unit: "L797", Kind: "gate", Name: "Long Khốt", Detail: "Huyện Vĩnh Hưng; chưa xác định xã"},
		{Unit: "L797", Kind: "gate", Name: "Vàm Đồn", Detail: "Huyện Vĩnh Hưng; chưa xác định xã"},
		{Unit: Root, Kind: "crossing", Name: "Đường mòn dọc biên giới", Detail: "Nhiều đường mòn qua lại giữa hai bên biên giới"},
		{Unit: Root, Kind: "waterway", Name: "Đường thủy dọc biên giới", Detail: "Sông, kênh qua lại giữa hai bên biên giới"},
	} {
		p.Source = account
		if _, err := a.Org.RecordPlace(ctx, by, p); err != nil {
			return fmt.Errorf("profile: %s: %w", p.Name, err)
		}
	}
	return nil
}
