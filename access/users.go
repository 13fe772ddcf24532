package access

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
	"neove/internal/vntext"
)

// UserInput is a new account with its first right.
type UserInput struct {
	Account string // a-z 0-9 . _ -, 3 to 40 characters
	Name    string
	Role    Role
	Unit    string
	Agency  string     // partner for whom a ForAgency role is held
	From    clock.Date // 0 means today
	To      clock.Date // 0 means without end
}

var accountForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

// AddUser makes an account with a first password that must be changed: on the
// command line, where nobody else is near to hand it over to. waiting says that
// the right waits for two administrators. Errors: Forbidden, Invalid, Conflict
// (account taken).
func (s *Service) AddUser(ctx context.Context, by Actor, in UserInput) (u User, password string, waiting bool, err error) {
	if !by.system {
		return u, "", false, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	password = id.Secret(12)
	u, waiting, err = s.addUser(ctx, by, in, newUser{password: password, mustChange: true})
	return u, password, waiting, err
}

// AddUserWith is AddUser with a password that stays and a right that counts at
// once: for the demo and for tests.
func (s *Service) AddUserWith(ctx context.Context, by Actor, in UserInput, password string) (User, error) {
	if !by.system {
		return User{}, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	u, _, err := s.addUser(ctx, by, in, newUser{password: password, atOnce: true})
	return u, err
}

// Invite makes an account without a password. The code is shown once and stored
// nowhere: with it the person sets the first password, which no administrator
// ever knows. waiting says that the right waits for a second administrator.
func (s *Service) Invite(ctx context.Context, by Actor, in UserInput, reason string) (u User, code string, waiting bool, err error) {
	code = id.Secret(linkBytes)
	u, waiting, err = s.addUser(ctx, by, in, newUser{code: code, reason: reason})
	return u, code, waiting, err
}

type newUser struct {
	password, code, reason string
	mustChange, atOnce     bool
}

func (s *Service) addUser(ctx context.Context, by Actor, in UserInput, how newUser) (u User, waiting bool, err error) {
	if err := by.NeedAt(admin, in.Unit); err != nil {
		return u, false, err
	}
	if err := s.checkUser(&in, how); err != nil {
		return u, false, err
	}
	hash := nobody
	if how.password != "" {
		if hash, err = s.pepper().hashPassword(ctx, how.password); err != nil {
			return u, false, err
		}
	}
	err = s.db.Write(ctx, by, "access.user.add", func(tx *db.Tx) error {
		if _, err := userByAccount(tx, in.Account); !errs.Is(err, errs.NotFound) {
			if err != nil {
				return err
			}
			return &errs.Error{Kind: errs.Conflict, Key: "access.err.taken", Fields: []errs.Field{{Name: "account", Key: "access.err.taken"}}}
		}
		u = User{ID: tx.ID(), Account: in.Account, Name: in.Name, Lang: "vi", Password: hash, Epoch: 1, MustChange: how.mustChange, CreatedAt: tx.Now, Unit: in.Unit}
		if err := tx.Insert("access_users", u); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: u.ID, Unit: in.Unit, Detail: map[string]any{"account": u.Account, "role": in.Role}})
		if how.code != "" {
			if err := storeLink(tx, u.ID, Invitation, how.code); err != nil {
				return err
			}
		}
		g := Grant{User: u.ID, Role: in.Role, Unit: in.Unit, Agency: in.Agency, From: in.From, To: in.To}
		if how.atOnce {
			return giveGrant(tx, g)
		}
		waiting, err = s.giveOrPropose(tx, by, u, g, how.reason)
		return err
	})
	return u, waiting, err
}

