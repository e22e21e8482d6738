-- What a job keeps busy besides this server (NewJob.Lane): jobs of a full lane are passed by within the index,
-- which has all columns of the query.
ALTER TABLE jobs ADD COLUMN lane TEXT;
DROP INDEX jobs_ready;
CREATE INDEX jobs_ready ON jobs (kind, priority DESC, seq, lane, state, due) WHERE state = 0 AND due IS NULL;
