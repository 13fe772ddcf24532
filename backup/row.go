package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"neove/internal/db"
)

// appendRow writes one row as a line of JSON: numbers, texts, true and false,
// null, and bytes in base64.
func appendRow(to []byte, values []any) ([]byte, error) {
	to = append(to, '[')
	for i, v := range values {
		if i > 0 {
			to = append(to, ',')
		}
		switch v := v.(type) {
		case nil:
			to = append(to, "null"...)
		case int64:
			to = strconv.AppendInt(to, v, 10)
		case bool:
			to = strconv.AppendBool(to, v)
		case []byte:
			to = append(to, '"')
			to = base64.StdEncoding.AppendEncode(to, v)
			to = append(to, '"')
		case string:
			var err error
			if to, err = appendText(to, v); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("backup: a value of type %T", v)
		}
	}
	return append(to, ']', '\n'), nil
}

func appendText(to []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("backup: a text that is not UTF-8: %.40q", s)
	}
	plain := true
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
		return append(append(append(to, '"'), s...), '"'), nil
	}
	raw, err := json.Marshal(s)
	return append(to, raw...), err
}

// parseRow reads a line back in the form in which the target's columns take it.
func parseRow(line []byte, kinds []db.Kind) ([]any, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var raw []any
	if err := dec.Decode(&raw); err != nil {
		return nil, fmt.Errorf("backup: row: %w", err)
	}
	if len(raw) != len(kinds) {
		return nil, fmt.Errorf("backup: a row of %d values for %d columns", len(raw), len(kinds))
	}
	for i, v := range raw {
		var err error
		if raw[i], err = value(v, kinds[i]); err != nil {
			return nil, err
		}
	}
	return raw, nil
}

// value turns what JSON holds into what a column of the kind takes. SQLite
// keeps {bool} as 0 and 1.
func value(v any, kind db.Kind) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		if kind == db.Bytes {
			return base64.StdEncoding.DecodeString(v)
		}
		if kind == db.Text {
			return v, nil
		}
	case bool:
		if kind == db.Bool {
			return v, nil
		}
		if kind == db.Int {
			return map[bool]int64{true: 1}[v], nil
		}
	case json.Number:
		n, err := v.Int64()
		if err == nil && kind == db.Int {
			return n, nil
		}
		if err == nil && kind == db.Bool && (n == 0 || n == 1) {
			return n == 1, nil
		}
	}
	return nil, fmt.Errorf("backup: %.40q does not fit a column of kind %s", fmt.Sprint(v), kind)
}
