package tip

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/org"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Vietnam)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestClocks(t *testing.T) {
	for _, c := range []struct {
		name string
		u    Urgency
		n    int64
		from string
		want string
	}{
		{"immediate runs at once", Immediate, 0, "2025-01-08 09:00", "2025-01-08 09:00"},
		{"immediate with minutes", Immediate, 30, "2025-01-08 23:50", "2025-01-09 00:20"},
		{"today", Today, 24, "2025-01-08 09:00", "2025-01-09 09:00"},
		{"three working days", Normal, 3, "2025-01-08 09:00", "2025-01-13 17:00"},
		{"over the weekend", Normal, 1, "2025-01-10 16:00", "2025-01-13 17:00"},
		{"over Tết", Normal, 1, "2025-01-24 16:00", "2025-02-03 17:00"},
		{"the day is that of Vietnam", Normal, 1, "2025-01-08 00:30", "2025-01-09 17:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := due(c.u, c.n, at(c.from)); !got.Equal(at(c.want)) {
				t.Errorf("due %s, want %s", got.In(clock.Vietnam), c.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	now := at("2025-01-08 09:00")
	good := Input{Channel: "phone", Urgency: Normal, Content: Content{Text: "x"}}
	for _, c := range []struct {
		name string
		edit func(*Input)
		bad  string // fields
	}{
		{"good", func(*Input) {}, ""},
		{"no text", func(in *Input) { in.Content.Text = " \n " }, "text"},
		{"long text", func(in *Input) { in.Content.Text = strings.Repeat("ộ", maxStory+1) }, "text"},
		{"longest text", func(in *Input) { in.Content.Text = strings.Repeat("ộ", maxStory) }, ""},
		{"unknown codes", func(in *Input) { in.Channel, in.Urgency, in.Minor, in.Giver.Way = "x", "y", "z", "w" }, "channel urgency minor way"},
		{"future", func(in *Input) { in.ReceivedAt = now.Add(2 * time.Minute) }, "received_on"},
		{"too old", func(in *Input) { in.ReceivedAt = now.AddDate(-2, 0, 0) }, "received_on"},
		{"anonymous with a name", func(in *Input) { in.Anonymous, in.Giver.Name = true, "A" }, "name"},
		{"call without a number", func(in *Input) { in.Giver.Way = "call" }, "contact"},
		{"call with a number", func(in *Input) { in.Giver.Way, in.Giver.Contact = "call", "090" }, ""},
		{"meet without a number", func(in *Input) { in.Giver.Way = "meet" }, ""},
		{"long line", func(in *Input) { in.Giver.Say = strings.Repeat("a", maxLine+1) }, "say"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := good
			c.edit(&in)
			in.clean(now)
			var check errs.Check
			in.validate(&check, now)
			var got []string
			if err := check.Err(); err != nil {
				for _, f := range errs.From(err).Fields {
					got = append(got, f.Name)
				}
			}
			if strings.Join(got, " ") != c.bad {
				t.Errorf("refused %v, want %q", got, c.bad)
			}
		})
	}
}

// Codes and receipts survive Telex and VNI, and nobody counts tips by them.
func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		c := newCode(2025)
		seen[c] = true
		if len(c) != len("TB-2025-XXXX") || !strings.HasPrefix(c, "TB-2025-") || strings.ContainsAny(c[8:], "AEIOUYDW01") {
			t.Fatal(c)
		}
	}
	if len(seen) < 190 {
		t.Errorf("only %d different codes of 200", len(seen))
	}
	a, b := receiptOf([]byte("one")), receiptOf([]byte("two"))
	if a == b || len(a) != receiptDigits || receiptOf([]byte("one")) != a {
		t.Errorf("receipts %s %s", a, b)
	}
	if got := groups("12345678901234567890"); got != "1234 5678 9012 3456 7890" {
		t.Error(got)
	}
}

