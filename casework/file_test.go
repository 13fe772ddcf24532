package casework_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/upload"
	"neove/internal/webtest"
)

func photo(t *testing.T, width int) upload.File {
	t.Helper()
	var raw bytes.Buffer
	if err := jpeg.Encode(&raw, image.NewGray(image.Rect(0, 0, width, 120)), nil); err != nil {
		t.Fatal(err)
	}
	f, err := upload.Read("file", "chimsauTenTep.jpg", &raw)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func attach(t *testing.T, w *apptest.World, account, code, kind, title string, f upload.File) casework.File {
	t.Helper()
	out, err := w.Casework.Attach(context.Background(), w.Actor(t, account), code, casework.FileInput{Kind: kind, About: casework.About{Title: title, Number: "chimsauSo", Body: "chimsauNoiCap"}}, f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inDatabase are the columns that hold a text in a form that can be read.
func inDatabase(t *testing.T, w *apptest.World, text string) (out []string) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		if err != nil {
			return err
		}
		for _, table := range tables {
			err := tx.Stream("SELECT * FROM "+table.Name, func(values []any) error {
				for i, c := range table.Columns {
					raw, ok := values[i].([]byte)
					if !ok {
						raw = fmt.Append(nil, values[i])
					}
					if low := bytes.ToLower(raw); bytes.Contains(low, []byte(strings.ToLower(text))) || bytes.Contains(low, []byte(hex.EncodeToString([]byte(text)))) {
						out = append(out, table.Name+"."+c.Name)
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A file is opened by the offices that hold its section, through the pages with
// the viewer's mark, and by nobody else; no word and no byte of it can be read
// at rest.
func TestFilesOfASection(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx := context.Background()
		dept := access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
		protocol(t, w, clock.On(2025, 1, 1))
		c := open(t, w, "province", province)
		pdf := upload.File{Name: "chimsauTenTep.pdf", MediaType: "application/pdf", SHA256: "x", Content: bytes.Repeat([]byte("%PDF chimsauNoiDung "), 5000)}
		decision, medical, card := attach(t, w, "province", c.Code, "decision", "chimsauQuyetDinh", photo(t, 300)), attach(t, w, "province", c.Code, "medical", "chimsauKhamBenh", photo(t, 310)), attach(t, w, "province", c.Code, "identity_paper", "chimsauCanCuoc", pdf)
		if decision.Compartment != casework.InCore || medical.Compartment != casework.InHealth || card.Compartment != seal.Identity || card.Subject != c.Person || card.N != 3 {
			t.Errorf("%+v", card)
		}
		if _, err := w.Casework.Consent(ctx, w.Actor(t, "province"), c.Code, casework.ConsentInput{Recipient: house.String(), Purpose: "service", Sections: []string{"core"}, Basis: "consent", State: casework.Given, How: casework.How{Way: "spoken"}}); err != nil {
			t.Fatal(err)
		}
		accept(t, w, "shelter", refer(t, w, "province", dept, c, house, "service", "consent", "core").ID)
		path := "/casework/cases/" + c.Code + "/files"
		all := []string{"chimsauQuyetDinh", "chimsauKhamBenh", "chimsauCanCuoc", "chimsauTenTep", "chimsauNoiDung", "chimsauSo", "chimsauNoiCap"}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "signed out", Path: path, WantStatus: 303, WantNot: all},
			{Name: "the office", Path: path, As: w.As(t, "province"), WantStatus: 200, Want: all[:3], WantNot: all[3:5]},
			{Name: "an office with core", Path: path, As: w.As(t, "shelter"), WantStatus: 200, Want: []string{"chimsauQuyetDinh", "Còn 2 tệp"}, WantNot: all[1:5]},
			{Name: "its file", Path: path + "/" + decision.ID, As: w.As(t, "shelter"), WantStatus: 200, Want: []string{"chimsauQuyetDinh", "/picture", "Người in, giờ in: Nguyễn Thị Lan · 09:00 8/9/2025"}, WantNot: []string{"/withdraw"}},
			{Name: "the picture", Path: path + "/" + decision.ID + "/picture", As: w.As(t, "shelter"), WantStatus: 200, WantHeader: map[string]string{"Content-Type": "image/jpeg", "Cache-Control": "no-store"}},
			{Name: "download without a reason", Method: "POST", Path: path + "/" + decision.ID + "/download", Form: url.Values{}, As: w.As(t, "shelter"), WantStatus: 422, Want: []string{"f-why-error"}},
			{Name: "download", Method: "POST", Path: path + "/" + decision.ID + "/download", Form: url.Values{"why": {"meeting"}}, As: w.As(t, "shelter"), WantStatus: 200, WantNot: all,
				WantHeader: map[string]string{"Cache-Control": "no-store", "Content-Disposition": "attachment; filename=" + strings.ToLower(c.Code) + "-tep-1.jpg; filename*=UTF-8''" + c.Code + "-tep-1.jpg"}},
			{Name: "a paper as it is kept", Method: "POST", Path: path + "/" + card.ID + "/download", Form: url.Values{"why": {"court"}}, As: w.As(t, "province"), WantStatus: 200, Want: []string{"%PDF chimsauNoiDung"}, WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "withdraw another office's", Method: "POST", Path: path + "/" + decision.ID + "/withdraw", Form: url.Values{"reason": {"Nhầm"}}, As: w.As(t, "shelter"), WantStatus: 403},
		})
		closed(t, w, path, "shelter", medical.ID, all)
		closed(t, w, path, "shelter", card.ID, all)
		closed(t, w, path, "police", decision.ID, all)
		for _, text := range all {
			if where := inDatabase(t, w, text); where != nil {
				t.Errorf("%s stands in %v", text, where)
			}
		}
		withdrawn(t, w, c, decision)
		looked(t, w, c)
	})
}

// closed: what an office does not hold answers with the bytes of what does not
// exist, on every address of a file.
func closed(t *testing.T, w *apptest.World, path, account, id string, words []string) {
	t.Helper()
	for _, at := range []struct{ method, rest string }{{"GET", ""}, {"GET", "/picture"}, {"POST", "/download"}, {"POST", "/withdraw"}} {
		ask := func(id string) *httptest.ResponseRecorder {
			s := webtest.Scenario{Name: at.rest, Method: at.method, Path: path + "/" + id + at.rest, As: w.As(t, account), WantStatus: 404, WantNot: words}
			if at.method == "POST" {
				s.Form = url.Values{"why": {"court"}, "reason": {"Nhầm"}}
			}
			return s.Run(t, w.Handler)
		}
		real, none := ask(id), ask("0000000000000000000000none")
		if got, want := strings.ReplaceAll(real.Body.String(), id, "ID"), strings.ReplaceAll(none.Body.String(), "0000000000000000000000none", "ID"); got != want {
			t.Errorf("%s %s: an answer tells that a file is there", account, at.rest)
		}
	}
}

// withdrawn: nobody opens the file any more, the list says who took it back.
func withdrawn(t *testing.T, w *apptest.World, c casework.Case, f casework.File) {
	t.Helper()
	ctx, by := context.Background(), w.Actor(t, "province")
	if err := w.Casework.WithdrawFile(ctx, by, c.Code, f.ID, ""); !errs.Is(err, errs.Invalid) {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	if err := w.Casework.WithdrawFile(ctx, by, c.Code, f.ID, "chimsauLyDo"); err != nil {
		t.Fatal(err)
	}
	if _, _, raw, err := w.Casework.File(ctx, by, c.Code, f.ID, ""); !errs.Is(err, errs.Conflict) || raw != nil {
		t.Errorf("still open: %v", err)
	}
	if where := inDatabase(t, w, "chimsauLyDo"); where != nil {
		t.Errorf("the reason stands in %v", where)
	}
	webtest.Scenario{Path: "/casework/cases/" + c.Code + "/files", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Trần Thu Hà rút: chimsauLyDo"}}.Run(t, w.Handler)
}

// looked: each look and download is in the log of the case, refused ones too.
func looked(t *testing.T, w *apptest.World, c casework.Case) {
	t.Helper()
	_, list, err := w.Casework.Events(context.Background(), w.Actor(t, "province"), c.Code)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, e := range list {
		n[e.Action]++
	}
	for action, want := range map[string]int{"casework.file.attach": 3, "casework.file.view": 1, "casework.file.download": 2, "casework.file.withdraw": 1} {
		if n[action] != want {
			t.Errorf("%d × %s, want %d", n[action], action, want)
		}
	}
}

// What an office does not open it does not fill either, a kind lies where it
// belongs, the same file comes once.
func TestAttachRefuses(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := open(t, w, "province", province)
		attach(t, w, "province", c.Code, "photo", "Ảnh", photo(t, 200))
		for name, one := range map[string]struct {
			in    casework.FileInput
			field string
		}{
			"kind":       {casework.FileInput{Kind: "novel", About: casework.About{Title: "x"}}, "file_kind"},
			"section":    {casework.FileInput{Kind: "medical", Section: "core", About: casework.About{Title: "x"}}, "section"},
			"no section": {casework.FileInput{Kind: "other", Section: "attic", About: casework.About{Title: "x"}}, "section"},
			"title":      {casework.FileInput{Kind: "other"}, "title"},
			"future":     {casework.FileInput{Kind: "other", About: casework.About{Title: "x", Issued: clock.On(2031, 1, 1)}}, "issued"},
			"again":      {casework.FileInput{Kind: "other", About: casework.About{Title: "x"}}, "file"},
		} {
			_, err := w.Casework.Attach(t.Context(), w.Actor(t, "province"), c.Code, one.in, photo(t, 200))
			if !errs.Is(err, errs.Invalid) || !slices.ContainsFunc(errs.From(err).Fields, func(f errs.Field) bool { return f.Name == one.field }) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Casework.Attach(t.Context(), w.Actor(t, "police"), c.Code, casework.FileInput{Kind: "other", About: casework.About{Title: "x"}}, photo(t, 210)); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody not on the team: %v", err)
		}
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for name, text := range map[string]string{"title": "Biên bản giao nhận", "number": "12/BB", "issued": "31/2/2025"} {
			if err := m.WriteField(name, text); err != nil {
				t.Fatal(err)
			}
		}
		part, err := m.CreateFormFile("file", "a.pdf")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte("%PDF-1.4 nothing")); err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		webtest.Scenario{Method: "POST", Path: "/casework/cases/" + c.Code + "/files", As: w.As(t, "province"), Body: body.String(), Header: map[string]string{"Content-Type": m.FormDataContentType()}, WantStatus: 422,
			Want: []string{`value="Biên bản giao nhận"`, `value="12/BB"`, `value="31/2/2025"`, "f-issued-error", "f-file_kind-error", "f-file-error"}}.Run(t, w.Handler)
	})
}