// checkUser brings the input into form and refuses what is wrong with it.
func (s *Service) checkUser(in *UserInput, how newUser) error {
	if in.From == 0 {
		in.From = clock.DateOf(s.db.Now())
	}
	if in.To == 0 {
		in.To = clock.Max
	}
	in.Account, in.Name = strings.ToLower(strings.TrimSpace(in.Account)), vntext.Clean(in.Name)
	var c errs.Check
	if !accountForm.MatchString(in.Account) {
		c.Add("account", "access.err.account")
	}
	if n := utf8.RuneCountInString(in.Name); n == 0 || n > 100 {
		c.Add("name", "access.err.name")
	}
	g := Grant{Role: in.Role, Unit: in.Unit, Agency: in.Agency, From: in.From, To: in.To}
	checkRight(&c, g)
	if how.password != "" && !how.mustChange {
		s.ownerOf(User{Account: in.Account, Name: in.Name}, []Grant{g}).checkNew(&c, "password", how.password)
	}
	return c.Err()
}

func checkRight(c *errs.Check, g Grant) {
	if !slices.Contains(Roles, g.Role) {
		c.Add("role", "access.err.role")
	}
	if g.Unit == "" {
		c.Add("unit", "access.err.unit")
	}
	if ForAgency(g.Role) != (g.Agency != "") {
		c.Add("agency", "access.err.agency")
	}
	if g.To <= g.From {
		c.Add("to", "access.err.dates")
	}
}

// Profile is an account with its rights, past, present and future.
type Profile struct {
	User
	Grants    []Grant
	HasFactor bool // has set up a second factor; only of a single account
}

// UserFilter selects accounts; empty fields select everything.
type UserFilter struct {
	Text     string // part of name, account or unit, with or without marks
	Role     Role
	Disabled bool // only closed accounts
}

// Users lists the accounts in the administrator's area in Vietnamese order of
// names. Errors: Forbidden.
func (s *Service) Users(ctx context.Context, by Actor, f UserFilter) ([]Profile, error) {
	if err := by.Need(admin); err != nil {
		return nil, err
	}
	var all []User
	byUser := map[string][]Grant{}
	today := clock.DateOf(s.db.Now())
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if all, err = users(tx); err != nil {
			return err
		}
		grants, err := allGrants(tx)
		for _, g := range grants {
			byUser[g.User] = append(byUser[g.User], g)
		}
		return err
	})
	var out []Profile
	for _, u := range all {
		if p := (Profile{User: u, Grants: byUser[u.ID]}); administers(by, p, today) && s.fits(p, f, today) {
			out = append(out, p)
		}
	}
	vntext.SortBy(out, func(p Profile) string { return p.Name })
	return out, err
}

func (s *Service) fits(p Profile, f UserFilter, today clock.Date) bool {
	if f.Disabled && !p.Disabled {
		return false
	}
	if f.Role != "" && !slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Role == f.Role && g.On(today) }) {
		return false
	}
	text := p.Name + " " + p.Account
	for _, g := range p.Grants {
		text += " " + s.UnitName(g.Unit, today)
	}
	return strings.Contains(vntext.Fold(text), vntext.Fold(f.Text))
}

// UserByID is one account in the administrator's area. Errors: Forbidden,
// NotFound also when the account lies outside of it.
func (s *Service) UserByID(ctx context.Context, by Actor, user string) (Profile, error) {
	if err := by.Need(admin); err != nil {
		return Profile{}, err
	}
	var p Profile
	err := s.db.View(ctx, func(tx *db.Tx) (err error) { p, err = profile(tx, user); return err })
	if err == nil && !administers(by, p, clock.DateOf(s.db.Now())) {
		return Profile{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return p, err
}

// administers reports whether every right that counts, now or later, lies in
// the administrator's area; of somebody without such rights all past ones
// count, and the unit where the account was made.
func administers(by Actor, p Profile, today clock.Date) bool {
	live := slices.DeleteFunc(slices.Clone(p.Grants), func(g Grant) bool { return g.To <= today })
	if len(live) == 0 {
		live = p.Grants
	}
	for _, g := range live {
		if !by.MayAt(admin, g.Unit) {
			return false
		}
	}
	return len(live) > 0 || by.MayAt(admin, p.Unit)
}
