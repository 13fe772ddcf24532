package seal

import (
	"encoding/json"

	"neove/internal/db"
	"neove/internal/errs"
)

// Ref is where a value of the column stands.
func (c Column) Ref(row, subject string) Ref {
	return Ref{Table: c.Table, Row: row, Column: c.Column, Subject: subject, Compartment: c.Compartment}
}

// SealText seals a text; a blank one is an empty value.
func (k *Keys) SealText(tx *db.Tx, ref Ref, text string) ([]byte, error) {
	if text == "" {
		return []byte{}, nil
	}
	return k.Seal(tx, ref, []byte(text))
}

// OpenText opens a text for a holder; an empty value is "".
func (k *Keys) OpenText(tx *db.Tx, holder string, ref Ref, box []byte) (string, error) {
	if len(box) == 0 {
		return "", nil
	}
	raw, err := k.Open(tx, holder, ref, box)
	return string(raw), err
}

// SealJSON seals a value as JSON.
func (k *Keys) SealJSON(tx *db.Tx, ref Ref, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return k.Seal(tx, ref, raw)
}

// OpenJSON opens a value for a holder into v, a pointer; an empty value leaves v
// as it is.
func (k *Keys) OpenJSON(tx *db.Tx, holder string, ref Ref, box []byte, v any) error {
	if len(box) == 0 {
		return nil
	}
	raw, err := k.Open(tx, holder, ref, box)
	if err != nil {
		return err
	}
	return Unpack(raw, v)
}

// Unpack reads the JSON of an opened value into v, a pointer.
func Unpack(raw []byte, v any) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	return nil
}
