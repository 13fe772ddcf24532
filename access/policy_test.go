package access

import (
	"strings"
	"testing"

	"neove/internal/errs"
)

// want is the table as it was reviewed, in another form than policy.csv, so that
// a slip of a comma in one of them is seen. Letters: Commune, District,
// Province, Leader, Administrator, Inspector, police (U), Border guard, coast
// Guard, Service officer.
var want = map[string]string{
	"access.user.admin": "A",
	"keys.manage":       "", "backup.manage": "",
	"org.unit.read": "CDPLAIUBGS", "org.share.set": "P", "org.setting.admin": "A",
	"outreach.activity.read": "CDPLIUB", "outreach.activity.record": "CDPUB", "outreach.month.read": "CDPLI", "outreach.month.send": "CDP",
	"outreach.month.approve": "DP", "outreach.channel.admin": "A",
	"indicator.read": "CDPLIUBG", "indicator.target.set": "PL", "indicator.answer": "CDP",
	"report.read": "CDPLIUBG",
	"audit.read":  "PLAI", "audit.secret.read": "I", "audit.alert.read": "AI", "audit.alert.close": "I",
	"signoff.read": "CDPLI", "signoff.sign": "CDP", "signoff.return": "DP",
	"directive.document.read": "CDPLIUBG", "directive.document.issue": "CDPLUBG", "directive.document.answer": "CDPUBG", "directive.task.work": "CDPUBG",
	"directive.survey.record": "DP",
	"training.course.read":    "CDPLIUBG", "training.course.record": "CDPUBG", "training.participant.read": "CDPI",
	"inspection.establishment.read": "CDPLIUBG", "inspection.establishment.record": "CDPUB", "inspection.check.read": "CDPLIUBG",
	"inspection.check.record": "CDPUB", "inspection.plan.record": "DPU", "inspection.file.receive": "U",
	"tip.record": "CDPUBG", "tip.handle": "CUBG", "tip.statistics": "DPLIU",
	"livelihood.support.read": "CDPLI", "livelihood.support.record": "CDP", "livelihood.person.read": "CDP", "livelihood.person.record": "CD",
	"livelihood.link.record": "CDP",
	"partner.partner.read":   "CDPLIUBGS", "partner.partner.record": "DP", "partner.service.confidential": "PU",
	"person.person.read": "CDPUBGS", "person.person.record": "CDPUBGS", "person.person.merge": "CPUBG", "person.search": "CDPUBGS",
	"handoff.request.read": "CDPUBGS", "handoff.request.send": "CDPUBGS", "handoff.request.answer": "CDPUBGS", "handoff.late.read": "P",
	"handoff.protocol.read": "CDPLIUBGS", "handoff.protocol.record": "P",
	"shelter.facility.read": "CDPLIUBGS", "shelter.facility.record": "PS", "shelter.stay.read": "PS", "shelter.stay.record": "PS",
	"shelter.place.read": "PUS", "shelter.readiness.read": "CDPLIUBGS", "shelter.readiness.record": "CDPUBGS",
	"org.profile.read": "CDPLIUBG", "org.profile.set": "DP",
	"casework.reception.record": "CDPUBGS", "casework.case.read": "CDPUBGS", "casework.case.record": "CDPUBGS", "casework.decision.record": "PUBG", "casework.case.break_glass": "PUBG", "casework.statistics": "PLIU", "casework.case.export": "P", "casework.decoy.set": "I",
}

func TestPolicy(t *testing.T) {
	letters := map[Role]string{CommuneOfficer: "C", DistrictOfficer: "D", ProvinceOfficer: "P", Leader: "L", Administrator: "A", Inspector: "I",
		Police: "U", BorderGuard: "B", CoastGuard: "G", ServiceOfficer: "S"}
	for _, p := range Permissions() {
		if _, ok := want[p]; !ok {
			t.Errorf("%s is not in the reviewed table", p)
		}
	}
	for p, roles := range want {
		if !Known(p) {
			t.Errorf("%s is not in policy.csv", p)
			continue
		}
		for _, r := range Roles {
			if got := Allows(r, p); got != strings.Contains(roles, letters[r]) {
				t.Errorf("%s for %s is %v", p, r, got)
			}
		}
	}
}

func TestActor(t *testing.T) {
	below := func(root, unit string) bool { return root == unit || root == "T1" && unit == "X1" }
	province := Actor{ID: "1", Grants: []Grant{{Role: ProvinceOfficer, Unit: "T1"}, {Role: Leader, Unit: "T1"}, {Role: Inspector, Unit: "X9"}}, covers: below}
	cases := []struct {
		name       string
		by         Actor
		permission string
		unit       string
		may        bool
	}{
		{"own unit", province, "org.share.set", "T1", true},
		{"below", province, "org.share.set", "X1", true},
		{"elsewhere", province, "org.share.set", "X9", false},
		{"other role there", province, "audit.read", "X9", true},
		{"not the role", province, "access.user.admin", "T1", false},
		{"no unit", province, "org.share.set", "", false},
		{"nobody", Actor{}, "org.unit.read", "X1", false},
		{"system", System("test"), "access.user.admin", "X1", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.by.MayAt(c.permission, c.unit); got != c.may {
				t.Errorf("MayAt is %v", got)
			}
			if got := errs.Is(c.by.NeedAt(c.permission, c.unit), errs.Forbidden); got == c.may {
				t.Errorf("NeedAt refuses: %v", got)
			}
		})
	}
	if got := province.Units("report.read"); strings.Join(got, " ") != "T1 X9" {
		t.Errorf("Units: %v", got)
	}
	if role, unit := province.Home(); role != ProvinceOfficer || unit != "T1" {
		t.Errorf("Home: %s %s", role, unit)
	}
}

func TestUnknownPermissionIsAnError(t *testing.T) {
	for name, ask := range map[string]func(){
		"May":    func() { Actor{}.May("outreach.nothing") },
		"MayAt":  func() { System("x").MayAt("outreach.nothing", "X1") },
		"Units":  func() { Actor{}.Units("outreach.nothing") },
		"Allows": func() { Allows(Leader, "outreach.nothing") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("nothing happened")
				}
			}()
			ask()
		})
	}
}
