package demo

import (
	"math/rand/v2"

	"neove/casework"
	"neove/person"
)

// Parts of made-up names; a name is put together once only.
var (
	families    = []string{"Triệu", "Thân", "Khổng", "Doãn", "Ninh", "Viên", "Thạch", "Ông", "Hứa", "Lã", "Đàm", "Nghiêm", "Phí", "Ứng", "Mẫn", "Giáp"}
	middlesF    = []string{"Thị Thu", "Thị Bích", "Ngọc", "Thị Kim", "Diệu", "Thị Hồng", "Cẩm", "Thị Tuyết"}
	middlesM    = []string{"Văn", "Đình", "Bá", "Quang", "Hữu", "Trọng", "Khắc", "Duy"}
	givenF      = []string{"Sương", "Lài", "Ngần", "Thoa", "Quyên", "Lụa", "Bưởi", "Đào", "Nguyệt", "Trúc", "Cúc", "Mơ", "Ngoan", "Xuyến"}
	givenM      = []string{"Khiêm", "Tấn", "Lộc", "Thắng", "Bền", "Vượng", "Toàn", "Sáng", "Đợi", "Mạnh", "Phú", "Tiến", "Dũng", "Hoan"}
	safeF       = []string{"Út Sen", "Chị Bông", "Cô Nhài", "Bé Na", "Chị Huệ Tây", "Út Lan Rừng", "Cô Mây", "Chị Ban"}
	safeM       = []string{"Anh Tư Lúa", "Út Tràm", "Anh Ba Sậy", "Bé Cốm", "Anh Năm Đước", "Chú Sáu Bần", "Anh Hai Lau", "Út Dừa"}
	ethnicities = []string{"Kinh", "Kinh", "Kinh", "Mông", "Thái", "Khơ Me", "Tày"}
)

// guest is somebody whose name is not put together.
type guest struct{ name, safe, nation, ethnic, language string }

// guests are people from other countries, and one without a nationality.
var guests = map[int]guest{
	22: {"Bounmy Sengdara Keovilay", "Nang Noy", "Lào", "Lào", "Tiếng Lào"},
	26: {"Sok Vannak Chhorn", "Bong Vann", "Campuchia", "Khơ Me", "Tiếng Khmer"},
	37: {"Khamla Phetmany Souvan", "Nang Dok", "Lào", "Lào", "Tiếng Lào"},
	49: {"Vàng Thị Mỷ Sua", "Chị Mỷ", "Việt Nam", "Mông", "Tiếng Mông"},
	50: {"Thạch Sà Rươl Nghĩa", "Chú Rươl", "", "Khơ Me", "Tiếng Khmer"},
}

// names gives each person a name that nobody else has.
type names map[string]bool

func (n names) full(rng *rand.Rand, sex string) string {
	middles, given := middlesM, givenM
	if sex == "female" {
		middles, given = middlesF, givenF
	}
	for {
		name := families[rng.IntN(len(families))] + " " + middles[rng.IntN(len(middles))] + " " + given[rng.IntN(len(given))]
		if !n[name] {
			n[name] = true
			return name
		}
	}
}

// profile makes somebody up; core is what the team knows.
func (m *minhHa) profile(r row) (person.Profile, casework.Core) {
	safe := safeM
	if r.sex == "female" {
		safe = safeF
	}
	p := person.Profile{Name: person.Told(m.names.full(m.rng, r.sex)), Safe: person.Told(safe[m.rng.IntN(len(safe))]), Sex: person.Told(r.sex),
		Nationality: person.Told("Việt Nam"), Ethnicity: person.Told(ethnicities[m.rng.IntN(len(ethnicities))])}
	core := casework.Core{Sex: r.sex, Minor: r.minor(), Citizenship: "vn", Nationality: "Việt Nam", Language: "Tiếng Việt", Channel: r.channel, Home: r.home, Route: r.route, Country: r.country, Abroad: "no"}
	if r.route == "abroad" {
		core.Abroad = "yes"
		p.Papers = person.Told([]person.Paper{{Kind: "citizen_id", State: "lost"}})
	}
	if g, ok := guests[r.n]; ok {
		p.Name, p.Safe, p.Ethnicity = person.Told(g.name), person.Told(g.safe), person.Told(g.ethnic)
		core.Language, core.Citizenship, core.Nationality = g.language, "foreign", g.nation
		switch {
		case r.is("stateless"):
			core.Citizenship, core.Nationality = "stateless_resident", ""
			p.Nationality = person.Silent[string](person.Unknown)
		case g.nation == "Việt Nam":
			core.Citizenship = "vn"
		default:
			p.Nationality = person.Told(g.nation)
		}
	}
	core.Ethnicity = p.Ethnicity.Value
	if r.age == 0 {
		p.Birth = person.Silent[person.Birth](person.Unknown)
	} else {
		core.AgeLow, core.AgeHigh = r.age, r.age
		p.Birth = person.Told(person.Birth{Kind: person.AgeAt, Age: r.age, Date: r.day(), How: "told"})
	}
	if r.channel == "handover" || r.channel == "rescue" {
		core.Needs = []string{"lodging", "necessities"}
	}
	if r.is("poor") {
		core.Poor = "yes"
	}
	return p, core
}
