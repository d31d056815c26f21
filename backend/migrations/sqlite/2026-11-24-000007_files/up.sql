-- Files: uploaded in pieces, encrypted in the store, attached to patients.

CREATE TABLE stored_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- Names the upload to who sends it.
    token TEXT NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- The file's name on the sender's device.
    name TEXT NOT NULL,
    sent_size BIGINT NOT NULL,
    begun_at TIMESTAMP NOT NULL,
    -- Names its pieces in the store: what was sent, and once a picture was made anew, that.
    object TEXT NOT NULL UNIQUE,
    -- The object's key, wrapped with the network's.
    object_key BLOB NOT NULL,
    object_size BIGINT NOT NULL,
    has_thumbnail BOOLEAN NOT NULL,
    -- What it is by its content; NULL until that was looked at.
    media TEXT,
    -- Since when it belongs to a patient; NULL until then. What belongs to nobody is swept away.
    kept_at TIMESTAMP
);
CREATE INDEX stored_files_open ON stored_files (user_id) WHERE kept_at IS NULL;

-- The pieces of an upload that have arrived.
CREATE TABLE upload_pieces (
    file_id BIGINT NOT NULL REFERENCES stored_files (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    PRIMARY KEY (file_id, number)
) WITHOUT ROWID;

-- Files of a patient's basic_info. A removed one is kept, but nobody sees it.
CREATE TABLE attachments (
    file_id BIGINT PRIMARY KEY NOT NULL REFERENCES stored_files (id),
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    author_id BIGINT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL,
    -- Its place among those attached at once.
    position SMALLINT NOT NULL,
    removed_at TIMESTAMP,
    removed_by BIGINT REFERENCES users (id)
);
CREATE INDEX attachments_patient ON attachments (patient_id);