func TestReadReceipt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := receiptOf(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "mac"))
		if got := readReceipt(" " + strings.ReplaceAll(groups(r), " ", rapid.SampledFrom([]string{" ", "", "-", ".", "\u00a0"}).Draw(t, "gap")) + "\n"); got != r {
			t.Fatalf("%q was read as %q", r, got)
		}
	})
	for _, s := range []string{"", "1234", "1234 5678 9012 3456 789x", "1234567890123456789012", "' OR 1=1 --"} {
		if got := readReceipt(s); got != "" {
			t.Errorf("%q was read as %q", s, got)
		}
	}
}

func FuzzReadReceipt(f *testing.F) {
	f.Add("1234 5678 9012 3456 7890")
	f.Add("\u00a012-34.")
	f.Fuzz(func(t *testing.T, s string) {
		if r := readReceipt(s); r != "" && len(r) != receiptDigits {
			t.Errorf("%q became %q", s, r)
		}
	})
}

func TestAlike(t *testing.T) {
	a := "Có hai người bị giữ trong nhà trọ cuối ấp 3, chủ nhà giữ giấy tờ"
	for _, c := range []struct {
		name, b string
		likely  bool
	}{
		{"itself", a, true},
		{"without marks", "co hai nguoi bi giu trong nha tro cuoi ap 3 chu nha giu giay to", true},
		{"told again", "Người dân gọi: có hai người bị giữ trong nhà trọ cuối ấp 3, không rõ tên", true},
		{"something else", "Một trang mạng tuyển người đi làm việc nhẹ lương cao bên kia biên giới", false},
		{"two words", "hai người", false},
		{"nothing", "", false},
	} {
		if got := alike(a, c.b); (got >= likely) != c.likely {
			t.Errorf("%s: %d%%", c.name, got)
		}
		if alike(a, c.b) != alike(c.b, a) {
			t.Errorf("%s: not the same the other way round", c.name)
		}
	}
}

func tree() *org.Tree {
	on, off := clock.On(2025, 7, 1), clock.Max
	return org.NewTree([]org.Unit{{ID: "P", Level: org.Province, From: clock.Min, To: on}, {ID: "N", Level: org.Province, From: on, To: off},
		{ID: "A", Level: org.Commune, From: clock.Min, To: on}, {ID: "B", Level: org.Commune, From: clock.Min, To: on}, {ID: "C", Level: org.Commune, From: on, To: off}},
		[]org.Link{{Unit: "A", Parent: "P", From: clock.Min, To: on}, {Unit: "B", Parent: "P", From: clock.Min, To: on}, {Unit: "C", Parent: "N", From: on, To: off}},
		[]org.Edge{{Old: "A", New: "C", Kind: org.Whole, On: on}, {Old: "B", New: "C", Kind: org.Part, On: on}, {Old: "P", New: "N", Kind: org.Whole, On: on}}, nil)
}

