package partner

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/org"
)

// The types below are the objects of Open Referral HSDS 3.0 that we have
// something to say for, in the dereferenced form in which JSON is published: a
// service holds its organisation, its locations and so on. Only what is public
// is ever copied into them (see published), and nothing of a place that is
// withheld is there to be copied.

// hsdsPage is how the standard's API delivers records.
type hsdsPage struct {
	TotalItems int           `json:"total_items"`
	TotalPages int           `json:"total_pages"`
	PageNumber int           `json:"page_number"`
	Size       int           `json:"size"`
	FirstPage  bool          `json:"first_page"`
	LastPage   bool          `json:"last_page"`
	Empty      bool          `json:"empty"`
	Contents   []hsdsService `json:"contents"`
}

type hsdsService struct {
	ID           string           `json:"id"`
	Name         string           `json:"name"`
	Description  string           `json:"description,omitempty"`
	URL          string           `json:"url,omitempty"`
	Email        string           `json:"email,omitempty"`
	Status       string           `json:"status"` // active, inactive, defunct, temporarily closed
	Fees         string           `json:"fees_description,omitempty"`
	Eligibility  string           `json:"eligibility_description,omitempty"`
	AssuredOn    *clock.Date      `json:"assured_date,omitempty"`
	Alert        string           `json:"alert,omitempty"`
	LastModified time.Time        `json:"last_modified"`
	Phones       []hsdsPhone      `json:"phones,omitempty"`
	Schedules    []hsdsSchedule   `json:"schedules,omitempty"`
	Areas        []hsdsArea       `json:"service_areas,omitempty"`
	Locations    []hsdsServiceAt  `json:"service_at_locations,omitempty"`
	Languages    []hsdsLanguage   `json:"languages,omitempty"`
	Organization hsdsOrganization `json:"organization"`
	Attributes   []hsdsAttribute  `json:"attributes,omitempty"`
}

type hsdsOrganization struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	AlternateName string `json:"alternate_name,omitempty"`
	Description   string `json:"description"`
	Website       string `json:"website,omitempty"`
}

type hsdsPhone struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	Type        string `json:"type,omitempty"`
	Description string `json:"description,omitempty"`
}

// hsdsSchedule follows RFC 5545: each week on some days, with Vietnam's offset.
type hsdsSchedule struct {
	ID          string `json:"id"`
	Timezone    int    `json:"timezone"`
	Freq        string `json:"freq"`
	ByDay       string `json:"byday"`
	OpensAt     string `json:"opens_at"`
	ClosesAt    string `json:"closes_at"`
	Description string `json:"description,omitempty"`
}

type hsdsArea struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type hsdsServiceAt struct {
	ID       string       `json:"id"`
	Location hsdsLocation `json:"location"`
}

type hsdsLocation struct {
	ID        string        `json:"id"`
	Type      string        `json:"location_type"`
	Name      string        `json:"name,omitempty"`
	Addresses []hsdsAddress `json:"addresses,omitempty"`
}

// hsdsAddress has an empty postal code where nobody has entered one: the
// standard requires the field, and a code is never guessed.
type hsdsAddress struct {
	ID         string `json:"id"`
	Address1   string `json:"address_1"`
	City       string `json:"city"`
	Region     string `json:"region,omitempty"`
	Province   string `json:"state_province"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
	Type       string `json:"address_type"`
}

type hsdsLanguage struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Code string `json:"code"`
}

type hsdsAttribute struct {
	ID         string   `json:"id"`
	LinkType   string   `json:"link_type"`
	LinkEntity string   `json:"link_entity"`
	Term       hsdsTerm `json:"taxonomy_term"`
}

type hsdsTerm struct {
	ID          string       `json:"id"`
	Code        string       `json:"code"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Taxonomy    string       `json:"taxonomy"`
	Detail      hsdsTaxonomy `json:"taxonomy_detail"`
	Language    string       `json:"language"`
}

type hsdsTaxonomy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// hsdsSpace is the name space of our UUIDs. It must never change: others keep
// the ids.
var hsdsSpace = [16]byte{0x6e, 0x65, 0x6f, 0x76, 0x65, 0x00, 0x4a, 0x11, 0x9c, 0x5d, 0x70, 0x61, 0x72, 0x74, 0x6e, 0x65}

// uuid makes a UUID of version 5 (RFC 9562) from our own id, always the same one.
func uuid(parts ...string) string {
	h := sha1.New() //nolint:gosec // the standard's choice; nothing is protected by it
	h.Write(hsdsSpace[:])
	h.Write([]byte(strings.Join(parts, "/")))
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	s := hex.EncodeToString(b)
	return fmt.Sprintf("%s-%s-%s-%s-%s", s[:8], s[8:12], s[12:16], s[16:20], s[20:])
}

var hsdsStatus = map[string]string{Active: "active", Paused: "temporarily closed", Ended: "defunct"}

// hsdsWords are the texts of an export.
type hsdsWords struct {
	Day, Night, Stale string
	Language          func(code string) string
}

// exporter turns services into objects of the standard.
type exporter struct {
	tree  *org.Tree
	terms Terms
	today clock.Date
	fresh clock.Date
	words hsdsWords
}

