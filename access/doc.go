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
// The first administrator: s.AddUser(ctx, access.System("neove user"), …).
//
// Tables access_sessions and access_attempts are bookkeeping. Case access, keys
// and stronger sign-in come with their own work: Actor is the seam, and every
// command already takes it.
package access