// Only the actor's own rights count, at exactly their units; an office lives on
// where its unit went whole.
func TestOffices(t *testing.T) {
	by := func(role access.Role, unit string) access.Actor {
		return access.Actor{ID: "u", Grants: []access.Grant{{Role: role, Unit: unit}}}
	}
	before, after := clock.On(2025, 1, 8), clock.On(2025, 8, 1)
	for _, c := range []struct {
		name string
		by   access.Actor
		day  clock.Date
		want string
	}{
		{"commune", by(access.CommuneOfficer, "A"), before, "commune_officer:A"},
		{"the province does not reach its communes", by(access.ProvinceOfficer, "P"), before, "province_officer:P"},
		{"police", by(access.Police, "P"), before, "police:P"},
		{"a leader has no office", by(access.Leader, "P"), before, ""},
		{"an inspector has none", by(access.Inspector, "P"), before, ""},
		{"an administrator has none", by(access.Administrator, "P"), before, ""},
		{"the program has none", access.System("neove"), before, ""},
		{"the new commune takes what went whole, not what was divided", by(access.CommuneOfficer, "C"), after, "commune_officer:A commune_officer:C"},
		{"before it existed it takes nothing", by(access.CommuneOfficer, "C"), before, "commune_officer:C"},
		{"the police of the new province", by(access.Police, "N"), after, "police:N police:P"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, o := range officesOf(c.by, tree(), c.day) {
				got = append(got, o.String())
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestParseOffice(t *testing.T) {
	for _, s := range []string{"", "police", "police:", "king:L80", ":L80"} {
		if o, ok := access.ParseOffice(s); ok {
			t.Errorf("%q is %v", s, o)
		}
	}
	want := Office{Role: access.BorderGuard, Unit: "L80"}
	if got, ok := access.ParseOffice(want.String()); !ok || got != want {
		t.Errorf("%v %v", got, ok)
	}
}

// Whoever records or handles tips receives them through an office.
func TestKindsOfOffices(t *testing.T) {
	for _, r := range access.Roles {
		if access.Allows(r, "tip.handle") && !access.Allows(r, "tip.record") {
			t.Errorf("%s handles tips without an office", r)
		}
	}
}

// A sum never lets a hidden cell be worked out.
func TestSumsHideCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 7), 1, 12).Draw(t, "counts")
		var cells []Cell
		total, hidden := 0, 0
		for _, n := range counts {
			c := cell(n, false)
			cells = append(cells, c)
			total += n
			if c.Hidden {
				hidden++
				if s := c.String(); s != "<5" {
					t.Fatalf("a cell of %d reads %s", n, s)
				}
			}
		}
		s := sum(cells)
		if s.N != total || hidden == 0 && s.Hidden {
			t.Fatalf("sum of %v is %+v", counts, s)
		}
		if s.Hidden {
			if got := s.String(); got != "<5" && !strings.HasPrefix(got, "≥") {
				t.Fatalf("a hidden sum reads %s", got)
			}
			return
		}
		// Whoever sees the sum and the other cells must be left with a choice.
		rest := total
		for _, c := range cells {
			if !c.Hidden {
				rest -= c.N
			}
		}
		if hidden > 0 && (hidden == 1 || rest == hidden || rest == hidden*(least-1)) {
			t.Fatalf("%v: the sum %d tells the hidden cells", counts, total)
		}
	})
}

func TestTally(t *testing.T) {
	now := at("2025-01-08 09:00")
	got, handed := at("2025-01-02 08:00"), at("2025-01-02 08:30")
	var rows []row
	for range 6 {
		rows = append(rows, row{Channel: "phone", On: clock.On(2025, 1, 2), ReceivedAt: got, HandedAt: handed, Outcome: "verified", State: Closed})
	}
	rows = append(rows, row{Channel: "letter", On: clock.On(2025, 1, 3), ReceivedAt: got, DueAt: now, Holder: "police:L80", State: Handed},
		row{Channel: "letter", On: clock.On(2025, 1, 3), ReceivedAt: got, DueAt: now.Add(time.Minute), Holder: "police:L80", State: Handed})
	st := tally(rows, rows, 2025, false, now)
	texts := []string{st.Months.Sum.String(), st.Handed.String(), st.Waiting.String(), st.Late.String(), st.Outcomes[0].Cell.String(), st.Outcomes[1].Cell.String()}
	if diff := cmp.Diff([]string{"≥7", "6", "<5", "≥1", "6", "0"}, texts); diff != "" {
		t.Error(diff)
	}
	if st.Median == nil || *st.Median != 30 {
		t.Errorf("median %v", st.Median)
	}
	if diff := cmp.Diff([]Named{{"police:L80", Cell{N: 1, Hidden: true}}}, st.LateAt); diff != "" {
		t.Error(diff)
	}
	exact := tally(rows, rows, 2025, true, now)
	texts = []string{exact.Months.Sum.String(), exact.Waiting.String(), exact.Late.String()}
	if diff := cmp.Diff([]string{"8", "2", "1"}, texts); diff != "" {
		t.Error(diff)
	}
	few := tally(rows[:4], nil, 2025, false, now)
	if few.Median != nil {
		t.Error("the median of four tips is shown")
	}
}

