package livelihood_test

import (
	"fmt"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/internal/webtest"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p := watch(t, w)
	district, commune := w.As(t, "district"), w.As(t, "commune")
	key := map[string]string{"Idempotency-Key": "k1"}
	body := `{"unit":"L803","kind":"trade","from":"2024-06-03","to":"2024-08-30","occupation":"May","people":25,"victims":2,"amount":80000000}`
	person := `{"unit":"L28003","name":"` + canary + `","birth":"5/2006","sex":"female","risks":["debt"],"basis":"duty","first_on":"2024-10-01","review_on":"2025-03-01"}`
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: "/api/v1/livelihood/supports?unit=L803", WantStatus: 401},
		{Name: "recorded", Method: "POST", Path: "/api/v1/livelihood/supports", JSON: body, Header: key, As: district, WantStatus: 201, Want: []string{`"number":1`, `"turns":null`}, WantNot: []string{"victims"}},
		{Name: "again", Method: "POST", Path: "/api/v1/livelihood/supports", JSON: body, Header: key, As: district, WantStatus: 201, Want: []string{`"number":1`}, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
		{Name: "the same key for something else", Method: "POST", Path: "/api/v1/livelihood/supports", JSON: strings.Replace(body, "25", "26", 1), Header: key, As: district, WantStatus: 422},
		{Name: "rules", Method: "POST", Path: "/api/v1/livelihood/supports", JSON: strings.Replace(body, `"people":25`, `"turns":25`, 1), As: district, WantStatus: 422, Want: []string{"turns", "không tính số này"}},
		{Name: "listed once with sums", Path: "/api/v1/livelihood/supports?unit=L803", As: district, WantStatus: 200, Want: []string{`"total":1`, `"sums":{"records":1,"people":25,"turns":null,"amount":80000000}`}, WantNot: []string{"victims"}},
		{Name: "another unit", Path: "/api/v1/livelihood/supports?unit=L803", As: commune, WantStatus: 403, WantNot: []string{"May"}},
		{Name: "kinds", Path: "/api/v1/livelihood/kinds", As: commune, WantStatus: 200, Want: []string{`"code":"counselling"`, `"turns":"livelihood.counselling.turns"`}},
		{Name: "link", Method: "POST", Path: "/api/v1/livelihood/links", JSON: `{"unit":"L28003","programme":"child","from":"2024-06-03","content":"Thăm trẻ em"}`, As: commune, WantStatus: 201},
		{Name: "links", Path: "/api/v1/livelihood/links?unit=L803&programme=child", As: district, WantStatus: 200, Want: []string{"Thăm trẻ em", `"total":1`}},
		{Name: "people without names", Path: "/api/v1/livelihood/people?unit=L80", As: w.As(t, "province"), WantStatus: 200, Want: []string{`"total":0`, `"counts":[{"unit":"L28003","people":"<5"}]`}, WantNot: []string{p.Code, "Yến", "contact", "birth", "sex", "risks"}},
		{Name: "people for police", Path: "/api/v1/livelihood/people?unit=L80", As: w.As(t, "police"), WantStatus: 403, WantNot: []string{p.Code}},
		{Name: "person", Method: "POST", Path: "/api/v1/livelihood/people", JSON: person, Header: map[string]string{"Idempotency-Key": "k2"}, As: commune, WantStatus: 201, Want: []string{`"code":"NC-2024-`}, WantNot: []string{"Yến"}},
		{Name: "person again", Method: "POST", Path: "/api/v1/livelihood/people", JSON: person, Header: map[string]string{"Idempotency-Key": "k2"}, As: commune, WantStatus: 201, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
		{Name: "another person with the key", Method: "POST", Path: "/api/v1/livelihood/people", JSON: strings.Replace(person, canary, "Bồ Câu", 1), Header: map[string]string{"Idempotency-Key": "k2"}, As: commune, WantStatus: 422, WantNot: []string{"Bồ Câu"}},
		{Name: "person by the district", Method: "POST", Path: "/api/v1/livelihood/people", JSON: person, As: district, WantStatus: 403},
		{Name: "help", Method: "POST", Path: fmt.Sprintf("/api/v1/livelihood/people/%s/helps", p.ID), JSON: `{"kind":"loan","on":"2024-10-02","amount":5000000,"note":"` + canary + `"}`, As: commune, WantStatus: 201, WantNot: []string{"Yến"}},
		{Name: "help by another unit", Method: "POST", Path: fmt.Sprintf("/api/v1/livelihood/people/%s/helps", p.ID), JSON: `{"kind":"loan","on":"2024-10-02"}`, As: w.As(t, "other"), WantStatus: 404},
		{Name: "listed twice in all", Path: "/api/v1/livelihood/people?unit=L28003", As: commune, WantStatus: 200, Want: []string{`"total":2`}},
	})
	if got := facts(t, w); got["livelihood.loan.people L28003 2024-10-02"] != 1 || got["livelihood.trade.people L803 2024-08-30"] != 25 {
		t.Errorf("facts are %v", got)
	}
}
