package outreach

// summary is what the history shows of a new activity.
func summary(a Activity) map[string]any {
	m := map[string]any{"channel": a.Channel, "from": a.From, "place": a.Place}
	for _, i := range Items {
		if v := a.Value(i); v != nil {
			m[string(i)] = *v
		}
	}
	return m
}

// plain makes blank and zero comparable values that differ.
func plain(v *int64) any {
	if v == nil {
		return nil
	}
	return *v
}
