-- +goose Up
-- What stands in the open is codes, offices and times. content, giver, finding,
-- note and answer are sealed (internal/seal); an absent one is empty.
CREATE TABLE tip_tips (
  id          {text}  NOT NULL PRIMARY KEY,
  code        {text}  NOT NULL UNIQUE,
  unit        {text}  NOT NULL REFERENCES org_units (id),
  origin      {text}  NOT NULL,
  holder      {text}  NOT NULL,
  state       {text}  NOT NULL,
  channel     {text}  NOT NULL,
  urgency     {text}  NOT NULL,
  minor       {text}  NOT NULL,
  anonymous   {bool}  NOT NULL,
  language    {text}  NOT NULL,
  place_unit  {text}  NOT NULL,
  received_at {text}  NOT NULL,
  received_on {text}  NOT NULL,
  due_at      {text}  NOT NULL,
  handed_at   {text}  NOT NULL,
  outcome     {text}  NOT NULL,
  outcome_at  {text}  NOT NULL,
  reply_how   {text}  NOT NULL,
  reply_at    {text}  NOT NULL,
  reply_by    {text}  NOT NULL,
  receipt     {text}  NOT NULL,
  content     {bytes} NOT NULL,
  giver       {bytes} NOT NULL,
  finding     {bytes} NOT NULL,
  version     {int}   NOT NULL,
  created_by  {text}  NOT NULL,
  created_at  {text}  NOT NULL,
  changed_at  {text}  NOT NULL
) {strict};
CREATE INDEX tip_tips_origin ON tip_tips (origin, received_at);
CREATE INDEX tip_tips_holder ON tip_tips (holder, received_at);
CREATE INDEX tip_tips_unit ON tip_tips (unit, received_on);
CREATE INDEX tip_tips_due ON tip_tips (due_at) WHERE due_at <> '';
CREATE UNIQUE INDEX tip_tips_receipt ON tip_tips (receipt) WHERE receipt <> '';

CREATE TABLE tip_handovers (
  id              {text}  NOT NULL PRIMARY KEY,
  tip             {text}  NOT NULL REFERENCES tip_tips (id),
  n               {int}   NOT NULL,
  from_office     {text}  NOT NULL,
  to_office       {text}  NOT NULL,
  reason          {text}  NOT NULL,
  urgency         {text}  NOT NULL,
  at              {text}  NOT NULL,
  by_name         {text}  NOT NULL,
  due_at          {text}  NOT NULL,
  opened_at       {text}  NOT NULL,
  opened_by       {text}  NOT NULL,
  acknowledged_at {text}  NOT NULL,
  acknowledged_by {text}  NOT NULL,
  ended_at        {text}  NOT NULL,
  ended           {text}  NOT NULL,
  note            {bytes} NOT NULL,
  answer          {bytes} NOT NULL,
  UNIQUE (tip, n)
) {strict};
CREATE INDEX tip_handovers_from ON tip_handovers (from_office);
CREATE INDEX tip_handovers_to ON tip_handovers (to_office);

-- Two tips that are about one thing; the lower id stands first.
CREATE TABLE tip_links (
  one     {text} NOT NULL REFERENCES tip_tips (id),
  other   {text} NOT NULL REFERENCES tip_tips (id),
  kind    {text} NOT NULL,
  at      {text} NOT NULL,
  by_name {text} NOT NULL,
  PRIMARY KEY (one, other)
) {strict};
CREATE INDEX tip_links_other ON tip_links (other);

-- +goose Down
DROP TABLE tip_links;
DROP TABLE tip_handovers;
DROP TABLE tip_tips;
