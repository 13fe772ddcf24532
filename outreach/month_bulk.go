package outreach

import (
	"context"

	"neove/access"
	"neove/internal/db"
)

// SendAll sends the months of many units in one command and answers every open
// question with the same text: for loading years that were reported before.
func (s *Service) SendAll(ctx context.Context, by access.Actor, units []string, period, answerText string) error {
	return s.db.Write(ctx, by, "outreach.month.send", func(tx *db.Tx) error {
		for _, u := range units {
			err := s.onMonthIn(tx, by, "outreach.month.send", u, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
				for i, q := range r.Questions {
					if q.Error || q.Answer != nil {
						continue
					}
					m := Remark{tx.ID(), u, period, q.Channel, q.Item, AnswerRemark, q.Rule, &q.Value, answerText, by.ActorName(), tx.Now}
					if err := tx.Insert("outreach_remarks", m); err != nil {
						return nil, err
					}
					r.Questions[i].Answer = &m
				}
				return s.send(by)(tx, r)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ApproveEvery approves the sent months of many units in one command, looked at
// or not: for loading years that were approved before.
func (s *Service) ApproveEvery(ctx context.Context, by access.Actor, units []string, period string) error {
	return s.db.Write(ctx, by, "outreach.month.approve", func(tx *db.Tx) error {
		for _, u := range units {
			if err := s.onMonthIn(tx, by, "outreach.month.approve", u, period, anyEdition, s.approve(by)); err != nil {
				return err
			}
		}
		return nil
	})
}
