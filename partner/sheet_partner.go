package partner

import (
	"neove/access"
	"neove/internal/sheet"
	"neove/internal/web"
	"neove/org"
)

// partnerList is the register as XLSX.
func (s *Service) partnerList(by access.Actor, x *web.Exchange) error {
	f, err := partnerFilter(x, x.List(pageSize))
	if err != nil {
		return err
	}
	f.Limit, f.Offset = maxRows, 0
	unit := org.WorkUnit(by, x)
	found, _, err := s.Partners(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	columns := []sheet.Column{{Field: "name", Vi: "Tên đối tác", En: "Partner", Width: 36}, {Field: "short", Vi: "Tên ngắn", En: "Short name"},
		{Field: "kind", Vi: "Loại", En: "Kind", Width: 26, Kind: sheet.Choice, Words: list.words(PartnerKind)},
		{Field: "country", Vi: "Nước", En: "Country", Kind: sheet.Choice, Words: sheet.WordsOf(files, "partner.country", Countries...)},
		{Field: "unit", Vi: "Địa bàn", En: "Place", Width: 24}, {Field: "gives", Vi: "Đóng góp", En: "Contributes", Width: 44},
		{Field: "contact", Vi: "Chức danh liên hệ", En: "Contact post", Width: 24}, {Field: "phone", Vi: "Điện thoại", En: "Phone", Width: 16},
		{Field: "email", Vi: "Thư điện tử", En: "Email", Width: 24}, {Field: "web", Vi: "Trang web", En: "Website", Width: 24},
		{Field: "since", Vi: "Từ ngày", En: "Since", Kind: sheet.Date}, {Field: "until", Vi: "Đến ngày", En: "Until", Kind: sheet.Date}, {Field: "note", Vi: "Ghi chú", En: "Note", Width: 24}}
	x.Attachment("doi-tac-"+unit+"-"+s.today().String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("partner.partners"), columns, string(x.Lang), func(yield func([]any) bool) {
		for _, p := range found {
			if !yield([]any{p.Name, p.Short, p.Kind, p.Country, t.Name(p.Unit), p.Gives, p.Contact, p.Phone, p.Email, p.Web, dayCell(p.Since), dayCell(p.Until), p.Note}) {
				return
			}
		}
	})
}
