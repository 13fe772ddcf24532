-- +goose Up
-- Kinds of partners, categories of services and the support regimes they serve
-- are data with their source.
CREATE TABLE partner_terms (
  kind     {text} NOT NULL,
  code     {text} NOT NULL,
  name_vi  {text} NOT NULL,
  name_en  {text} NOT NULL,
  regimes  {text} NOT NULL,
  stay     {bool} NOT NULL,
  source   {text} NOT NULL,
  verified {bool} NOT NULL,
  position {int}  NOT NULL,
  retired  {bool} NOT NULL,
  PRIMARY KEY (kind, code)
) {strict};

-- Organisations and individuals that contribute. contact is a post, never a name.
CREATE TABLE partner_partners (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  kind       {text} NOT NULL,
  name       {text} NOT NULL,
  short      {text} NOT NULL,
  country    {text} NOT NULL,
  contact    {text} NOT NULL,
  phone      {text} NOT NULL,
  email      {text} NOT NULL,
  web        {text} NOT NULL,
  since      {text},
  until      {text},
  gives      {text} NOT NULL,
  note       {text} NOT NULL,
  publish    {bool} NOT NULL,
  name_key   {text} NOT NULL,
  text_key   {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE UNIQUE INDEX partner_partners_name ON partner_partners (unit, name_key) WHERE NOT withdrawn;

-- What a partner gave, on a day or in a year. Money is whole đồng.
CREATE TABLE partner_contributions (
  id         {text} NOT NULL PRIMARY KEY,
  partner    {text} NOT NULL REFERENCES partner_partners (id),
  unit       {text} NOT NULL REFERENCES org_units (id),
  year       {int}  NOT NULL,
  given_on   {text},
  kind       {text} NOT NULL,
  amount     {int},
  content    {text} NOT NULL,
  document   {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX partner_contributions_partner ON partner_contributions (partner);

-- The directory of services. Where the address is withheld there is none.
CREATE TABLE partner_services (
  id          {text} NOT NULL PRIMARY KEY,
  partner     {text} NOT NULL REFERENCES partner_partners (id),
  unit        {text} NOT NULL REFERENCES org_units (id),
  name        {text} NOT NULL,
  category    {text} NOT NULL,
  part        {text} NOT NULL,
  state       {text} NOT NULL,
  description {text} NOT NULL,
  eligibility {text} NOT NULL,
  languages   {text} NOT NULL,
  cost        {text} NOT NULL,
  places      {int},
  hours       {text} NOT NULL,
  phone       {text} NOT NULL,
  night_phone {text} NOT NULL,
  email       {text} NOT NULL,
  web         {text} NOT NULL,
  address     {text} NOT NULL,
  postal_code {text} NOT NULL,
  withheld    {bool} NOT NULL,
  verified_on {text},
  verified_by {text} NOT NULL,
  note        {text} NOT NULL,
  name_key    {text} NOT NULL,
  text_key    {text} NOT NULL,
  source      {text} NOT NULL,
  version     {int}  NOT NULL,
  created_by  {text} NOT NULL,
  created_at  {text} NOT NULL,
  changed_at  {text} NOT NULL,
  withdrawn   {bool} NOT NULL,
  CHECK (NOT withheld OR address = '' AND postal_code = '')
) {strict};
CREATE INDEX partner_services_unit ON partner_services (unit, category);
CREATE INDEX partner_services_partner ON partner_services (partner);
CREATE UNIQUE INDEX partner_services_source ON partner_services (source) WHERE source <> '';

-- +goose Down
DROP TABLE partner_services;
DROP TABLE partner_contributions;
DROP TABLE partner_partners;
DROP TABLE partner_terms;
