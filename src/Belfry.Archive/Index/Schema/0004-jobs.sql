-- Long work that survives a restart. Times are 100 ns since year 1, UTC; progress is in millionths; state and request are numbers that never
-- change (JobState, JobRequest). What its worker reads lies beside, so that a list of jobs and a change of state do not carry it.
CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    key TEXT,
    priority INTEGER NOT NULL,
    state INTEGER NOT NULL,
    request INTEGER NOT NULL,
    progress INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    completed INTEGER,
    runtime INTEGER NOT NULL,
    due INTEGER,
    expires INTEGER,
    failed_attempts INTEGER NOT NULL,
    losses INTEGER NOT NULL,
    run INTEGER NOT NULL,
    owner_server TEXT,
    owner_incarnation BLOB,
    lease_end INTEGER,
    error_code INTEGER,
    error_description TEXT,
    error_details TEXT,
    user_data TEXT,
    content TEXT NOT NULL
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (kind, key) WHERE key IS NOT NULL AND completed IS NULL;
CREATE INDEX jobs_ready ON jobs (kind, priority DESC, seq) WHERE state = 0 AND due IS NULL;
CREATE INDEX jobs_by_due ON jobs (due) WHERE due IS NOT NULL;
CREATE INDEX jobs_by_expiry ON jobs (expires) WHERE expires IS NOT NULL AND completed IS NULL AND state <> 1;
CREATE INDEX jobs_by_lease ON jobs (lease_end) WHERE lease_end IS NOT NULL;
CREATE INDEX jobs_by_completion ON jobs (completed, seq) WHERE completed IS NOT NULL;

CREATE TABLE job_arguments (
    job INTEGER PRIMARY KEY REFERENCES jobs (seq) ON DELETE CASCADE,
    bytes BLOB NOT NULL
);

CREATE TABLE job_checkpoints (
    job INTEGER PRIMARY KEY REFERENCES jobs (seq) ON DELETE CASCADE,
    bytes BLOB NOT NULL
);
