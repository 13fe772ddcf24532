-- +goose Up
-- A reception: one or many persons come at one place and time. Where it was and
-- who was there is sealed under the reception.
CREATE TABLE casework_receptions (
  id           {text} NOT NULL PRIMARY KEY,
  code         {text} NOT NULL UNIQUE,
  office       {text} NOT NULL,
  channel      {text} NOT NULL,
  received_at  {text} NOT NULL,
  state        {text} NOT NULL,
  people       {int}  NOT NULL,
  box          {bytes} NOT NULL,
  version      {int}  NOT NULL,
  created_by   {text} NOT NULL,
  created_name {text} NOT NULL,
  created_at   {text} NOT NULL,
  changed_at   {text} NOT NULL
) {strict};
CREATE INDEX casework_receptions_office ON casework_receptions (office, received_at);

-- One person of a reception: a draft that only its author sees, until it becomes
-- a case or is found not to need one. Each draft has a key of its own, which is
-- destroyed then.
CREATE TABLE casework_intakes (
  id         {text} NOT NULL PRIMARY KEY,
  reception  {text} NOT NULL REFERENCES casework_receptions (id),
  n          {int}  NOT NULL,
  state      {text} NOT NULL,
  screening  {text} NOT NULL,
  case_id    {text} NOT NULL,
  done       {text} NOT NULL,
  box        {bytes} NOT NULL,
  version    {int}  NOT NULL,
  author     {text} NOT NULL,
  changed_at {text} NOT NULL,
  UNIQUE (reception, n)
) {strict};
CREATE INDEX casework_intakes_state ON casework_intakes (state, changed_at);

-- +goose Down
DROP TABLE casework_intakes;
DROP TABLE casework_receptions;
