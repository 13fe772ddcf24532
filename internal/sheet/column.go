package sheet

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/vntext"
)

// Kind decides format, check and reading of a column.
type Kind int

// The kinds of columns.
const (
	Text   Kind = iota
	Date        // clock.Date
	Count       // whole numbers ≥ 0
	Money       // whole đồng; "2,5 triệu" is read too
	Choice      // one of Words, or several
	Fixed       // written by the program and locked; alone it fills no row
)

// Column is one column of a sheet: its heading in both languages and the other
// headings under which people keep the same thing. Marks and case never count.
type Column struct {
	Field    string // name in errors and getters
	Vi, En   string
	Aliases  []string
	Width    float64 // in characters; 0 fits the kind
	Kind     Kind
	Hint     string // shown by the spreadsheet when a cell is chosen
	Words    []Word // of a Choice (or a Fixed column that names one)
	Required bool   // the column must be there, the cell filled
	Many     bool   // a Choice of several words, separated by commas
	Max      int64  // of counts and money
	MaxLen   int    // of texts; 0 is 2,000 characters

	First, Last clock.Date // days that the template lets pass without a question
}

// maxText is what a text may hold where a column does not say.
const maxText = 2000

// Word is a code with its names and the other names that people use.
type Word struct {
	Code, Vi, En string
	Aliases      []string
}

// NewWord makes a word.
func NewWord(code, vi, en string, aliases ...string) Word { return Word{code, vi, en, aliases} }

// WordsOf are words that the texts of a slice name already, at prefix.code in
// messages/vi.json and en.json: var forms = sheet.WordsOf(files, "training.form",
// Forms...). A missing text is a slip of the slice and panics at start.
func WordsOf(messages fs.FS, prefix string, codes ...string) []Word {
	b, err := i18n.Load(messages)
	if err != nil {
		panic(err)
	}
	var out []Word
	for _, code := range codes {
		key := prefix + "." + code
		if !b.Has(key) {
			panic("sheet: no text for " + key)
		}
		out = append(out, NewWord(code, capital(b.T(i18n.Vi, key)), capital(b.T(i18n.En, key))))
	}
	return out
}

// capital begins a text with a capital letter.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Name is the word in a language.
func (w Word) Name(lang string) string {
	if lang == "en" {
		return cmp.Or(w.En, w.Vi)
	}
	return w.Vi
}

func (c Column) name(lang string) string { return Word{Vi: c.Vi, En: c.En}.Name(lang) }

// Names joins the names of codes (themselves joined by commas), for a cell that
// lists them. A code that is no word stays as it is.
func Names(words []Word, codes, lang string) string {
	var out []string
	for code := range strings.SplitSeq(codes, ",") {
		if i := slices.IndexFunc(words, func(w Word) bool { return w.Code == code }); i >= 0 {
			code = words[i].Name(lang)
		}
		if code != "" {
			out = append(out, code)
		}
	}
	return strings.Join(out, ", ")
}

// wordIndex finds words; it folds each name once for thousands of rows.
type wordIndex struct {
	words []Word
	keys  [][]string // of each word; the first is the code
}

func indexOf(words []Word) *wordIndex {
	x := &wordIndex{words: words}
	for _, w := range words {
		keys := []string{squeeze(w.Code)}
		for _, n := range append([]string{w.Vi, w.En}, w.Aliases...) {
			if n != "" {
				keys = append(keys, squeeze(n))
			}
		}
		x.keys = append(x.keys, keys)
	}
	return x
}

// pick finds the one word that a text means: its code, name or alias, or a
// beginning that fits only one. Spaces do not count: "Panô" is "Pa nô".
func (x *wordIndex) pick(text string) (code string, candidates []Word) {
	key := squeeze(text)
	if key == "" {
		return "", nil
	}
	var exact, begins []Word
	for i, w := range x.words {
		switch {
		case slices.Contains(x.keys[i], key):
			exact = append(exact, w)
		case slices.ContainsFunc(x.keys[i][1:], func(k string) bool { return strings.HasPrefix(k, key) }):
			begins = append(begins, w)
		}
	}
	hits := begins
	if len(exact) > 0 {
		hits = exact
	}
	if len(hits) == 1 {
		return hits[0].Code, nil
	}
	return "", hits
}

func squeeze(s string) string { return strings.ReplaceAll(vntext.Fold(s), " ", "") }

// listed are the names of words inside a message.
func listed(words []Word) string {
	var out []string
	for _, w := range words {
		out = append(out, w.Vi)
	}
	return strings.Join(out, "; ")
}
