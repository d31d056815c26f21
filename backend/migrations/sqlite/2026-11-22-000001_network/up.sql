-- Institutions, users, sessions, announcements.

CREATE TABLE district_associations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE institutions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kana TEXT NOT NULL,
    kind TEXT NOT NULL,
    emergency_level SMALLINT CHECK (emergency_level IN (2, 3)),
    association_id BIGINT REFERENCES district_associations (id),
    city_code TEXT NOT NULL
);

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    login_id TEXT NOT NULL UNIQUE,
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    name TEXT NOT NULL,
    kana TEXT NOT NULL,
    profession TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    disabled_at TIMESTAMP
);
CREATE INDEX users_institution ON users (institution_id);

-- The token itself is only in the browser's cookie; here is its SHA-256.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    place TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE sign_ins (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    place TEXT NOT NULL,
    signed_in_at TIMESTAMP NOT NULL
);
CREATE INDEX sign_ins_user ON sign_ins (user_id, signed_in_at);

-- Kept for known and unknown login IDs alike, by the hash of what was typed.
CREATE TABLE sign_in_failures (
    login_hash BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at TIMESTAMP NOT NULL,
    locked_until TIMESTAMP
);

CREATE TABLE announcements (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    published_on DATE NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    important BOOLEAN NOT NULL
);
