-- +goose Up
-- Kinds of support are data: which of persons, turns and money they count, and
-- into which measures. An empty measure means that the number does not apply.
CREATE TABLE livelihood_kinds (
  code             {text} NOT NULL PRIMARY KEY,
  name_vi          {text} NOT NULL,
  name_en          {text} NOT NULL,
  people_measure   {text} NOT NULL,
  turns_measure    {text} NOT NULL,
  amount_measure   {text} NOT NULL,
  finished_measure {text} NOT NULL,
  employed_measure {text} NOT NULL,
  course           {bool} NOT NULL,
  position         {int}  NOT NULL,
  retired          {bool} NOT NULL
) {strict};

-- A batch of support, counted without names. Numbers that were not given are
-- NULL; 0 is a number. Money is whole đồng.
CREATE TABLE livelihood_supports (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  year       {int}  NOT NULL,
  number     {int}  NOT NULL,
  kind       {text} NOT NULL REFERENCES livelihood_kinds (code),
  from_on    {text} NOT NULL,
  to_on      {text} NOT NULL,
  occupation {text} NOT NULL,
  provider   {text} NOT NULL,
  partner    {text} NOT NULL,
  people     {int},
  women      {int},
  minority   {int},
  poor       {int},
  minors     {int},
  at_risk    {int},
  victims    {int},
  turns      {int},
  amount     {int},
  central    {int},
  local      {int},
  aid        {int},
  social     {int},
  other      {int},
  finished   {int},
  employed   {int},
  directing  {text} NOT NULL,
  note       {text} NOT NULL,
  text_key   {text} NOT NULL,
  source     {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL,
  UNIQUE (unit, year, number)
) {strict};
CREATE INDEX livelihood_supports_unit ON livelihood_supports (unit, to_on);
CREATE UNIQUE INDEX livelihood_supports_source ON livelihood_supports (source) WHERE source <> '';

-- Work against trafficking that was done inside another programme.
CREATE TABLE livelihood_links (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  programme  {text} NOT NULL,
  from_on    {text} NOT NULL,
  to_on      {text} NOT NULL,
  agency     {text} NOT NULL,
  content    {text} NOT NULL,
  document   {text} NOT NULL,
  people     {int},
  amount     {int},
  text_key   {text} NOT NULL,
  source     {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX livelihood_links_unit ON livelihood_links (unit, to_on);
CREATE UNIQUE INDEX livelihood_links_source ON livelihood_links (source) WHERE source <> '';

-- +goose Down
DROP TABLE livelihood_links;
DROP TABLE livelihood_supports;
DROP TABLE livelihood_kinds;
