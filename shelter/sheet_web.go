package shelter

import (
	"neove/access"
	"neove/internal/sheet"
	"neove/internal/web"
)

// boardColumns are those of the board: a file travels further than a page, so it
// says no more than the page says to everybody.
var boardColumns = []sheet.Column{
	{Field: "code", Vi: "Mã cơ sở", En: "Facility", Width: 12},
	{Field: "province", Vi: "Tỉnh", En: "Province", Width: 22},
	{Field: "kind", Vi: "Loại", En: "Kind", Width: 28, Kind: sheet.Choice, Words: sheet.WordsOf(files, "shelter.kind", Kinds...)},
	{Field: "women", Vi: "Chỗ nữ còn trống", En: "Free, women", Kind: sheet.Count},
	{Field: "men", Vi: "Chỗ nam còn trống", En: "Free, men", Kind: sheet.Count},
	{Field: "children", Vi: "Chỗ trẻ em còn trống", En: "Free, children", Kind: sheet.Count},
	{Field: "family", Vi: "Phòng gia đình còn trống", En: "Free, family rooms", Kind: sheet.Count},
	{Field: "free", Vi: "Tổng chỗ trống", En: "Free in all", Kind: sheet.Count},
	{Field: "state", Vi: "Tình trạng", En: "State", Width: 18, Kind: sheet.Choice, Words: sheet.WordsOf(files, "shelter.state", States...)},
}

func (s *Service) boardSheet(by access.Actor, x *web.Exchange) error {
	list, err := s.Rooms(x.R.Context(), by)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	q := x.Query()
	list = filterRooms(list, q.Choice("bed", Beds...), q.Choice("kind", Kinds...))
	if err := q.Err(); err != nil {
		return err
	}
	x.Attachment("cho-trong-"+s.today().String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("shelter.board"), boardColumns, string(x.Lang), func(yield func([]any) bool) {
		for _, r := range list {
			row := []any{r.Code, t.Name(r.Province), r.Kind}
			for _, b := range Beds {
				row = append(row, r.FreeOf(b))
			}
			if !yield(append(row, r.Free, r.State)) {
				return
			}
		}
	})
}

var readyColumns = []sheet.Column{
	{Field: "unit", Vi: "Đơn vị", En: "Unit", Width: 30},
	{Field: "lodging", Vi: "Chỗ tạm trú (chỗ)", En: "Places to stay", Kind: sheet.Count}, {Field: "lodging_on", Vi: "Ngày kiểm tra chỗ tạm trú", En: "Places checked on", Kind: sheet.Date},
	{Field: "fund", Vi: "Kinh phí dự phòng (đồng)", En: "Money set aside (VND)", Kind: sheet.Money}, {Field: "fund_on", Vi: "Ngày kiểm tra kinh phí", En: "Money checked on", Kind: sheet.Date},
	{Field: "kit", Vi: "Bộ đồ thiết yếu (bộ)", En: "Kits", Kind: sheet.Count}, {Field: "kit_on", Vi: "Ngày kiểm tra bộ đồ", En: "Kits checked on", Kind: sheet.Date},
	{Field: "drill_on", Vi: "Diễn tập gần nhất", En: "Last drill", Kind: sheet.Date},
	{Field: "call", Vi: "Gọi thử gần nhất", En: "Last test call", Width: 16}, {Field: "call_on", Vi: "Ngày gọi thử", En: "Called on", Kind: sheet.Date},
	{Field: "duty", Vi: "Điện thoại trực", En: "Phone on duty", Width: 16},
	{Field: "free", Vi: "Chỗ trống tại cơ sở", En: "Free beds", Kind: sheet.Count},
}

func (s *Service) readySheet(by access.Actor, x *web.Exchange) error {
	f, err := readyFilter(by, x)
	if err != nil {
		return err
	}
	b, err := s.Readiness(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	x.Attachment("san-sang-tiep-nhan-"+s.today().String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("shelter.ready"), readyColumns, string(x.Lang), func(yield func([]any) bool) {
		for _, r := range b.Rows {
			if !yield(readyCells(x, keeperName(x, t, r.Unit, r.Office), r)) {
				return
			}
		}
	})
}

func readyCells(x *web.Exchange, name string, r Ready) []any {
	on := func(kind string) any {
		if k, ok := r.Facts[kind]; ok {
			return k.On
		}
		return nil
	}
	call, phone := any(nil), any(nil)
	if k, ok := r.Facts[Call]; ok {
		call = x.T("shelter.answered." + k.Answered)
	}
	if r.Duty != nil {
		phone = r.Duty.Phone
	}
	return []any{name, r.Facts[Lodging].Count, on(Lodging), r.Facts[Fund].Amount, on(Fund), r.Facts[Kit].Count, on(Kit), on(Drill), call, on(Call), phone, r.Free}
}
