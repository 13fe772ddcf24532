-- +goose Up
-- What can be told of a unit by year; value is in 10^-decimals of the unit of count.
CREATE TABLE org_figure_items (
  code     {text} NOT NULL PRIMARY KEY,
  name_vi  {text} NOT NULL,
  name_en  {text} NOT NULL,
  unit_vi  {text} NOT NULL,
  unit_en  {text} NOT NULL,
  decimals {int}  NOT NULL,
  position {int}  NOT NULL
) {strict};

CREATE TABLE org_figures (
  unit   {text} NOT NULL REFERENCES org_units (id),
  year   {int}  NOT NULL,
  item   {text} NOT NULL REFERENCES org_figure_items (code),
  value  {int}  NOT NULL,
  source {text} NOT NULL,
  set_by {text} NOT NULL,
  set_at {text} NOT NULL,
  PRIMARY KEY (unit, year, item)
) {strict};

-- Border places, routes and hot spots. unit is where the place is; quote is
-- what a source says of it, even where the source names another unit.
CREATE TABLE org_places (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  kind       {text} NOT NULL,
  name       {text} NOT NULL,
  name_key   {text} NOT NULL,
  detail     {text} NOT NULL,
  quote      {text} NOT NULL,
  source     {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX org_places_unit ON org_places (unit);

-- +goose Down
DROP TABLE org_places;
DROP TABLE org_figures;
DROP TABLE org_figure_items;
