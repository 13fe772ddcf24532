package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
	"neove/internal/vntext"
)

// Passkey is a key that lives in a person's device; here is its public half.
type Passkey struct {
	ID         string    `db:"id"`
	User       string    `db:"user_id"`
	Name       string    `db:"name"`
	Credential string    `db:"credential"`
	CreatedAt  time.Time `db:"created_at"`
	UsedAt     time.Time `db:"used_at"`
}

const challengeLife = 5 * time.Minute

func passkeysOf(tx *db.Tx, user string) ([]Passkey, error) {
	return db.Select[Passkey](tx, "SELECT id,user_id,name,credential,created_at,used_at FROM access_passkeys WHERE user_id=? ORDER BY created_at, id", user)
}

// holder is a person as the library sees them.
type holder struct {
	User
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.ID) }
func (h holder) WebAuthnName() string                       { return h.Account }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func holderOf(tx *db.Tx, user string) (h holder, err error) {
	if h.User, err = userByID(tx, user); err != nil {
		return h, err
	}
	list, err := passkeysOf(tx, user)
	for _, p := range list {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(p.Credential), &c); err != nil {
			return h, err
		}
		h.keys = append(h.keys, c)
	}
	return h, err
}

// originOf is the address of this server as the browser writes it.
func (s *Service) originOf(r *http.Request) string {
	switch {
	case s.Origin != "":
		return s.Origin
	case s.Secure:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// party is this server as authenticators know it. A browser signs for the host
// that it sees, so a request with another host finds no key to misuse.
func (s *Service) party(r *http.Request) (*webauthn.WebAuthn, error) {
	origin := s.originOf(r)
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Nẻo Về", RPOrigins: []string{origin},
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}})
}

// ask keeps a challenge until its answer comes and gives it a name.
func (s *Service) ask(ctx context.Context, by Actor, kind string, data any) (string, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return "", err
	}
	name := id.Secret(16)
	err = s.db.Write(ctx, by, "access.challenge.add", func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM access_challenges WHERE expires_at<?", db.Arg(tx.Now)); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO access_challenges (hash,kind,user_id,data,expires_at) VALUES (?,?,?,?,?)",
			hashToken(name), kind, by.ID, string(raw), db.Arg(tx.Now.Add(challengeLife)))
		return err
	})
	return name, err
}

// answered takes a challenge out, once.
func (s *Service) answered(tx *db.Tx, by Actor, kind, name string, data any) error {
	raw, err := db.Get[string](tx, "SELECT data FROM access_challenges WHERE hash=? AND kind=? AND user_id=? AND expires_at>?", hashToken(name), kind, by.ID, db.Arg(tx.Now))
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM access_challenges WHERE hash=?", hashToken(name)); err != nil {
		return err
	}
	return json.Unmarshal([]byte(raw), data)
}

const (
	addKey  = "passkey.add"
	showKey = "passkey.show"
)

func refusedKey(cause error) error {
	return &errs.Error{Kind: errs.Invalid, Key: "access.err.passkey", Cause: cause}
}

// AskNewKey begins to add a passkey: what the browser's dialog needs.
func (s *Service) AskNewKey(r *http.Request, by Actor) (options any, name string, err error) {
	w, err := s.party(r)
	if err != nil {
		return nil, "", err
	}
	var h holder
	if err := s.db.View(r.Context(), func(tx *db.Tx) (err error) { h, err = holderOf(tx, by.ID); return err }); err != nil {
		return nil, "", err
	}
	made, session, err := w.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return nil, "", refusedKey(err)
	}
	name, err = s.ask(r.Context(), by, addKey, session)
	return made.Response, name, err
}

