-- Who looked at what, and why.

CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at TIMESTAMP NOT NULL,
    user_id BIGINT,
    institution_id BIGINT,
    action TEXT NOT NULL,
    patient_id BIGINT,
    -- Ids of the patients listed by a search, separated by spaces.
    patients TEXT,
    detail TEXT,
    address TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_log_patient ON audit_log (patient_id, at);
CREATE INDEX audit_log_user ON audit_log (user_id, at);

-- The reasons given at opening (救急搬送, 転院, その他): valid for the session, shown to the family doctor.
CREATE TABLE record_openings (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    session_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL
);
CREATE INDEX record_openings_patient ON record_openings (patient_id, opened_at);
