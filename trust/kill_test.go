package trust

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"neove/app"
	"neove/casework"
	"neove/internal/db"
)

// write is one request that has to be stored exactly once.
type write struct {
	key, path, account string
	body               map[string]any
	id                 string // of the record, from the acknowledgement
}

// someday is a day of the month that still runs, so that no month is late.
func someday() string { return time.Now().UTC().Format("2006-01-02") }

func (k *killer) newWrite(n int) *write {
	w := &write{key: fmt.Sprintf("kill-%06d", n), account: "commune"}
	switch n % 4 {
	case 0:
		w.path = "/api/v1/tip/tips"
		w.body = map[string]any{"channel": "phone", "urgency": "normal", "text": "Tin số " + w.key}
	case 1:
		w.path, w.account = "/api/v1/casework/cases/"+k.code+"/records", "province"
		w.body = map[string]any{"kind": "note", "values": map[string][]string{"on": {someday()}, "in": {"health"}, "text": {"Ghi số " + w.key}}}
	default:
		w.path = "/api/v1/outreach/activities"
		w.body = map[string]any{"unit": commune, "channel": "session", "from": someday(), "people": 20 + n%7, "women": 9, "place": "Nhà văn hoá " + w.key}
	}
	return w
}

// killer sends writes until the program dies and keeps those without answer.
type killer struct {
	*program
	mu            sync.Mutex
	n, replayed   int
	open          []*write // sent, not acknowledged
	acknowledged  []*write
	refused       int
	refusedStatus int
	code          string        // of the case that some of them are about
	answered      chan struct{} // gets a value with every acknowledgement that somebody waits for
}

// newKiller has a case to write into.
func newKiller(t *testing.T, data string) *killer {
	k := &killer{program: newProgram(t, data), answered: make(chan struct{})}
	k.with(func(ctx context.Context, a *app.App) {
		by := act(t, a, "province")
		err := a.DB.Write(ctx, by, "casework.case.open", func(tx *db.Tx) error {
			c, err := a.Casework.Open(tx, by, casework.Opening{Office: leads.String(), Role: casework.Main, ReceivedOn: tx.Today(), Core: casework.Core{Minor: "no"}})
			k.code = c.Code
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}, nil)
	return k
}

// tables are where the writes end.
func (w *write) table() string {
	switch {
	case w.path == "/api/v1/tip/tips":
		return "tip_tips"
	case w.account == "province":
		return "casework_records"
	}
	return "outreach_activities"
}

func (k *killer) next() *write {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.open) > 0 && rand.IntN(2) == 0 { // what had no answer is sent again with its key
		w := k.open[0]
		k.open = k.open[1:]
		k.replayed++
		return w
	}
	k.n++
	return k.newWrite(k.n)
}

// send reports whether the program still answers.
func (k *killer) send(w *write) bool {
	code, body, err := k.post(k.tokens[w.account], w.path, w.key, w.body)
	var out struct{ ID string }
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case err != nil:
		k.open = append(k.open, w)
		return false
	case code == 201 && json.Unmarshal(body, &out) == nil && out.ID != "":
		w.id = out.ID
		k.acknowledged = append(k.acknowledged, w)
		select {
		case k.answered <- struct{}{}:
		default:
		}
	default:
		k.open = append(k.open, w)
		k.refused, k.refusedStatus = k.refused+1, code
		if code != 503 {
			k.t.Errorf("%s %s: %d %s", w.path, w.key, code, body)
			return false
		}
	}
	return true
}

func (k *killer) cycle(after time.Duration) {
	k.start()
	k.token("commune")
	k.token("province")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for k.send(k.next()) {
			}
		})
	}
	select { // a program that has just begun is not yet in the middle of anything
	case <-k.answered:
	case <-time.After(time.Minute):
		k.t.Error("nothing was acknowledged in a minute")
	}
	time.Sleep(after)
	k.kill()
	wg.Wait()
}

// once checks that every acknowledged write is there, with the id that was
// acknowledged, and nothing else.
func (k *killer) once() {
	k.t.Helper()
	want := map[string]int{"outreach_activities": 0, "tip_tips": 0, "casework_records": 0}
	ids := map[string]string{}
	for _, w := range k.acknowledged {
		if at, twice := ids[w.id]; twice {
			k.t.Errorf("%s and %s were acknowledged as one record", at, w.key)
		}
		ids[w.id] = w.key
		want[w.table()]++
	}
	k.with(func(ctx context.Context, a *app.App) {
		err := a.DB.View(ctx, func(tx *db.Tx) error {
			for table, n := range want {
				got, err := db.Select[string](tx, "SELECT id FROM "+table)
				if err != nil {
					return err
				}
				if len(got) != n {
					k.t.Errorf("%s: %d rows, %d were acknowledged", table, len(got), n)
				}
				for _, id := range got {
					if ids[id] == "" {
						k.t.Errorf("%s %s was never acknowledged", table, id)
					}
				}
			}
			return nil
		})
		if err != nil {
			k.t.Error(err)
		}
	}, nil)
}

// The program is killed at random moments under four writers. What had no
// answer is sent again with the same key. Afterwards every write is there
// exactly once, the file is whole, and the audit tree recomputes.
// NEOVE_KILL_CYCLES=300 is the long form.
func TestKilledWhileWriting(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program many times")
	}
	cycles := 40
	if s := os.Getenv("NEOVE_KILL_CYCLES"); s != "" {
		var err error
		if cycles, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	k := newKiller(t, "")
	begin := time.Now()
	for i := range cycles {
		k.cycle(time.Duration(rand.IntN(250)) * time.Millisecond)
		if i%10 == 9 {
			k.whole()
		}
		if t.Failed() {
			break
		}
	}
	k.start() // and whatever still has no answer gets one
	for len(k.open) > 0 && !t.Failed() {
		w := k.open[0]
		k.open = k.open[1:]
		k.send(w)
	}
	k.stop()
	k.once()
	k.whole()
	t.Logf("%d cycles in %.0f s: %d writes acknowledged, %d sent again", cycles, time.Since(begin).Seconds(), len(k.acknowledged), k.replayed)
	if len(k.acknowledged) < 4*cycles {
		t.Errorf("only %d writes in %d cycles", len(k.acknowledged), cycles)
	}
}
