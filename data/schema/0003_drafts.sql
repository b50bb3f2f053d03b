-- A draft is kept: it may be thrown away, carries the locks it was made under, and counts how often it was written, so
-- that one window does not write over what another has saved. A check cannot be changed, so the table is made anew.
CREATE TEMP TABLE plan_before AS FROM plan;
DROP TABLE plan;
-- created_at of a draft is when it was last saved; locks as data.plan_locks writes them
CREATE TABLE plan (
  plan_id BIGINT PRIMARY KEY, title TEXT NOT NULL, reason TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('draft', 'proposed', 'accepted', 'in_force', 'rejected', 'reverted', 'discarded')),
  author TEXT NOT NULL, created_at TIMESTAMP NOT NULL, base_version BIGINT NOT NULL,
  reviewer TEXT, reviewed_at TIMESTAMP, review_note TEXT, effective_on DATE, reverts_plan_id BIGINT,
  locks TEXT NOT NULL DEFAULT '{}', revision INTEGER NOT NULL DEFAULT 1);
INSERT INTO plan SELECT *, '{}', 1 FROM plan_before;
DROP TABLE plan_before;
