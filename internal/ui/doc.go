// Package ui renders the staff pages: layout, partial templates, icons, small
// charts, style sheets and the one script. It knows no business; page authors
// write templates/*.html in their own module against the reference below.
//
// # Go
//
//	b, _ := i18n.Load(ui.Messages, outreach.Messages)
//	r, _ := ui.New(b, ui.Source{Name: "outreach", FS: outreach.Templates}) // FS holds templates/*.html
//	r.Page(w, lang, "outreach/activities", ui.Page{Title: …, Body: view})  // shell with sidebar
//	r.Bare(w, lang, "access/signin", ui.Page{…})                           // top bar only
//	mux.Handle("GET /static/", ui.Assets()); ui.AssetPath("app.css")
//
// Page and Bare write nothing when the template fails. templates/x.html of
// source "outreach" is the content of <main> of page "outreach/x": no define,
// the dot is the Page, .Body is the typed view, $.Lang the language. A file
// that begins with _ is a partial of its module: templates/_row.html is
// {{template "outreach/_row" .}}, and defines inside it are visible too. The
// partials of a Shared source serve every module: "sheet/_import".
// The layout itself prints crumbs, notice, error summary, menu and footer.
// The page prints its h1 (inside .head). No style= and no on…= attributes:
// the content security policy forbids them. Page.Wide drops the sidebar
// (document preview), Page.Help replaces the footer line (hotlines are data).
// Page.Errors: Field "people" links to #f-people; the tab title gets "Lỗi:".
//
// # Functions in templates
//
//	t "key" "name" value …   text of the key in the page's language
//	num n       172.830 (en 172,830); int, int64, *int64; nil is ""
//	numin n     value of an input: always 172.830, since that is what is parsed
//	docnum n    05, 172.830: official documents
//	dong n      2,55 tỷ đồng (en VND 2.55 billion)
//	month code  6/2026 for 2026-06
//	date d      9/6/2026 (en 09/06/2026); clock.Date or *clock.Date, nil and 0 are ""
//	when t      14:32 ngày 9/6/2026, Vietnam time; zero time is ""
//	iso t       value of <time datetime>
//	icon "x"    home tasks table doc send folder plus people map chart search bell
//	            user menu phone warn check ok(in a circle) download print history
//	            shield lock up down target flag clock close; unknown = error
//	asset "f"   path of a static file
//	dict k v …  arguments of a partial;  list a b … a slice
//	spark xs    74×20 line; bars xs  150×46 bars (both aria-hidden, []int64)
//	gridtexts   attributes of <table data-grid> with the texts app.js needs
//
// # Partials: {{template "name" (dict …)}}; * is required, texts are plain strings
//
//	field        label* name* value hint error type inputmode autocomplete
//	             placeholder suffix maxlength required optional(says so) readonly
//	             width("s","m") num("int","dec") secret(never kept in a draft)
//	             nospell(codes) toggle(show-password button)
//	             required is aria-required: the server checks and answers 422;
//	             value of a number: numin
//	select       label* name* value(any) options*([]Option) blank hint error
//	             required optional width autosubmit
//	textarea     label* name* value hint error rows maxlength required optional secret
//	checkbox     label* name* value("1") checked hint error
//	radios       legend* name* value(any) options*([]Option) hint error optional
//	             inline box(framed choices)
//	checks       the same with values []string instead of value
//	file         label* name* accept multiple hint error optional
//	             every control has id f-<name>, hint f-<name>-hint, error f-<name>-error
//	errorsummary []ErrorItem         (the layout prints Page.Errors already)
//	notice       *Notice             (the layout prints Page.Notice already)
//	tag          kind("","ok","warn","bad","info") text* icon
//	seg          label* items*([]Link)                  period chooser
//	chips        label items*([]Chip) clear(href)       chosen filters above a list
//	summarylist  []SummaryRow                           check answers
//	pager        from* to* total* prev next(hrefs)
//	empty        text* href link                        why it is empty + one action
//	progress     n* of* words* note                     "66/72 xã đã gửi" + bar
//	sentences    []Sentence       inside section.card.say; write spaces into Part.Text
//	multiples    []Multiple       Multiple.Alt says the series in words
//	tilemap      TileMap          with legend; the page prints the table below it
//	history      []Event
//	savestatus   text                                   status line of drafts
//
// Described in Go, so that a slice's template is a few lines (control.go,
// listing.go; web.Exchange.Controls, List and GridOf fill them):
//
//	listing      Listing           filters, chips, table of cards, pager, empty state
//	datatable    Table             the table alone
//	recordform   RecordForm        a whole form of one record
//	controls     []Control         controls only, inside a form of your own
//	pages        Pager
//	entrygrid    Grid              bulk grid with its row template; then gridbar .
//	withdrawform action* version* value error
//	Summary(controls, yes)         rows of summarylist for the view of a record
//	texts        ui.word.save saving cancel amend withdraw withdrawn filter all choose none
//	             history reason unit year search xlsx import grid total more yes date_hint
//	back         href* text
//
// # Classes
//
//	Page     .head (h1 + p.mute.sm | p.facts on the left, .btnrow or .seg right)
//	         .g2 main column + 356 px column; .home on it puts child .r right
//	         p.restricted (icon lock + text): the band of every page with a person's
//	         identity, the first thing in <main>; .tag.safe goes with it
//	         .gap stack of cards; .card (h2 first; h2 .count "(5)"); .text ≤74ch
//	Words    .mute .sm .xs .num .nw .code .vh .big (66/72) .only-m .noprint
//	         .print-only (at the foot of every printed page) .marked (picture of a file) .nojs .needjs
//	Buttons  .btn primary, .btn.sec, .btn.quiet (looks like a link), .btn.small; .btnrow
//	Lists    ul.plain; ul.todo > li > a, .tag, span.sm.mute; ul.chk > li > icon + span (.c-ok .c-w .c-b)
//	         dl.kv; .filters (form row above a list)
//	Tables   .scroll (wrapper, tabindex=0 role=region aria-label) > table.t; th/td.num; tr.total
//	         table.t.cards becomes cards on phones (td data-l="Nhãn"); details.more > summary
//	Forms    .form (≤ 640 px), .row2 (two fields), fieldset/legend, .hint, .msg-bad, .notice.ok/.warn/.bad
//	Grid     .gridwrap > table.grid[data-grid] (see below); .stick action bar at the bottom, .sp pushes right
//	Matrix   .scroll.matrixwrap > table.matrix: th scope=row + td.s-none/.s-draft/.s-sent/
//	         .s-returned/.s-approved/.s-late > a (short text); p.lg > span > i.s-… is its legend
//	Document .doc2 > (.gap.noprint + .desk > article.a4); in .a4: .nh (two heads: .o .q .m .d .rule), .ti,
//	         .rule.t, h2, p, p.in0 (no indent), table.dt, a.src, .sig > .r + .s
//	Sign-in  .signin > .card
//
// # Entry grid
//
//	<form method="post" data-draft="outreach/2026-06" data-version="{{.Body.Version}}">
//	<table class="grid" data-grid {{gridtexts}}> <thead>…<th scope="col" id="c0">…
//	<tr><td class="u stt">1</td><th scope="row" id="r1">…</th>
//	 <td data-l="Lượt người"><input name="people.1" id="f-people.1" data-r="1" data-c="0" data-num="int"
//	   value="{{numin .People}}" aria-labelledby="r1 c0" inputmode="numeric" autocomplete="off"></td>
//	 <td data-l="Nữ"><input … data-c="1" data-num="int" data-max-of="0"></td>
//	 <td class="na"><span class="vh">không áp dụng</span></td><td class="u prev" data-l="Tháng 5">18</td></tr>
//	<tr class="msg e" data-msg="1"><td colspan="9" id="m1">{{icon "warn"}} …</td></tr>   (w: warning)
//
// data-c counts the pasteable columns from 0; text cells (input.tx) have one too.
// The message of women > people takes its names from data-name or td data-l.
// td classes: dirty saved err wrn na note(wide on phones); tr.grp > th colspan is
// a group heading; thead th.l is left-aligned. Hide with .opt-d on phones.
// <template data-row> beside the table holds a <tr> with __R__ for the row
// number: paste and [data-add-row] add rows (≤ 200) and raise input[name=rows].
// [data-undo] undoes, [data-check] is clicked by Alt+G, [data-grid-status]
// (role=status) hears "Đã dán 12 dòng".
//
// # Other attributes that app.js obeys
//
//	data-draft="key" data-version="v" on a form: draft on this device; DraftDone of
//	the next Page deletes it. data-secret: never kept. data-busy="Đang gửi…" on a
//	submit button. data-submit-on-change on a select (partial: autosubmit), with a
//	.nojs button. data-print, data-signout.
package ui
