-- What ended jobs of some kinds came to, kept when the jobs are forgotten (docs/decisions/0274). Numbered within a kind, in the order of their first
-- ends. Columns as in jobs; error_code 0 is none. The jobs that are over begin it.
CREATE TABLE job_records (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    progress INTEGER NOT NULL,
    created INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    runtime INTEGER NOT NULL,
    error_code INTEGER NOT NULL,
    error_description TEXT NOT NULL,
    error_details TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (kind, number)
);
INSERT INTO job_records (kind, number, id, state, progress, created, completed, runtime, error_code, error_description, error_details, content)
SELECT kind, row_number() OVER (ORDER BY completed, seq), id, state, progress, created, completed, runtime, coalesce(error_code, 0),
    coalesce(error_description, ''), coalesce(error_details, ''), content
FROM jobs WHERE kind = 'StorageCommitmentScp' AND completed IS NOT NULL;
