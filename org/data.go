package org

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

// The official names, codes, dates and successors as facts; see data/README.md.
var (
	//go:embed data/units.csv.gz
	unitsGz []byte
	//go:embed data/successors.csv.gz
	successorsGz []byte
)

// dataset is the country as the files give it.
type dataset struct {
	units []Unit
	links []Link
	edges []Edge
}

func datasetVersion() string {
	sum := sha256.Sum256(append(bytes.Clone(unitsGz), successorsGz...))
	return hex.EncodeToString(sum[:8])
}

func readDataset() (dataset, error) {
	var d dataset
	err := eachRow(unitsGz, func(r []string) error {
		u := Unit{ID: r[0], Code: r[1], Level: Level(r[2]), Name: vntext.NFC(r[3]), From: clock.Min, To: clock.Max}
		u.Key = vntext.Fold(u.Name)
		if err := interval(r[5], r[6], &u.From, &u.To); err != nil {
			return err
		}
		d.units = append(d.units, u)
		if r[4] != "" {
			d.links = append(d.links, Link{u.ID, r[4], u.From, u.To})
		}
		return nil
	})
	if err != nil {
		return d, fmt.Errorf("org: units: %w", err)
	}
	err = eachRow(successorsGz, func(r []string) error {
		e := Edge{Old: r[0], New: r[1], Kind: Part, Detail: r[2], Source: r[5]}
		if r[2] == string(Whole) {
			e.Kind = Whole
		}
		if e.On, err = clock.Parse(r[3]); err != nil {
			return err
		}
		if r[4] != "" {
			n, err := strconv.ParseInt(r[4], 10, 64)
			if err != nil {
				return err
			}
			e.People = &n
		}
		d.edges = append(d.edges, e)
		return nil
	})
	if err != nil {
		return d, fmt.Errorf("org: successors: %w", err)
	}
	return d, nil
}

func interval(from, to string, f, t *clock.Date) (err error) {
	if from != "" {
		if *f, err = clock.Parse(from); err != nil {
			return err
		}
	}
	if to != "" {
		*t, err = clock.Parse(to)
	}
	return err
}

func eachRow(gz []byte, fn func([]string) error) error {
	z, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return err
	}
	r := csv.NewReader(z)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil { // the heading
		return err
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(row); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// loadDataset brings the tables to the embedded facts; a database that has them
// already is left alone.
func loadDataset(tx *db.Tx) error {
	have, err := db.Get[string](tx, "SELECT dataset FROM org_state WHERE id=1")
	if err != nil || have == datasetVersion() {
		return err
	}
	d, err := readDataset()
	if err != nil {
		return err
	}
	if err := db.UpsertAll(tx, "org_units", "id", d.units); err != nil {
		return err
	}
	if err := db.UpsertAll(tx, "org_parents", "unit,valid_from", d.links); err != nil {
		return err
	}
	if err := db.UpsertAll(tx, "org_successors", "old,new,effective_on", d.edges); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE org_state SET dataset=?, version=version+1 WHERE id=1", datasetVersion())
	return err
}
