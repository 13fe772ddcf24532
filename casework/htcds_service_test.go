package casework_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/person"
)

// second is another officer of the department, on the team of a case.
func second(t *testing.T, w *apptest.World, c casework.Case) access.Actor {
	t.Helper()
	u, err := w.Access.AddUserWith(t.Context(), access.System("test"), access.UserInput{Account: "province2", Name: "Đỗ Thị Mai", Role: access.ProvinceOfficer, Unit: apptest.Province}, apptest.Password)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Casework.View(t.Context(), w.Actor(t, "province"), c.Code)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Casework.Assign(t.Context(), w.Actor(t, "province"), c.Code, v.Version, u.ID, casework.Helper); err != nil {
		t.Fatal(err)
	}
	return w.Actor(t, "province2")
}

// proved is an actor who has just proved who they are.
func proved(by access.Actor, w *apptest.World) access.Actor {
	by.ProvedAt = w.Now()
	return by
}

func plain(office string) string { return office }

// agreed gives consent for a share to the shelter, has the export proposed and
// approved.
func agreed(t *testing.T, w *apptest.World, c casework.Case, by access.Actor, other access.Actor, sections ...string) casework.Consent {
	t.Helper()
	k, err := w.Casework.Consent(t.Context(), by, c.Code, casework.ConsentInput{Recipient: house.String(), Purpose: "research", Sections: sections, Basis: "consent", State: casework.Given, How: casework.How{Way: "written"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Casework.ProposeExport(t.Context(), by, c.Code, k.ID, "Xuất hồ sơ trong phạm vi đồng ý"); err != nil {
		t.Fatal(err)
	}
	list, err := w.Access.Proposals(t.Context(), other, true)
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	if err := w.Access.Approve(t.Context(), proved(by, w), list[0].ID); !errs.Is(err, errs.Forbidden) {
		t.Errorf("the proposer approved: %v", err)
	}
	if err := w.Access.Approve(t.Context(), proved(other, w), list[0].ID); err != nil {
		t.Fatal(err)
	}
	return k
}

// fill gives a case all that the standard can hold.
func fill(t *testing.T, w *apptest.World, account, code string) {
	t.Helper()
	write(t, w, account, code, "worksheet", casework.Values{"exploitation": {"forced_labour", "forced_crime"}, "control": {"debt", "restricts_movement"}, "recruited": {"online_ad"}, "where_held": {"Khu nhà gần biên giới"}, "when_taken": {"đầu năm 2025"}})
	write(t, w, account, code, "note", casework.Values{"in": {"core"}, "text": {"Cần người cùng đi"}})
	write(t, w, account, code, "note", casework.Values{"in": {"health"}, "text": {"BÍ MẬT SỨC KHỎE"}})
	write(t, w, account, code, "statement", casework.Values{"text": {"BÍ MẬT LỜI KỂ"}})
}

// A case goes out with consent and two people, comes in elsewhere, and goes out
// again the same.
func TestExportImportExport(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx, by := context.Background(), w.Actor(t, "province")
		c := open(t, w, "province", province)
		if _, err := w.Person.ReviseOne(ctx, by, c.Person, 1, func(p *person.Profile) {
			p.Birth = person.Told(person.Birth{Kind: person.Exact, Date: clock.On(2004, 3, 9), How: "told"})
			p.Papers = person.Told([]person.Paper{{Kind: "citizen_id", Number: "080304001234", State: "kept"}})
			p.Contacts = person.Told([]person.Contact{{Kind: "phone", Value: "+84901234567", Safe: person.No}})
		}); err != nil {
			t.Fatal(err)
		}
		fill(t, w, "province", c.Code)
		if _, _, err := w.Casework.Export(ctx, by, c.Code, plain); !errs.Is(err, errs.Conflict) {
			t.Errorf("exported alone: %v", err)
		}
		other := second(t, w, c)
		by = w.Actor(t, "province")
		k := agreed(t, w, c, by, other, "core", "identity", "testimony", "health")
		if _, _, err := w.Casework.Export(ctx, other, c.Code, plain); !errs.Is(err, errs.Conflict) {
			t.Errorf("the second person exported: %v", err)
		}
		first := webtest.Scenario{Path: "/casework/cases/" + c.Code + "/htcds.json", As: w.As(t, "province"), WantStatus: 200, WantHeader: map[string]string{"Cache-Control": "no-store"},
			Want:    []string{`"prs_SecondName": "Nguyễn"`, `"prs_FirstName": "Mận"`, "2004-03-09", "080304001234", "+84901234567", "Khu nhà gần biên giới", "Cần người cùng đi", "DebtBondage", `"by": "Trần Thu Hà"`, `"purpose": "research"`, `"expires": "2026-09-08"`, "IOM does not endorse"},
			WantNot: []string{"BÍ MẬT", "Mai"}}.Run(t, w.Handler).Body.Bytes()
		codes, err := w.Casework.Import(ctx, w.Actor(t, "border"), border, first, true)
		if err != nil || len(codes) != 1 {
			t.Fatal(codes, errs.From(err).Fields, err)
		}
		if _, err := w.Casework.View(ctx, w.Actor(t, "border"), codes[0]); !errs.Is(err, errs.NotFound) {
			t.Errorf("a trial opened a case: %v", err)
		}
		if codes, err = w.Casework.Import(ctx, by, province, first, false); err != nil {
			t.Fatal(errs.From(err).Fields, err)
		}
		if _, err := w.Casework.Import(ctx, by, province, first, false); !errs.Is(err, errs.Conflict) {
			t.Errorf("the same file twice: %v", err)
		}
		if _, err := w.Casework.Import(ctx, by, border, first, false); !errs.Is(err, errs.Forbidden) {
			t.Errorf("in another office's name: %v", err)
		}
		v, err := w.Casework.View(ctx, by, codes[0])
		if err != nil || v.Status != casework.Checking || v.Core.Sex != "female" || v.Core.Minor != "no" || v.Core.AgeLow != 21 {
			t.Errorf("%s %+v %v", v.Status, v.Core, err)
		}
		if err := w.Casework.Assign(ctx, by, codes[0], v.Version, other.ID, casework.Helper); err != nil {
			t.Fatal(err)
		}
		agreed(t, w, v.Case, w.Actor(t, "province"), w.Actor(t, "province2"), "core", "identity", "testimony")
		_, again, err := w.Casework.Export(ctx, w.Actor(t, "province"), codes[0], plain)
		if err != nil {
			t.Fatal(err)
		}
		same(t, first, again)
		withdrawnConsent(t, w, c, k)
	})
}

// same compares two files but for ids, owner and who took them out.
func same(t *testing.T, first []byte, again casework.HTCDS) {
	t.Helper()
	raw, err := json.Marshal(again)
	if err != nil {
		t.Fatal(err)
	}
	var forms []string
	for _, one := range [][]byte{first, raw} {
		f, err := casework.ReadHTCDS(one)
		if err != nil {
			t.Fatal(err)
		}
		f.Export, f.Cases[0].ID = casework.ExportTag{}, ""
		delete(f.Cases[0].Case, "cas_CaseOwner")
		form, err := json.MarshalIndent(f, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		forms = append(forms, string(form))
	}
	if forms[0] != forms[1] {
		t.Errorf("went out as\n%s\nand then as\n%s", forms[0], forms[1])
	}
}

// withdrawnConsent: what was agreed ends with the consent, at once, and after a
// day in any case.
func withdrawnConsent(t *testing.T, w *apptest.World, c casework.Case, k casework.Consent) {
	t.Helper()
	ctx := context.Background()
	if _, err := w.Casework.WithdrawConsent(ctx, w.Actor(t, "province"), c.Code, k.ID); err != nil {
		t.Fatal(err)
	}
	if _, f, err := w.Casework.Export(ctx, w.Actor(t, "province"), c.Code, plain); !errs.Is(err, errs.Invalid) || len(f.Cases) > 0 {
		t.Errorf("exported after the consent was taken back: %v", err)
	}
}

// A claim of a file decides nothing, is kept, and goes out again; what is wrong
// is named by case and field; pages show both.
func TestImportKeepsClaims(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx, by := context.Background(), w.Actor(t, "border")
		file := `{"standard":"HTCDS 2.0","organizations":[{"id":"o","org_Name":"Trạm ở nước ngoài","org_Type":"NGO"}],"persons":[{"id":"p","prs_First_Name":"Anna Maria","prs_SecondName":"von Berg","prs_Gender":"TransgenderFeminine","prs_MaritalStatus":"Married","prs_Birthdate":"BIRTH"},{"id":"q","prs_FirstName":"Kẻ môi giới"}],
			"cases":[{"id":"1","person":"p","victim":{"vic_TraffickingStatus":"ActualVictimOfTrafficking","vic_TraffickingStatusDecisionMakingOrg":"NGO","vic_AgeWhenTrafficked":15},"case":{"cas_Status":"FollowUp","cas_ReferringOrganisation":"o","cas_IncomingReferralDate":"2025-09-01"},
			"perpetrators":[{"person":"q","per_RoleInProcess":["RecruiterOrIntermediary"]}]},{"id":"2","person":"p"}]}`
		_, err := w.Casework.Import(ctx, by, border, []byte(strings.Replace(file, "BIRTH", "2031-01-01", 1)), false)
		if !errs.Is(err, errs.Invalid) || !strings.HasPrefix(errs.From(err).Fields[0].Name, "cases[0].") {
			t.Errorf("born in the future: %v", err)
		}
		codes, err := w.Casework.Import(ctx, by, border, []byte(strings.Replace(file, "BIRTH", "1999-01-01", 1)), false)
		if err != nil || len(codes) != 2 {
			t.Fatal(errs.From(err).Fields, err)
		}
		v, err := w.Casework.View(ctx, by, codes[0])
		if err != nil || v.Status != casework.Reported || v.Stage != casework.Reception || v.ReceivedOn != clock.On(2025, 9, 1) || v.Core.Sex != "other" || len(v.Records) != 2 {
			t.Errorf("%s %s %s %+v %d %v", v.Status, v.Stage, v.ReceivedOn, v.Core, len(v.Records), err)
		}
		two, err := w.Casework.View(ctx, by, codes[1])
		if err != nil || two.Person != v.Person || two.Episode != 2 || !two.Core.Repeat {
			t.Errorf("the second case of the same person: %+v %v", two.Case, err)
		}
		for _, r := range v.Records {
			path := "/casework/cases/" + v.Code + "/records/" + r.ID
			page := webtest.Scenario{Path: path, As: w.As(t, "border"), WantStatus: 200, Want: []string{"Nội dung từ tệp nhập"}, WantNot: []string{"/amend", "/withdraw"}}.Run(t, w.Handler).Body.String()
			if strings.Contains(page, "Kẻ môi giới") != (r.Compartment == casework.InTestimony) || strings.Contains(page, "TransgenderFeminine") != (r.Compartment == casework.InPlace) {
				t.Errorf("%s shows the wrong part", r.Compartment)
			}
			if _, err := w.Casework.Write(ctx, by, v.Code, r.Kind, r.ID, casework.Values{"on": {"2025-09-08"}, "text": {"{}"}}); !errs.Is(err, errs.Invalid) {
				t.Errorf("what came from a file was changed: %v", err)
			}
		}
		for _, text := range []string{"Kẻ môi giới", "von Berg", "TransgenderFeminine"} {
			if where := inDatabase(t, w, text); where != nil {
				t.Errorf("%s stands in %v", text, where)
			}
		}
	})
}

