// Package access knows people: accounts, sessions, roles, and what a role may
// do where. The policy is one readable table, policy.csv; a permission that is
// not in it does not exist, and asking for it panics.
//
// A right is a role at a unit for a time. Its scope is that unit, everything
// below it, and on other trees everything whose data belongs to its area. Rights
// are read at every request, so a change counts at the next one.
//
// # For slices
//
//	func (s *Service) Record(ctx context.Context, by access.Actor, in …) error {
//		if err := by.NeedAt("outreach.activity.record", in.Unit); err != nil { return err }
//		return s.db.Write(ctx, by, "outreach.activity.record", …)
//
//	by.May(p), by.MayAt(p, unit)     bool;  Need, NeedAt: errs.Forbidden
//	by.Units(p)                      roots where the actor may
//	by.MayExactly(p, unit), Held(p)  only at the very unit of the right: policy_relations.csv
//	by.NeedFresh(access.Fresh)       asks for the password again; Page keeps the form meanwhile
//	by.Home()                        role and unit of the first right, "" without rights
//	access.System("neove import")    the program itself: may do everything
//	access.Page(fn)                  web.Route.Handle with the actor as a parameter
//	access.Op(permission, op, fn)    web.Operation with the actor as a parameter
//
// # Wiring (app)
//
//	s := access.NewService(db)
//	s.Covers, s.UnitName, s.FindUnit, s.Secure = …
//	modules = append(modules, access.Module(s))
//	web.Config{Identify: s.Identify, Allow: access.Allow, …}
//	shell: p.LangHref = access.LangHref(x); p.User from x.Principal.(access.Actor)
//
// What two people decide is a proposal; the slice says once who carries it out:
//
//	a.Access.On("keys.shred", "keys.manage", func(tx *db.Tx, by access.Actor, p access.Proposal) error { … })
//	a.Access.Propose(ctx, by, access.Proposal{Kind: "keys.shred", Unit: …, Subject: id, SubjectName: code, Payload: json, Reason: …})
//
// with the text access.proposal.keys.shred. The pages /access/proposals do the rest.
//
// The first administrators: s.AddUser(ctx, access.System("neove user"), …).
// roles.csv says per role whether a second factor is needed, how long a session
// may rest, and whether two people give the role. docs/security/access.md says
// what is decided and what is not solved.
//
// Tables access_sessions, access_attempts, access_challenges and access_kept are
// bookkeeping.
package access
