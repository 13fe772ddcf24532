package ui

import (
	"time"

	"neove/internal/i18n"
)

// Page is everything a template sees; Body is the typed view of the page.
type Page struct {
	Title       string
	Lang        i18n.Lang // set by the renderer
	User        *User     // nil on pages before sign-in
	Nav         []NavGroup
	Crumbs      []Crumb
	Notice      *Notice
	Demo        string // text of the band "sample data"; "" hides it
	LangHref    string // switches to the other language; "" hides the link
	Help        string // footer line with whom to ask; "" takes ui.footer.help
	Path        string
	DraftDone   string // draft key that is now safe on the server
	SearchQuery string
	Errors      []ErrorItem
	Wide        bool // no sidebar, full width: document preview
	Body        any
}

// User is the signed-in person as the top bar shows them.
type User struct{ ID, Name, Place string }

// NavGroup is a part of the menu; the first one usually has no label.
type NavGroup struct {
	Label string
	Items []NavItem
}

// NavItem is one entry. Count is work that waits for this person, and
// CountLabel says so in words ("5 việc mới").
type NavItem struct {
	Href, Icon, Label string
	Count             int
	CountLabel        string
	Current           bool
}

// Crumb is a step of the path above the title; the last has no Href.
type Crumb struct{ Text, Href string }

// ErrorItem links to the control f-<Field>; without Field it is plain text.
type ErrorItem struct{ Field, Text string }

// Notice tells what just happened. Kind is "", "ok", "warn" or "bad". Undo, if
// any, is a POST button, since reversible actions act at once.
type Notice struct {
	Kind, Text, Href, Link string
	Undo                   *Button
}

// Button is a one-button form; Name and Value are its hidden field.
type Button struct{ Action, Text, Name, Value string }

// Option is a choice in a select or a list of radios.
type Option struct {
	Value, Text, Hint string
	Disabled          bool
}

// Link is an entry of a chooser.
type Link struct {
	Href, Text string
	Current    bool
}

// Chip is a filter in force; Href is the list without it.
type Chip struct{ Text, Href string }

// SummaryRow is a checked answer; Href and Action lead to its change.
type SummaryRow struct{ Label, Value, Href, Action string }

// Event is an entry of a history, newest first. Key ones are emphasised.
type Event struct {
	When              time.Time
	Who, What, Detail string
	Key               bool
}
