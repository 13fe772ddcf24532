-- +goose Up
-- A holder (an agency or a unit) has a key pair; the private half is sealed
-- under the root key, which is never in the database. More than one version of
-- a holder stands here only while its keys are being rotated.
CREATE TABLE seal_agencies (
  holder     {text}  NOT NULL,
  version    {int}   NOT NULL,
  root       {text}  NOT NULL,
  public     {bytes} NOT NULL,
  private    {bytes} NOT NULL,
  created_at {text}  NOT NULL,
  PRIMARY KEY (holder, version)
) {strict};
CREATE INDEX seal_agencies_root ON seal_agencies (root);

-- Values from version resealed up to version may be stored; new ones are
-- written with version.
CREATE TABLE seal_compartments (
  subject     {text} NOT NULL,
  compartment {text} NOT NULL,
  version     {int}  NOT NULL,
  resealed    {int}  NOT NULL,
  since       {text} NOT NULL,
  PRIMARY KEY (subject, compartment)
) {strict};
CREATE INDEX seal_compartments_pending ON seal_compartments (subject, compartment) WHERE resealed < version;

CREATE TABLE seal_keys (
  subject        {text}  NOT NULL,
  compartment    {text}  NOT NULL,
  holder         {text}  NOT NULL,
  version        {int}   NOT NULL,
  holder_version {int}   NOT NULL,
  sealed         {bytes} NOT NULL,
  PRIMARY KEY (subject, compartment, holder, version)
) {strict};
CREATE INDEX seal_keys_holder ON seal_keys (holder, holder_version);

-- What was erased stays erased: a restore repeats these.
CREATE TABLE seal_shreds (
  subject {text} NOT NULL PRIMARY KEY,
  at      {text} NOT NULL
) {strict};

-- A legal hold: the subject's keys may not be shredded.
CREATE TABLE seal_holds (
  subject {text} NOT NULL PRIMARY KEY,
  at      {text} NOT NULL
) {strict};

-- Recovery kits and when each was last proved to open what it must.
CREATE TABLE seal_kits (
  id        {text}  NOT NULL PRIMARY KEY,
  root      {text}  NOT NULL,
  test      {bytes} NOT NULL,
  made_at   {text}  NOT NULL,
  proved_at {text}  NOT NULL
) {strict};

-- +goose Down
DROP TABLE seal_kits;
DROP TABLE seal_holds;
DROP TABLE seal_shreds;
DROP TABLE seal_keys;
DROP TABLE seal_compartments;
DROP TABLE seal_agencies;
