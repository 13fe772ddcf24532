-- +goose Up
-- What is told about a person is in sealed columns; the rest is codes, dates
-- and offices.
CREATE TABLE casework_cases (
  id            {text} NOT NULL PRIMARY KEY,
  code          {text} NOT NULL UNIQUE,
  person        {text} NOT NULL,
  episode       {int}  NOT NULL,
  role          {text} NOT NULL,
  main_case     {text} NOT NULL,
  reception     {text} NOT NULL,
  office        {text} NOT NULL,
  stage         {text} NOT NULL,
  status        {text} NOT NULL,
  safety        {text} NOT NULL,
  retention     {text} NOT NULL,
  received_on   {text} NOT NULL,
  identified_on {text} NOT NULL,
  returned_on   {text} NOT NULL,
  closed_on     {text} NOT NULL,
  review_on     {text} NOT NULL,
  decoy         {bool} NOT NULL,
  box           {bytes} NOT NULL,
  version       {int}  NOT NULL,
  created_at    {text} NOT NULL,
  changed_at    {text} NOT NULL
) {strict};
CREATE INDEX casework_cases_person ON casework_cases (person);
CREATE INDEX casework_cases_reception ON casework_cases (reception);

-- Who works on a case, in the name of which office; owner of the case or member.
CREATE TABLE casework_team (
  id        {text} NOT NULL PRIMARY KEY,
  case_id   {text} NOT NULL REFERENCES casework_cases (id),
  user_id   {text} NOT NULL,
  user_name {text} NOT NULL,
  office    {text} NOT NULL,
  part      {text} NOT NULL,
  from_at   {text} NOT NULL,
  to_at     {text} NOT NULL
) {strict};
CREATE INDEX casework_team_user ON casework_team (user_id, to_at);
CREATE INDEX casework_team_case ON casework_team (case_id);

-- Entries of a case; an amended one is a further version under the same root.
CREATE TABLE casework_records (
  id          {text} NOT NULL PRIMARY KEY,
  case_id     {text} NOT NULL REFERENCES casework_cases (id),
  kind        {text} NOT NULL,
  compartment {text} NOT NULL,
  state       {text} NOT NULL,
  root        {text} NOT NULL,
  n           {int}  NOT NULL,
  on_day      {text} NOT NULL,
  office      {text} NOT NULL,
  by_id       {text} NOT NULL,
  by_name     {text} NOT NULL,
  at          {text} NOT NULL,
  box         {bytes} NOT NULL,
  why         {bytes}
) {strict};
CREATE INDEX casework_records_case ON casework_records (case_id, state, on_day);

-- Legal clocks that run; met_at is when what they wait for was done.
CREATE TABLE casework_clocks (
  id         {text} NOT NULL PRIMARY KEY,
  case_id    {text} NOT NULL REFERENCES casework_cases (id),
  code       {text} NOT NULL,
  started_at {text} NOT NULL,
  due_at     {text} NOT NULL,
  warn_at    {text} NOT NULL,
  met_at     {text} NOT NULL,
  stopped    {bool} NOT NULL
) {strict};
CREATE INDEX casework_clocks_case ON casework_clocks (case_id);

-- Who must not see a case: a person or a whole office or unit.
CREATE TABLE casework_exclusions (
  id      {text} NOT NULL PRIMARY KEY,
  case_id {text} NOT NULL REFERENCES casework_cases (id),
  user_id {text} NOT NULL,
  office  {text} NOT NULL,
  box     {bytes} NOT NULL,
  by_name {text} NOT NULL,
  at      {text} NOT NULL
) {strict};
CREATE INDEX casework_exclusions_case ON casework_exclusions (case_id);

-- +goose Down
DROP TABLE casework_exclusions;
DROP TABLE casework_clocks;
DROP TABLE casework_records;
DROP TABLE casework_team;
DROP TABLE casework_cases;
