package access

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
	"neove/internal/web"
)

// Forms that were sent to a session which had been locked meanwhile are kept
// sealed for an hour, and only their writer gets them back.
const (
	keepFor  = time.Hour
	maxKept  = 20 // of one person
	keyFresh = "access.err.fresh"
)

type kept struct {
	ID        string    `db:"id"`
	User      string    `db:"user_id"`
	Path      string    `db:"path"`
	Body      []byte    `db:"body"`
	ExpiresAt time.Time `db:"expires_at"`
}

// keeper keeps the form of a request when it is asked to, and gives its id; ""
// when there is nothing to keep or nothing to seal it with.
func (s *Service) keeper(r *http.Request, user string) func() string {
	return func() string {
		if r.Method != http.MethodPost || strings.HasPrefix(r.URL.Path, "/access/") || strings.HasPrefix(r.URL.Path, "/api/") {
			return "" // passwords are not kept, and programs can repeat themselves
		}
		if r.PostForm == nil {
			r.Body = http.MaxBytesReader(nil, r.Body, web.MaxForm)
			_ = r.ParseMultipartForm(web.MaxForm) // of a broken body what could be read is kept
		}
		if len(r.PostForm) == 0 {
			return ""
		}
		made, err := s.store(r.Context(), user, r.URL.RequestURI(), r.PostForm)
		if err != nil {
			return ""
		}
		return made
	}
}

func (s *Service) store(ctx context.Context, user, path string, form url.Values) (string, error) {
	raw, err := json.Marshal(form)
	if err != nil {
		return "", err
	}
	box, err := s.seal(user, raw)
	if err != nil {
		return "", err
	}
	k := kept{ID: id.Secret(16), User: user, Path: path, Body: box}
	err = s.db.Write(ctx, Actor{ID: user}, "access.form.keep", func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM access_kept WHERE expires_at<?", db.Arg(tx.Now)); err != nil {
			return err
		}
		n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM access_kept WHERE user_id=?", user)
		if err != nil || n >= maxKept {
			return errs.New(errs.TooMany, "access.err.session")
		}
		k.ExpiresAt = tx.Now.Add(keepFor)
		return tx.Insert("access_kept", k)
	})
	return k.ID, err
}

// Kept is a form that waits for its writer.
type Kept struct {
	Path string
	Form url.Values
}

// Kept gives the actor back what they typed. Errors: NotFound, also for
// somebody else's.
func (s *Service) Kept(ctx context.Context, by Actor, key string) (Kept, error) {
	var k kept
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		k, err = db.Get[kept](tx, "SELECT id,user_id,path,body,expires_at FROM access_kept WHERE id=? AND user_id=? AND expires_at>?", key, by.ID, db.Arg(tx.Now))
		return err
	})
	if err != nil {
		return Kept{}, err
	}
	out := Kept{Path: k.Path}
	raw, err := s.open(by.ID, k.Body)
	if err == nil {
		err = json.Unmarshal(raw, &out.Form)
	}
	return out, err
}

// Forget drops kept forms of the actor that lead to a path: they are on their
// way, or not wanted any more.
func (s *Service) Forget(ctx context.Context, by Actor, key string) error {
	return s.db.Write(ctx, by, "access.form.forget", func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM access_kept WHERE id=? AND user_id=?", key, by.ID)
		return err
	})
}
