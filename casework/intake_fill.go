package casework

import (
	"slices"

	"neove/person"
)

// relate says in the person's file who came with whom.
func (d desk) relate(c, main Case) error {
	if main.ID == "" || main.Person == c.Person {
		return nil
	}
	kind := "relative"
	if c.Role == Accompanying {
		kind = "main_person"
	}
	_, err := d.s.person.Relate(d.tx, d.by, person.Relation{Person: c.Person, Other: main.Person, Kind: kind})
	return err
}

// fill writes what the form said into the new case, each where it belongs.
func (d desk) fill(c *Case, v IntakeView, plan string) error {
	seat, err := d.seat(*c)
	if err != nil {
		return err
	}
	today := d.tx.Today().String()
	level, factors := riskOf(v.Values)
	if s := v.Values.Get("plan"); s != "" {
		plan = s
	}
	risk := Values{"on": {today}, "level": {level}, "safety_plan": {plan}, "review_on": {(d.tx.Today() + reviewAfter[level]).String()}}
	if len(factors) > 0 {
		risk["factors"] = factors
	}
	if _, err := d.write(c, seat, "risk", "", risk); err != nil {
		return err
	}
	if name := v.Values.Get("interpreter_name"); name != "" {
		language := v.Values.Get("speaks")
		if language == "" || slices.Contains(silences, language) {
			language = "Khác"
		}
		if _, err := d.write(c, seat, "interpreter", "", Values{"on": {today}, "name": {name}, "language": {language}, "conflict": v.Values["interpreter_conflict"]}); err != nil {
			return err
		}
	}
	found := Values{}
	for _, f := range foundFields {
		if list := v.Values[f.Name]; len(list) > 0 {
			found[f.Name] = list
		}
	}
	if len(v.Arrival.Scene.Agencies) > 0 {
		found["agencies"] = v.Arrival.Scene.Agencies
	}
	if len(found) > 0 {
		found["on"] = []string{v.at.Day.String()}
		if _, err := d.write(c, seat, "found", "", found); err != nil {
			return err
		}
	}
	if text := v.Values.Get("keep_from"); text != "" {
		if _, err := d.write(c, seat, "note", "", Values{"on": {today}, "in": {InTestimony}, "text": {text}}); err != nil {
			return err
		}
	}
	for _, in := range ledgerOf(v.Values, v.at) {
		if _, err := d.consent(c, seat, in); err != nil {
			return err
		}
	}
	return nil
}

// foundFields are how and where the person was found, as a record of the case.
var foundFields = []Field{{Name: "found_by", Type: Choice, Codes: finders, List: "casework.finder", Half: true}, {Name: "found_on", Type: Day, Half: true}, {Name: "found_where", Type: Line}, {Name: "found_unit", Type: Line},
	{Name: "agencies", Type: Choices, Codes: present, List: "casework.agency"},
	{Name: "papers_kept", Type: Choice, Codes: Answers, List: "casework.answer", Half: true}, {Name: "belongings", Type: Line}, {Name: "handover", Type: Line}}

// receptionKinds are the records that a reception begins a case with.
var receptionKinds = []Kind{{Code: "found", Group: "identify", Fields: foundFields, In: in(InCore), Brief: []string{"found_by", "found_where"}}}
