package audit

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

const checkpointsPath = "/audit/checkpoints"

type checkpointsView struct {
	Key     string // for the witness
	Witness string // name of the witness's key
	Named   bool   // there is a witness
	Rows    []checkpointRow
	Held    int64 // entries that the witness is known to hold
	Pager   ui.Pager
}

type checkpointRow struct {
	Checkpoint
	Short  string // beginning of the root
	Signer string
}

func rowOf(c Checkpoint) checkpointRow {
	return checkpointRow{c, c.Root[:min(12, len(c.Root))], keyName(c.Key)}
}

// keyName is the name in the text of a public key.
func keyName(public string) string {
	name, _, _ := strings.Cut(public, "+")
	return name
}

// checkpointsPage shows what was signed and what the witness has seen of it.
func (s *Service) checkpointsPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	list, total, err := s.Checkpoints(x.R.Context(), by, l.Size, l.Offset())
	if err != nil {
		return err
	}
	v := checkpointsView{Named: s.Witness.named(), Witness: keyName(s.Witness.Key), Pager: l.Pager(len(list), total)}
	if s.Key != nil {
		v.Key = s.Key.Public()
	}
	if v.Held, err = s.witnessed(x.R.Context()); err != nil {
		return err
	}
	for _, c := range list {
		v.Rows = append(v.Rows, rowOf(c))
	}
	return x.Page(200, "audit/checkpoints", ui.Page{Title: x.T("audit.checkpoints"), Body: &v})
}

// checkpointDownload and proofDownload give the files that a witness needs who
// gets them by mail or on a disk.
func (s *Service) checkpointDownload(by access.Actor, x *web.Exchange) error {
	list, _, err := s.Checkpoints(x.R.Context(), by, 1, 0)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	return sendText(x, checkpointFile, list[0].Note)
}

func (s *Service) proofDownload(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	old := q.NeedCount("old")
	if err := q.Err(); err != nil {
		return err
	}
	p, err := s.Proof(x.R.Context(), by, old)
	if err != nil {
		return err
	}
	return sendText(x, proofFile, p.Text())
}

func sendText(x *web.Exchange, name, text string) error {
	x.Attachment(name, "text/plain; charset=utf-8")
	_, err := x.W.Write([]byte(text))
	return err
}

type checkpointsIn struct {
	Limit  int `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Offset int `query:"offset" minimum:"0"`
}

type checkpointBody struct {
	At          time.Time  `json:"at"`
	Size        int64      `json:"size" doc:"Number of entries"`
	Root        string     `json:"root" doc:"Root of the Merkle tree, Base64"`
	Key         string     `json:"key" doc:"Public key of the log"`
	Note        string     `json:"note" doc:"Signed note"`
	Witness     string     `json:"witness,omitempty" doc:"The note with the witness's signature"`
	WitnessedAt *time.Time `json:"witnessed_at,omitempty"`
}

type checkpointsOut struct {
	Body struct {
		Total       int64            `json:"total"`
		Checkpoints []checkpointBody `json:"checkpoints"`
	}
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{access.Op("audit.read", huma.Operation{Method: http.MethodGet, Path: checkpointsPath, OperationID: "audit-checkpoints",
		Summary: "Signed checkpoints of the audit log, newest first"}, s.checkpointsGet)}
}

func (s *Service) checkpointsGet(ctx context.Context, by access.Actor, in *checkpointsIn) (*checkpointsOut, error) {
	list, total, err := s.Checkpoints(ctx, by, in.Limit, in.Offset)
	if err != nil {
		return nil, err
	}
	out := &checkpointsOut{}
	out.Body.Total, out.Body.Checkpoints = total, []checkpointBody{}
	for _, c := range list {
		b := checkpointBody{At: c.At, Size: c.Size, Root: c.Root, Key: c.Key, Note: c.Note, Witness: c.Witness}
		if !c.WitnessedAt.IsZero() {
			b.WitnessedAt = &c.WitnessedAt
		}
		out.Body.Checkpoints = append(out.Body.Checkpoints, b)
	}
	return out, nil
}