func (e *exporter) page(found Found) hsdsPage {
	out := hsdsPage{TotalItems: len(found.Offers), TotalPages: 1, PageNumber: 1, Size: len(found.Offers), FirstPage: true, LastPage: true,
		Empty: len(found.Offers) == 0, Contents: []hsdsService{}}
	for _, o := range found.Offers {
		out.Contents = append(out.Contents, e.service(o, found.Partners[o.Partner]))
	}
	return out
}

func (e *exporter) service(o Offer, p Partner) hsdsService {
	s := hsdsService{ID: uuid("service", o.ID), Name: o.Name, Description: o.Description, URL: o.Web, Email: o.Email, Status: hsdsStatus[o.State], Fees: o.Cost,
		Eligibility: o.Eligibility, AssuredOn: o.VerifiedOn, LastModified: o.ChangedAt, Schedules: schedules(o), Organization: e.organization(p),
		Areas: []hsdsArea{{uuid("service", o.ID, "area"), e.tree.Name(o.Unit)}}}
	if o.Stale(e.fresh) {
		s.Alert = e.words.Stale
	}
	if o.Phone != "" {
		s.Phones = append(s.Phones, hsdsPhone{uuid("service", o.ID, "phone"), o.Phone, "voice", e.words.Day})
	}
	if o.NightPhone != "" {
		s.Phones = append(s.Phones, hsdsPhone{uuid("service", o.ID, "night"), o.NightPhone, "voice", e.words.Night})
	}
	for _, l := range o.Speaks() {
		s.Languages = append(s.Languages, hsdsLanguage{uuid("service", o.ID, "language", l), e.words.Language(l), l})
	}
	if o.Address != "" && !o.Withheld {
		s.Locations = []hsdsServiceAt{{uuid("service", o.ID, "at"), e.location(o)}}
	}
	s.Attributes = e.attributes(o)
	return s
}

// organization says of a partner what stands on its door. What it gives and
// whom to ask there stay in the register.
func (e *exporter) organization(p Partner) hsdsOrganization {
	return hsdsOrganization{ID: uuid("organization", p.ID), Name: p.Name, AlternateName: p.Short, Description: e.terms.Name(PartnerKind, p.Kind, "vi"), Website: p.Web}
}

// location is the public address of a service, with the units above it.
func (e *exporter) location(o Offer) hsdsLocation {
	a := hsdsAddress{ID: uuid("service", o.ID, "address"), Address1: o.Address, PostalCode: o.PostalCode, Country: Home, Type: "physical"}
	u, _ := e.tree.Unit(o.Unit)
	for _, id := range append([]string{o.Unit}, e.tree.Ancestors(o.Unit, org.Lived(u, e.today))...) {
		switch v, _ := e.tree.Unit(id); v.Level {
		case org.Commune:
			a.City = v.Name
		case org.District:
			a.Region = v.Name
		case org.Province:
			a.Province = v.Name
		}
	}
	for _, name := range []string{a.Region, a.Province} {
		if a.City == "" {
			a.City = name
		}
	}
	return hsdsLocation{ID: uuid("service", o.ID, "location"), Type: "physical", Name: o.Name, Addresses: []hsdsAddress{a}}
}

var icalDays = [7]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// schedules are one entry per group of days and span. The standard has no sign
// for "never closes": 00:00 to 23:59 stands for it.
func schedules(o Offer) []hsdsSchedule {
	var out []hsdsSchedule
	for i, g := range o.OpenHours().Groups() {
		var days []string
		for _, d := range g.Days {
			days = append(days, icalDays[d])
		}
		for j, s := range g.Spans {
			out = append(out, hsdsSchedule{ID: uuid("service", o.ID, "schedule", fmt.Sprint(i), fmt.Sprint(j)), Timezone: 7, Freq: "WEEKLY",
				ByDay: strings.Join(days, ","), OpensAt: icalTime(s.From), ClosesAt: icalTime(min(s.To, fullDay-1)), Description: o.Hours})
		}
	}
	return out
}

func icalTime(minute int) string { return fmt.Sprintf("%02d:%02d+07:00", minute/60, minute%60) }

// attributes are the category of a service and the support regimes it serves.
func (e *exporter) attributes(o Offer) []hsdsAttribute {
	category, ok := e.terms.Find(Category, o.Category)
	if !ok {
		return nil
	}
	out := []hsdsAttribute{attribute(o, category, "Nẻo Về: loại dịch vụ", "Loại dịch vụ của danh bạ hỗ trợ nạn nhân bị mua bán")}
	for _, letter := range category.Letters() {
		if regime, ok := e.terms.Find(Regime, letter); ok {
			out = append(out, attribute(o, regime, "Luật 53/2024/QH15, Điều 37", "Chế độ hỗ trợ theo Luật Phòng, chống mua bán người, Điều 37 khoản 1"))
		}
	}
	return out
}

func attribute(o Offer, t Term, taxonomy, about string) hsdsAttribute {
	return hsdsAttribute{ID: uuid("service", o.ID, t.Kind, t.Code), LinkType: linkType[t.Kind], LinkEntity: "service",
		Term: hsdsTerm{ID: uuid("term", t.Kind, t.Code), Code: t.Code, Name: t.NameVi, Description: t.NameVi + " (" + t.NameEn + ")", Taxonomy: taxonomy,
			Detail: hsdsTaxonomy{uuid("taxonomy", t.Kind), taxonomy, about}, Language: "vi"}}
}

var linkType = map[string]string{Category: "service_category", Regime: "support_regime"}
