-- +goose Up
CREATE TABLE org_units (
  id         {text} NOT NULL PRIMARY KEY,
  code       {text} NOT NULL,
  level      {text} NOT NULL,
  name       {text} NOT NULL,
  name_key   {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL
) {strict};
CREATE INDEX org_units_name ON org_units (name_key);

CREATE TABLE org_parents (
  unit       {text} NOT NULL REFERENCES org_units (id),
  parent     {text} NOT NULL REFERENCES org_units (id),
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  PRIMARY KEY (unit, valid_from)
) {strict};

-- kind is whole or part; detail is the word of the source (part_area …).
CREATE TABLE org_successors (
  old          {text} NOT NULL REFERENCES org_units (id),
  new          {text} NOT NULL REFERENCES org_units (id),
  kind         {text} NOT NULL,
  detail       {text} NOT NULL,
  effective_on {text} NOT NULL,
  people       {int},
  source       {text} NOT NULL,
  PRIMARY KEY (old, new, effective_on)
) {strict};

-- Shares that an official set for a split unit, by a document. A set is
-- replaced or withdrawn by ending it, never by deleting it.
CREATE TABLE org_share_sets (
  id         {text} NOT NULL PRIMARY KEY,
  old        {text} NOT NULL REFERENCES org_units (id),
  reason     {text} NOT NULL,
  document   {text} NOT NULL,
  set_by     {text} NOT NULL,
  set_at     {text} NOT NULL,
  ended_by   {text} NOT NULL,
  ended_at   {text} NOT NULL,
  end_reason {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX org_share_sets_current ON org_share_sets (old) WHERE ended_at = '';

CREATE TABLE org_shares (
  share_set {text} NOT NULL REFERENCES org_share_sets (id),
  new       {text} NOT NULL REFERENCES org_units (id),
  weight    {int}  NOT NULL,
  PRIMARY KEY (share_set, new)
) {strict};

CREATE TABLE org_agencies (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  kind       {text} NOT NULL,
  name       {text} NOT NULL,
  name_en    {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  successor  {text} NOT NULL,
  source     {text} NOT NULL,
  verified   {bool} NOT NULL
) {strict};

-- Units under a root owe month reports while the row is valid.
CREATE TABLE org_reporting (
  id         {text} NOT NULL PRIMARY KEY,
  root       {text} NOT NULL REFERENCES org_units (id),
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL
) {strict};

-- Dated configuration with its source; unverified values are shown as such.
CREATE TABLE org_settings (
  key        {text} NOT NULL,
  value      {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  source     {text} NOT NULL,
  verified   {bool} NOT NULL,
  PRIMARY KEY (key, valid_from)
) {strict};

-- version counts changes of the tree, so that every process sees them at once.
CREATE TABLE org_state (
  id      {int}  NOT NULL PRIMARY KEY,
  version {int}  NOT NULL,
  dataset {text} NOT NULL
) {strict};
INSERT INTO org_state (id, version, dataset) VALUES (1, 0, '');

-- +goose Down
DROP TABLE org_state;
DROP TABLE org_settings;
DROP TABLE org_reporting;
DROP TABLE org_agencies;
DROP TABLE org_shares;
DROP TABLE org_share_sets;
DROP TABLE org_successors;
DROP TABLE org_parents;
DROP TABLE org_units;
