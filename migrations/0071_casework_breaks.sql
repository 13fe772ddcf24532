-- +goose Up
-- Break-glass: one case, one person, an hour; reviewed in three working days,
-- else the right to it stops.
CREATE TABLE casework_breaks (
  id         {text} NOT NULL PRIMARY KEY,
  case_id    {text} NOT NULL REFERENCES casework_cases (id),
  user_id    {text} NOT NULL,
  user_name  {text} NOT NULL,
  office     {text} NOT NULL,
  at         {text} NOT NULL,
  until_at   {text} NOT NULL,
  review_by  {text} NOT NULL,
  reason     {bytes} NOT NULL,
  verdict    {text} NOT NULL,
  judge_id   {text} NOT NULL,
  judge_name {text} NOT NULL,
  judged_at  {text} NOT NULL
) {strict};
CREATE INDEX casework_breaks_case ON casework_breaks (case_id);
CREATE INDEX casework_breaks_user ON casework_breaks (user_id);

-- +goose Down
DROP TABLE casework_breaks;
