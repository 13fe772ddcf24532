package casework

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/seal"
)

// File is a paper or picture of a case. What it is called and says is sealed in
// its compartment, as the file itself is.
type File struct {
	ID          string    `db:"id"`
	Case        string    `db:"case_id"`
	N           int64     `db:"n"`       // number in the case, from 1
	Subject     string    `db:"subject"` // whose key seals it: the case, of papers of identity the person
	Compartment string    `db:"compartment"`
	Kind        string    `db:"kind"`
	State       string    `db:"state"` // Current or Withdrawn
	MediaType   string    `db:"media_type"`
	Size        int64     `db:"size"`
	Office      string    `db:"office"`
	ByID        string    `db:"by_id"`
	By          string    `db:"by_name"`
	At          time.Time `db:"at"`
	WithdrawnBy string    `db:"withdrawn_by"`
	WithdrawnAt time.Time `db:"withdrawn_at"`
	Box         []byte    `db:"box"`
	About       About     `db:"-"`
}

// About is what is told about a file; sealed.
type About struct {
	Title  string     `json:"title,omitempty"`
	Number string     `json:"number,omitempty"`
	Body   string     `json:"body,omitempty"` // who issued it
	Issued clock.Date `json:"issued,omitzero"`
	Name   string     `json:"name,omitempty"` // of the file as it came
	SHA256 string     `json:"sha256"`
	Reason string     `json:"reason,omitempty"` // of the withdrawal
}

// FileKinds are the kinds of papers, with the section where each usually lies.
var FileKinds = []string{"identity_paper", "birth_paper", "travel_paper", "confirmation", "decision", "minutes", "application", "consent", "medical", "photo", "receipt", "other"}

// fileSections are the sections in which a kind may lie, the usual one first;
// kinds that are not here may lie anywhere, usually in core.
var fileSections = map[string][]string{
	"identity_paper": {seal.Identity}, "birth_paper": {seal.Identity}, "travel_paper": {seal.Identity}, "medical": {InHealth},
	"minutes": {InTestimony, InCore, InHealth, InPlace, seal.Identity}, "photo": {InTestimony, InHealth, InPlace, seal.Identity},
}

// DownloadReasons say why a file leaves the program. For the first two the file
// goes out as it is kept, since a mark would spoil it as evidence or as
// somebody's own paper.
var DownloadReasons = []string{"court", "person", "authority", "meeting"}

func unmarked(reason string) bool { return reason == "court" || reason == "person" }

// maxFiles is how many files a case holds.
const maxFiles = 200

// FileInput is a file to attach; Section "" is where its kind usually lies.
type FileInput struct {
	Kind, Section string
	About         About
}

// section is where a file of the kind goes.
func (in FileInput) section() string {
	if in.Section != "" {
		return in.Section
	}
	if list := fileSections[in.Kind]; len(list) > 0 {
		return list[0]
	}
	return InCore
}

func (in FileInput) validate(seat Seat, today clock.Date, c *errs.Check) {
	if !slices.Contains(FileKinds, in.Kind) {
		c.Add("file_kind", "web.err.choice")
		return
	}
	where := in.section()
	list := fileSections[in.Kind]
	switch {
	case !slices.Contains(Sections, where):
		c.Add("section", "web.err.choice")
	case len(list) > 0 && !slices.Contains(list, where):
		c.Add("section", "casework.err.file_section")
	case !seat.May(where):
		c.Add("section", "casework.err.compartment")
	}
	for name, text := range map[string]string{"title": in.About.Title, "number": in.About.Number, "body": in.About.Body} {
		if utf8.RuneCountInString(text) > maxLine {
			c.Add(name, "web.err.long", "max", maxLine)
		}
	}
	if in.About.Title == "" {
		c.Add("title", "web.err.required")
	}
	if in.About.Issued > today {
		c.Add("issued", "casework.err.future")
	}
}

// picture reports whether pages can show the file.
func (f File) picture() bool { return f.MediaType != "application/pdf" }

// neutral is a name that tells nothing but the number of the case.
func (f File) neutral(code string) string {
	ext := map[string]string{"application/pdf": "pdf", "image/png": "png"}[f.MediaType]
	if ext == "" {
		ext = "jpg"
	}
	return fmt.Sprintf("%s-tep-%d.%s", code, f.N, ext)
}
