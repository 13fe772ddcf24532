-- +goose Up
-- Channels are data: what is counted, in which words, into which measures. An
-- empty measure or a false flag means that the column does not apply.
CREATE TABLE outreach_channels (
  code            {text} NOT NULL PRIMARY KEY,
  name_vi         {text} NOT NULL,
  name_en         {text} NOT NULL,
  unit_vi         {text} NOT NULL,
  unit_en         {text} NOT NULL,
  quantity_measure {text} NOT NULL,
  people_measure  {text} NOT NULL,
  women_measure   {text} NOT NULL,
  minors_measure  {text} NOT NULL,
  amount_measure  {text} NOT NULL,
  reach           {bool} NOT NULL,
  has_level       {bool} NOT NULL,
  section         {text} NOT NULL,
  in_month        {bool} NOT NULL,
  position        {int}  NOT NULL,
  retired         {bool} NOT NULL
) {strict};

CREATE TABLE outreach_campaigns (
  id        {text} NOT NULL PRIMARY KEY,
  unit      {text} NOT NULL,
  name      {text} NOT NULL,
  theme     {text} NOT NULL,
  slogans   {text} NOT NULL,
  from_on   {text} NOT NULL,
  to_on     {text} NOT NULL,
  directing {text} NOT NULL
) {strict};

-- Numbers that were not given are NULL; 0 is a number.
CREATE TABLE outreach_activities (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  channel    {text} NOT NULL REFERENCES outreach_channels (code),
  from_on    {text} NOT NULL,
  to_on      {text} NOT NULL,
  place      {text} NOT NULL,
  place_key  {text} NOT NULL,
  quantity   {int}  NOT NULL,
  people     {int},
  women      {int},
  minors     {int},
  amount     {int},
  level      {text} NOT NULL,
  audience   {text} NOT NULL,
  topic      {text} NOT NULL,
  language   {text} NOT NULL,
  partner    {text} NOT NULL,
  campaign   {text} NOT NULL,
  directing  {text} NOT NULL,
  note       {text} NOT NULL,
  source     {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX outreach_activities_unit ON outreach_activities (unit, from_on);
CREATE UNIQUE INDEX outreach_activities_source ON outreach_activities (source) WHERE source <> '';

CREATE TABLE outreach_evidence (
  id         {text} NOT NULL PRIMARY KEY,
  activity   {text} NOT NULL REFERENCES outreach_activities (id),
  name       {text} NOT NULL,
  media_type {text} NOT NULL,
  size       {int}  NOT NULL,
  sha256     {text} NOT NULL,
  added_by   {text} NOT NULL,
  added_at   {text} NOT NULL,
  content    {bytes} NOT NULL
) {strict};
CREATE INDEX outreach_evidence_activity ON outreach_evidence (activity);

-- The month report of a unit. version grows with each amendment after approval.
CREATE TABLE outreach_months (
  unit        {text} NOT NULL REFERENCES org_units (id),
  period      {text} NOT NULL,
  from_on     {text} NOT NULL,
  to_on       {text} NOT NULL,
  state       {text} NOT NULL,
  version     {int}  NOT NULL,
  approved    {int}  NOT NULL,
  nil         {bool} NOT NULL,
  edition     {int}  NOT NULL,
  due_at      {text} NOT NULL,
  sent_by     {text} NOT NULL,
  sent_at     {text} NOT NULL,
  decided_by  {text} NOT NULL,
  decided_at  {text} NOT NULL,
  reason      {text} NOT NULL,
  PRIMARY KEY (unit, period)
) {strict};
CREATE INDEX outreach_months_period ON outreach_months (period, state);

-- Totals typed by hand where a unit keeps no detail; also notes per row.
CREATE TABLE outreach_totals (
  unit    {text} NOT NULL,
  period  {text} NOT NULL,
  channel {text} NOT NULL,
  item    {text} NOT NULL,
  value   {int},
  text    {text} NOT NULL,
  PRIMARY KEY (unit, period, channel, item)
) {strict};

-- Remarks on one cell: why it was returned, or what the officer answered to a
-- question ("this number is right").
CREATE TABLE outreach_remarks (
  id      {text} NOT NULL PRIMARY KEY,
  unit    {text} NOT NULL,
  period  {text} NOT NULL,
  channel {text} NOT NULL,
  item    {text} NOT NULL,
  kind    {text} NOT NULL,
  rule    {text} NOT NULL,
  value   {int},
  text    {text} NOT NULL,
  by_name {text} NOT NULL,
  at      {text} NOT NULL
) {strict};
CREATE INDEX outreach_remarks_month ON outreach_remarks (unit, period);

-- What was approved, cell by cell, as it stood then.
CREATE TABLE outreach_editions (
  unit    {text} NOT NULL,
  period  {text} NOT NULL,
  version {int}  NOT NULL,
  state   {text} NOT NULL,
  cells   {text} NOT NULL,
  reason  {text} NOT NULL,
  by_name {text} NOT NULL,
  at      {text} NOT NULL,
  PRIMARY KEY (unit, period, version, state)
) {strict};

-- +goose Down
DROP TABLE outreach_editions;
DROP TABLE outreach_remarks;
DROP TABLE outreach_totals;
DROP TABLE outreach_months;
DROP TABLE outreach_evidence;
DROP TABLE outreach_activities;
DROP TABLE outreach_campaigns;
DROP TABLE outreach_channels;
