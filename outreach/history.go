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

// difference lists the fields that changed as [old, new].
func difference(old, a Activity) map[string]any {
	m := map[string]any{}
	put := func(name string, was, is any) {
		if was != is {
			m[name] = []any{was, is}
		}
	}
	put("channel", old.Channel, a.Channel)
	put("from", old.From, a.From)
	put("to", old.To, a.To)
	put("place", old.Place, a.Place)
	put("level", old.Level, a.Level)
	put("audience", old.Audience, a.Audience)
	put("topic", old.Topic, a.Topic)
	put("language", old.Language, a.Language)
	put("partner", old.Partner, a.Partner)
	put("campaign", old.Campaign, a.Campaign)
	put("directing", old.Directing, a.Directing)
	put("note", old.Note, a.Note)
	put("withdrawn", old.Withdrawn, a.Withdrawn)
	for _, i := range Items {
		put(string(i), plain(old.Value(i)), plain(a.Value(i)))
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
