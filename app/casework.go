package app

// joinCasework opens the doors between cases and the slices below them.
func (a *App) joinCasework() {
	a.Casework.Providers = a.Partner.Options
}