// Who may not export or import finds nothing and learns nothing.
func TestExportPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	c := open(t, w, "province", province)
	path := "/casework/cases/" + c.Code
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: path + "/htcds.json", WantStatus: 303},
		{Name: "another role", Path: path + "/htcds.json", As: w.As(t, "border"), WantStatus: 403, WantNot: []string{c.Code, "Mận"}},
		{Name: "without consent", Path: path + "/export", As: w.As(t, "province"), WantStatus: 200, Want: []string{"chưa có đồng ý chia sẻ"}, WantNot: []string{"htcds.json"}},
		{Name: "propose without consent", Method: "POST", Path: path + "/export", Form: map[string][]string{"consent": {"none"}}, As: w.As(t, "province"), WantStatus: 422},
		{Name: "nobody agreed", Path: path + "/htcds.json", As: w.As(t, "province"), WantStatus: 409, WantNot: []string{"Mận"}},
		{Name: "import page", Path: "/casework/import", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Nhập hồ sơ HTCDS"}},
		{Name: "import for a leader", Path: "/casework/import", As: w.As(t, "leader"), WantStatus: 403},
		{Name: "import nothing", Method: "POST", Path: "/casework/import", Form: map[string][]string{"office": {province}}, As: w.As(t, "province"), WantStatus: 422, Want: []string{"f-file-error"}},
	})
}
