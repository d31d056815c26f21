-- 参加申請: what institutions send to join, and what happened to it.

CREATE TABLE applications (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- SHA-256 of the code that the applicant was shown once.
    code_hash BLOB NOT NULL,
    state TEXT NOT NULL,
    -- Counts up with each change.
    version BIGINT NOT NULL,
    -- The form as typed, JSON.
    form TEXT NOT NULL,
    -- From the form, as compared: code in half width, folded name, digits of the telephone number. Empty where not typed.
    code TEXT NOT NULL,
    name_key TEXT NOT NULL,
    phone_key TEXT NOT NULL,
    -- The clerk who has it.
    clerk_id BIGINT REFERENCES users (id),
    -- Made by the approval.
    institution_id BIGINT REFERENCES institutions (id),
    -- From where it was begun.
    address TEXT NOT NULL,
    begun_at TIMESTAMP NOT NULL,
    -- When it was sent last; NULL for a draft.
    sent_at TIMESTAMP
);
CREATE INDEX applications_queue ON applications (state, sent_at, id);
CREATE INDEX applications_code ON applications (code);
CREATE INDEX applications_name ON applications (name_key, phone_key);
CREATE INDEX applications_address ON applications (address, begun_at);

CREATE TABLE application_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES applications (id),
    step TEXT NOT NULL,
    -- NULL: the applicant, or the network itself.
    user_id BIGINT REFERENCES users (id),
    note TEXT NOT NULL,
    happened_at TIMESTAMP NOT NULL
);
CREATE INDEX application_events_application ON application_events (application_id, id);

-- Until when the initial password may be used; NULL where it never was one, or has no end.
ALTER TABLE users ADD COLUMN initial_until TIMESTAMP;
