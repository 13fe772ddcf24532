-- +goose Up
-- What stands in the open is codes, offices and times. note, answer and report
-- are sealed (internal/seal); an absent one is empty.
CREATE TABLE handoff_requests (
  id             {text}  NOT NULL PRIMARY KEY,
  code           {text}  NOT NULL UNIQUE,
  kind           {text}  NOT NULL,
  subject        {text}  NOT NULL,
  subject_code   {text}  NOT NULL,
  from_office    {text}  NOT NULL,
  from_unit      {text}  NOT NULL REFERENCES org_units (id),
  to_office      {text}  NOT NULL,
  offer          {text}  NOT NULL,
  purpose        {text}  NOT NULL,
  sections       {text}  NOT NULL,
  reason         {text}  NOT NULL,
  urgency        {text}  NOT NULL,
  basis          {text}  NOT NULL,
  protocol       {text}  NOT NULL,
  parent         {text}  NOT NULL,
  state          {text}  NOT NULL,
  sent_at        {text}  NOT NULL,
  sent_by        {text}  NOT NULL,
  ack_by         {text}  NOT NULL,
  act_by         {text}  NOT NULL,
  due_at         {text}  NOT NULL,
  opened_at      {text}  NOT NULL,
  opened_by      {text}  NOT NULL,
  answered_at    {text}  NOT NULL,
  answered_by    {text}  NOT NULL,
  refusal        {text}  NOT NULL,
  counter_office {text}  NOT NULL,
  over_at        {text}  NOT NULL,
  over_by        {text}  NOT NULL,
  result         {text}  NOT NULL,
  seen_at        {text}  NOT NULL,
  seen_by        {text}  NOT NULL,
  chased_at      {text}  NOT NULL,
  chased_by      {text}  NOT NULL,
  note           {bytes} NOT NULL,
  answer         {bytes} NOT NULL,
  report         {bytes} NOT NULL,
  version        {int}   NOT NULL,
  changed_at     {text}  NOT NULL
) {strict};
CREATE INDEX handoff_requests_from ON handoff_requests (from_office, sent_at);
CREATE INDEX handoff_requests_to ON handoff_requests (to_office, sent_at);
CREATE INDEX handoff_requests_subject ON handoff_requests (kind, subject);
CREATE INDEX handoff_requests_due ON handoff_requests (due_at) WHERE due_at <> '';
CREATE INDEX handoff_requests_parent ON handoff_requests (parent) WHERE parent <> '';

CREATE TABLE handoff_protocols (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  symbol     {text} NOT NULL,
  name       {text} NOT NULL,
  parties    {text} NOT NULL,
  sections   {text} NOT NULL,
  purposes   {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL
) {strict};

-- +goose Down
DROP TABLE handoff_protocols;
DROP TABLE handoff_requests;
