package person

import (
	"math/rand/v2"
	"strings"
	"time"

	"neove/internal/clock"
)

// Weighted words of names, as often as people have them: the attacker of
// attack_test.go is given the same.
var (
	families = weighted("Nguyễn 380 Trần 121 Lê 95 Phạm 70 Huỳnh 51 Hoàng 50 Phan 45 Vũ 39 Võ 39 Đặng 21 Bùi 20 Đỗ 14 Hồ 13 Ngô 13 Dương 10 Lý 5 Lò 9 Giàng 6 Vàng 6 Thào 4 Sùng 4 Triệu 4 Bàn 3 Nông 4 Quàng 3 Thạch 3 Danh 2 Ksor 2 Rơ-Châm 1 Tòng 2 Hạng 2 Lường 2")
	middleF  = weighted("Thị 620 Thu 40 Ngọc 60 Thanh 40 Kim 40 Mỹ 30 Bích 20 Phương 30 Diệu 10 Hoài 10 Tuyết 10 Như 20 Quỳnh 15 Hồng 30 Minh 20")
	middleM  = weighted("Văn 520 Đức 50 Minh 60 Quốc 40 Hữu 40 Thanh 50 Công 30 Xuân 25 Đình 25 Bá 10 Trọng 15 Ngọc 30 Hoàng 30 A 30")
	givenF   = weighted("Hương 50 Lan 40 Huệ 20 Hằng 30 Hạnh 30 Yến 25 Oanh 15 Thủy 35 Thúy 20 Hòa 15 Loan 20 Nhung 20 Trang 40 Thảo 35 Vy 30 Ngân 30 Diễm 10 Tuyền 12 Quyên 12 Hoa 30 Nga 18 Xuân 12 Đào 8 Mai 30 Liễu 6 Phượng 20 Thoa 8 Uyên 15 Giang 15 My 15 Ly 15 Tâm 20 Duyên 15 Linh 60 Anh 60 Dung 20 Hiền 30 Nhi 40 Pành 2 Mỵ 3 Súa 2 Mẩy 2 Dợ 2 Pàng 2 Chứ 2")
	givenM   = weighted("Hùng 40 Dũng 40 Hải 35 Sơn 35 Tuấn 50 Hòa 15 Phúc 30 Quang 25 Thắng 25 Bình 25 Khoa 20 Nghĩa 15 Toàn 15 Trí 12 Phong 20 Lộc 15 Đạt 30 Vinh 20 Khải 12 Tùng 20 Kiên 18 Duy 25 Luân 8 Quý 8 Thịnh 15 Khánh 20 Tài 20 Đông 12 Nam 30 Long 30 Anh 40 Huy 40 Páo 3 Sử 2 Lử 2 Chua 2 Sình 2")
)

// weighted reads "word weight word weight …" as a list to draw from.
func weighted(text string) (out []string) {
	words := strings.Fields(text)
	for i := 0; i < len(words); i += 2 {
		n := 0
		for _, c := range words[i+1] {
			n = 10*n + int(c-'0')
		}
		for range n {
			out = append(out, words[i])
		}
	}
	return out
}

func draw(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// invented is a made-up person.
func invented(r *rand.Rand) Profile {
	p := Profile{Sex: Told("female")}
	middle, given := middleF, givenF
	if r.IntN(2) == 0 {
		p.Sex, middle, given = Told("male"), middleM, givenM
	}
	name := []string{draw(r, families), draw(r, middle), draw(r, given)}
	if r.IntN(4) == 0 {
		name = append(name[:2], draw(r, middleF), name[2])
	}
	p.Name = Told(strings.Join(name, " "))
	if r.IntN(4) == 0 {
		p.Aliases = Told([]Alias{{"nick", draw(r, givenF)}})
	}
	p.Birth = Told(Birth{Kind: Exact, Date: clock.On(1960, time.January, 1) + clock.Date(r.IntN(55*365)), How: "paper"})
	if r.IntN(5) == 0 {
		p.Birth = Told(Birth{Kind: About, Year: 1960 + r.IntN(55), Spread: 2, How: "told"})
	}
	return p
}

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
