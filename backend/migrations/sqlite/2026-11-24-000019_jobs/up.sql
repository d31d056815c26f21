-- 取り込みと定期の処理: imports and what the server did by itself. Nothing of a person stands here but who began it.

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('page', 'command_line', 'server')),
    -- Who began it on the page.
    user_id BIGINT REFERENCES users (id),
    started_at TIMESTAMP NOT NULL,
    -- When it was heard of last. One that did not end and was not heard of for a while died with its process.
    touched_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    outcome TEXT CHECK (outcome IN ('done', 'refused', 'failed')),
    rows_read BIGINT NOT NULL,
    bytes_read BIGINT NOT NULL,
    bytes_total BIGINT NOT NULL,
    summary TEXT NOT NULL,
    -- The first ones, as a JSON list.
    problems TEXT NOT NULL,
    problem_count BIGINT NOT NULL
);
CREATE INDEX jobs_running ON jobs (kind) WHERE ended_at IS NULL;
CREATE INDEX jobs_kind ON jobs (kind, id);