func TestSafeWays(t *testing.T) {
	for _, c := range []struct {
		name string
		t    Tip
		g    Giver
		want string
	}{
		{"nothing known", Tip{}, Giver{}, ""},
		{"no contact wanted", Tip{}, Giver{Way: NoWay, Contact: "090"}, ""},
		{"one way", Tip{}, Giver{Way: "call"}, "call"},
		{"public, by the code", Tip{Receipt: "x"}, Giver{Way: ByCode}, "code"},
		{"public, no contact wanted", Tip{Receipt: "x"}, Giver{Way: NoWay}, "code"},
		{"public, a message", Tip{Receipt: "x"}, Giver{Way: "message"}, "message code"},
		{"a code that nobody has", Tip{}, Giver{Way: ByCode}, ""},
	} {
		if got := strings.Join(safeWays(c.t, c.g), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The gate counts a network, not an address, and forgets it.
func TestGate(t *testing.T) {
	g, now := newGate(), at("2025-01-08 09:00")
	pass := func(addr string, limit int) bool { ok, _ := g.pass("report", addr, limit, now); return ok }
	for i := range 3 {
		if !pass("203.0.113.7:1000", 3) {
			t.Errorf("try %d was refused", i)
		}
	}
	if pass("203.0.113.99:2000", 3) {
		t.Error("the same network goes on")
	}
	if !pass("198.51.100.7:1000", 3) || !pass("[2001:db8:1::1]:1000", 1) {
		t.Error("another network is refused")
	}
	if pass("[2001:db8:1:ffff::2]:1000", 1) {
		t.Error("the same site of version 6 goes on")
	}
	now = now.Add(window)
	if !pass("203.0.113.7:1000", 3) {
		t.Error("the next window still remembers")
	}
	for range maxTogether + 1 {
		pass("192.0.2.1:1", 1<<30)
	}
	if pass("198.51.100.200:1", 3) {
		t.Error("nothing bounds all networks together")
	}
}

// One sender who goes on after being refused must not close the form to others.
func TestOneSenderDoesNotCloseTheForm(t *testing.T) {
	g, now := newGate(), at("2025-01-08 09:00")
	for range 3 * maxTogether {
		g.pass("report", "203.0.113.7:1000", maxReports, now)
	}
	if ok, _ := g.pass("report", "198.51.100.7:1000", maxReports, now); !ok {
		t.Error("a flood from one network closes the form to everybody")
	}
}

// All that a reader is shown follows from the cells that are not hidden: with
// other numbers in the hidden ones, the table reads the same.
func TestTableTellsNothingOfHiddenCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := map[string][]int{}, map[string][]int{}
		for _, ch := range Channels[:3] {
			counts := rapid.SliceOfN(rapid.IntRange(0, 7), 12, 12).Draw(t, ch)
			one[ch] = counts
			for _, n := range counts {
				if n > 0 && n < least {
					n = rapid.IntRange(1, least-1).Draw(t, "instead")
				}
				other[ch] = append(other[ch], n)
			}
		}
		read := func(by map[string][]int) (out []string) {
			var st Stats
			st.table(by, false)
			for _, l := range append(st.Channels, st.Months) {
				for _, c := range l.all() {
					out = append(out, c.String())
				}
			}
			return out
		}
		if diff := cmp.Diff(read(one), read(other)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{"203.0.113.7:80": "203.0.113.0/24", "[::ffff:203.0.113.7]:80": "203.0.113.0/24", "[2001:db8:1:2::3]:80": "2001:db8:1::/48", "unix": "?", "": "?"} {
		if got := network(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
