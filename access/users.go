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
	From    clock.Date // 0 means today
	To      clock.Date // 0 means without end
}

var accountForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

// AddUser makes an account with an initial password that must be changed at the
// first sign-in. Errors: Forbidden, Invalid, Conflict (account taken).
func (s *Service) AddUser(ctx context.Context, by Actor, in UserInput) (User, string, error) {
	password := id.Secret(12)
	u, err := s.addUser(ctx, by, in, password, true)
	return u, password, err
}

// AddUserWith is AddUser with a password that is given and stays: for the demo
// and for a first administrator on the command line.
func (s *Service) AddUserWith(ctx context.Context, by Actor, in UserInput, password string) (User, error) {
	return s.addUser(ctx, by, in, password, false)
}

func (s *Service) addUser(ctx context.Context, by Actor, in UserInput, password string, mustChange bool) (User, error) {
	if err := by.NeedAt("access.user.admin", in.Unit); err != nil {
		return User{}, err
	}
	today := clock.DateOf(s.db.Now())
	if in.From == 0 {
		in.From = today
	}
	if in.To == 0 {
		in.To = clock.Max
	}
	if err := in.check(password); err != nil {
		return User{}, err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return User{}, err
	}
	var u User
	err = s.db.Write(ctx, by, "access.user.add", func(tx *db.Tx) error {
		if _, err := userByAccount(tx, in.Account); !errs.Is(err, errs.NotFound) {
			if err != nil {
				return err
			}
			return &errs.Error{Kind: errs.Conflict, Key: "access.err.taken", Fields: []errs.Field{{Name: "account", Key: "access.err.taken"}}}
		}
		u = User{tx.ID(), in.Account, in.Name, "vi", hash, 1, false, mustChange, tx.Now}
		if err := tx.Insert("access_users", u); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: u.ID, Unit: in.Unit, Detail: map[string]any{"account": u.Account, "role": in.Role}})
		return tx.Insert("access_grants", Grant{tx.ID(), u.ID, in.Role, in.Unit, in.From, in.To})
	})
	return u, err
}

func (in *UserInput) check(password string) error {
	in.Account, in.Name = strings.ToLower(strings.TrimSpace(in.Account)), vntext.Clean(in.Name)
	var c errs.Check
	if !accountForm.MatchString(in.Account) {
		c.Add("account", "access.err.account")
	}
	if n := utf8.RuneCountInString(in.Name); n == 0 || n > 100 {
		c.Add("name", "access.err.name")
	}
	checkRight(&c, Grant{Role: in.Role, Unit: in.Unit, From: in.From, To: in.To})
	checkNewPassword(&c, "password", in.Account, password)
	return c.Err()
}

func checkRight(c *errs.Check, g Grant) {
	if !slices.Contains(Roles, g.Role) {
		c.Add("role", "access.err.role")
	}
	if g.Unit == "" {
		c.Add("unit", "access.err.unit")
	}
	if g.To <= g.From {
		c.Add("to", "access.err.dates")
	}
}

// Profile is an account with its rights, past, present and future.
type Profile struct {
	User
	Grants []Grant
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
	if err := by.Need("access.user.admin"); err != nil {
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
		if p := (Profile{u, byUser[u.ID]}); administers(by, p.Grants, today) && s.fits(p, f, today) {
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
	if err := by.Need("access.user.admin"); err != nil {
		return Profile{}, err
	}
	var p Profile
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if p.User, err = userByID(tx, user); err != nil {
			return err
		}
		p.Grants, err = grantsOf(tx, user)
		return err
	})
	if err == nil && !administers(by, p.Grants, clock.DateOf(s.db.Now())) {
		return Profile{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return p, err
}

// administers reports whether every right that counts, now or later, lies in
// the administrator's area; of somebody without such rights all past ones count.
func administers(by Actor, grants []Grant, today clock.Date) bool {
	live := slices.DeleteFunc(slices.Clone(grants), func(g Grant) bool { return g.To <= today })
	if len(live) == 0 {
		live = grants
	}
	for _, g := range live {
		if !by.MayAt("access.user.admin", g.Unit) {
			return false
		}
	}
	return len(grants) > 0
}
