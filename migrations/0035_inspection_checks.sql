-- +goose Up
CREATE TABLE inspection_plans (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  name       {text} NOT NULL,
  from_on    {text} NOT NULL,
  to_on      {text} NOT NULL,
  lead       {text} NOT NULL,
  team       {text} NOT NULL,
  directing  {text} NOT NULL,
  note       {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX inspection_plans_unit ON inspection_plans (unit, from_on);

-- What a plan will check, and the score that proposed it.
CREATE TABLE inspection_planned (
  plan          {text} NOT NULL REFERENCES inspection_plans (id),
  establishment {text} NOT NULL REFERENCES inspection_establishments (id),
  score         {int}  NOT NULL,
  PRIMARY KEY (plan, establishment)
) {strict};
CREATE INDEX inspection_planned_establishment ON inspection_planned (establishment);

-- The record of a check. place is the commune of the establishment on that day;
-- team, answers and violations are JSON lists, read and written whole.
CREATE TABLE inspection_checks (
  id              {text} NOT NULL PRIMARY KEY,
  unit            {text} NOT NULL REFERENCES org_units (id),
  place           {text} NOT NULL REFERENCES org_units (id),
  establishment   {text} NOT NULL REFERENCES inspection_establishments (id),
  plan            {text} NOT NULL,
  day             {text} NOT NULL,
  clock_time      {text} NOT NULL,
  team            {text} NOT NULL,
  answers         {text} NOT NULL,
  findings        {text} NOT NULL,
  violations      {text} NOT NULL,
  violation_count {int}  NOT NULL,
  pledge_on       {text} NOT NULL,
  decision        {text} NOT NULL,
  decision_on     {text} NOT NULL,
  decision_by     {text} NOT NULL,
  amount          {int},
  paid_on         {text} NOT NULL,
  follow_on       {text} NOT NULL,
  follow_done     {text} NOT NULL,
  follow_result   {text} NOT NULL,
  version         {int}  NOT NULL,
  created_by      {text} NOT NULL,
  created_at      {text} NOT NULL,
  changed_at      {text} NOT NULL,
  withdrawn       {bool} NOT NULL
) {strict};
CREATE INDEX inspection_checks_unit ON inspection_checks (unit, day);
CREATE INDEX inspection_checks_place ON inspection_checks (place, day);
CREATE INDEX inspection_checks_establishment ON inspection_checks (establishment, day);
CREATE INDEX inspection_checks_plan ON inspection_checks (plan);

-- Files passed to the police: sent, then acknowledged by the receiving side.
CREATE TABLE inspection_passings (
  id          {text} NOT NULL PRIMARY KEY,
  check_id    {text} NOT NULL REFERENCES inspection_checks (id),
  to_unit     {text} NOT NULL REFERENCES org_units (id),
  office      {text} NOT NULL,
  passed_on   {text} NOT NULL,
  number      {text} NOT NULL,
  name        {text} NOT NULL,
  state       {text} NOT NULL,
  passed_by   {text} NOT NULL,
  received_by {text} NOT NULL,
  received_at {text} NOT NULL,
  receipt     {text} NOT NULL,
  version     {int}  NOT NULL,
  created_at  {text} NOT NULL
) {strict};
CREATE INDEX inspection_passings_check ON inspection_passings (check_id);
CREATE INDEX inspection_passings_unit ON inspection_passings (to_unit, state);

CREATE TABLE inspection_files (
  id         {text} NOT NULL PRIMARY KEY,
  check_id   {text} NOT NULL REFERENCES inspection_checks (id),
  kind       {text} NOT NULL,
  name       {text} NOT NULL,
  media_type {text} NOT NULL,
  size       {int}  NOT NULL,
  sha256     {text} NOT NULL,
  added_by   {text} NOT NULL,
  added_at   {text} NOT NULL,
  content    {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX inspection_files_content ON inspection_files (check_id, sha256);

-- +goose Down
DROP TABLE inspection_files;
DROP TABLE inspection_passings;
DROP TABLE inspection_checks;
DROP TABLE inspection_planned;
DROP TABLE inspection_plans;
