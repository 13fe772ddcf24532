-- +goose Up
-- Words and numbers of the slice as dated configuration: types of
-- establishments, risk factors, checklists, kinds of violations, points, the
-- hotline. Each says where it comes from and whether that was verified.
CREATE TABLE inspection_terms (
  kind       {text} NOT NULL,
  code       {text} NOT NULL,
  name_vi    {text} NOT NULL,
  name_en    {text} NOT NULL,
  types      {text} NOT NULL,
  points     {int}  NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  source     {text} NOT NULL,
  verified   {bool} NOT NULL,
  position   {int}  NOT NULL,
  PRIMARY KEY (kind, code, valid_from)
) {strict};

-- 1970-01-01 is "no day" in every column of days.
CREATE TABLE inspection_establishments (
  id             {text} NOT NULL PRIMARY KEY,
  unit           {text} NOT NULL REFERENCES org_units (id),
  type           {text} NOT NULL,
  name           {text} NOT NULL,
  name_key       {text} NOT NULL,
  search_key     {text} NOT NULL,
  address        {text} NOT NULL,
  owner          {text} NOT NULL,
  representative {text} NOT NULL,
  phone          {text} NOT NULL,
  licence        {text} NOT NULL,
  licence_by     {text} NOT NULL,
  licence_on     {text} NOT NULL,
  licence_to     {text} NOT NULL,
  rooms          {int},
  workers        {int},
  state          {text} NOT NULL,
  closed_on      {text} NOT NULL,
  risks          {text} NOT NULL,
  note           {text} NOT NULL,
  source         {text} NOT NULL,
  version        {int}  NOT NULL,
  created_by     {text} NOT NULL,
  created_at     {text} NOT NULL,
  changed_at     {text} NOT NULL,
  withdrawn      {bool} NOT NULL
) {strict};
CREATE INDEX inspection_establishments_unit ON inspection_establishments (unit, name_key);
CREATE UNIQUE INDEX inspection_establishments_source ON inspection_establishments (source) WHERE source <> '';

-- +goose Down
DROP TABLE inspection_establishments;
DROP TABLE inspection_terms;