// AddKey stores the new passkey; the session has now shown it. New recovery
// codes come with a person's first factor.
func (s *Service) AddKey(r *http.Request, by Actor, challenge, answer, label string) (token string, recovery []string, err error) {
	w, err := s.party(r)
	if err != nil {
		return "", nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return "", nil, refusedKey(err)
	}
	if label = vntext.Clean(label); label == "" || len(label) > 100 {
		label = "Khóa truy cập"
	}
	err = s.db.Write(r.Context(), by, "access.factor.add", func(tx *db.Tx) error {
		var session webauthn.SessionData
		if err := s.answered(tx, by, addKey, challenge, &session); err != nil {
			return err
		}
		h, err := holderOf(tx, by.ID)
		if err != nil {
			return err
		}
		c, err := w.CreateCredential(h, session, parsed)
		if err != nil {
			return refusedKey(err)
		}
		had, err := hasFactor(tx, by.ID)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(c)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: by.ID, Detail: map[string]any{"factor": ByPasskey}})
		if err := tx.Insert("access_passkeys", Passkey{keyID(c.ID), by.ID, label, string(raw), tx.Now, tx.Now}); err != nil {
			return err
		}
		if !had {
			if recovery, err = newRecovery(tx, by.ID); err != nil {
				return err
			}
		}
		token, err = s.proved(tx, by, ByPasskey)
		return err
	})
	return token, recovery, err
}

func keyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// AskKey begins a sign-in by passkey, of whoever it will be.
func (s *Service) AskKey(r *http.Request) (options any, name string, err error) {
	w, err := s.party(r)
	if err != nil {
		return nil, "", err
	}
	asked, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", refusedKey(err)
	}
	name, err = s.ask(r.Context(), Actor{}, showKey, session)
	return asked.Response, name, err
}

// EnterByKey signs in with a passkey: the device and what unlocks it are two
// factors. Errors: Unauthenticated, the same for whatever is wrong.
func (s *Service) EnterByKey(r *http.Request, in Entry, challenge, answer string) (Entered, error) {
	w, err := s.party(r)
	if err != nil {
		return Entered{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return Entered{}, refusedKey(err)
	}
	var u User
	var failed error
	err = s.db.Write(r.Context(), Actor{}, "access.session.key", func(tx *db.Tx) error {
		var session webauthn.SessionData
		if failed = s.answered(tx, Actor{}, showKey, challenge, &session); failed == nil {
			u, failed = s.checkKey(tx, w, session, parsed)
		}
		if failed != nil && !errs.Is(failed, errs.NotFound) && !errs.Is(failed, errs.Invalid) {
			return failed
		}
		// The challenge is used up either way.
		tx.Event(db.Event{Action: keyAction(failed), Subject: "access.user", ID: u.ID, Unit: u.Unit, Detail: map[string]any{"what": ByPasskey}})
		return nil
	})
	if err != nil {
		return Entered{}, err
	}
	if failed != nil || u.Disabled {
		return Entered{}, errs.New(errs.Unauthenticated, "access.err.passkey")
	}
	return s.begin(r.Context(), beginning{User: u, Entry: in, factor: ByPasskey})
}

func keyAction(failed error) string {
	if failed != nil {
		return "access.session.refuse"
	}
	return "access.session.key"
}

func (s *Service) checkKey(tx *db.Tx, w *webauthn.WebAuthn, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (User, error) {
	find := func(_, user []byte) (webauthn.User, error) {
		if strings.ContainsRune(string(user), 0) {
			return nil, errs.New(errs.NotFound, "web.err.not_found")
		}
		return holderOf(tx, string(user))
	}
	who, c, err := w.ValidatePasskeyLogin(find, session, parsed)
	if err != nil {
		return User{}, refusedKey(err)
	}
	u := who.(holder).User
	if c.Authenticator.CloneWarning { // its counter ran backwards: somebody copied it
		return u, refusedKey(nil)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return u, err
	}
	n, err := tx.Exec("UPDATE access_passkeys SET credential=?, used_at=? WHERE id=? AND user_id=?", string(raw), db.Arg(tx.Now), keyID(c.ID), u.ID)
	if err == nil && n == 0 {
		err = refusedKey(nil)
	}
	return u, err
}
