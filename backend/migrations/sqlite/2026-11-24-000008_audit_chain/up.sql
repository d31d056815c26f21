-- Each row of the audit log is sealed over the one before it; the head is sealed, too, so that missing newest rows are noticed.

-- The session in which it was done: leads to the reason given at opening.
ALTER TABLE audit_log ADD COLUMN session_id BIGINT;
-- HMAC-SHA256 over the hash of the row before and every column of this one. Empty in rows that are older than the chain.
ALTER TABLE audit_log ADD COLUMN hash BLOB NOT NULL DEFAULT X'';

-- The history of a patient is read newest first.
DROP INDEX audit_log_patient;
CREATE INDEX audit_log_patient ON audit_log (patient_id, id);

-- One row, written with every row of the log.
CREATE TABLE audit_head (
    id SMALLINT PRIMARY KEY NOT NULL CHECK (id = 1),
    -- The chain's first row. Rows before it are older than the chain: first_hash is taken over all of them.
    first_id BIGINT NOT NULL,
    first_hash BLOB NOT NULL,
    -- The newest row.
    last_id BIGINT NOT NULL,
    last_hash BLOB NOT NULL,
    -- HMAC-SHA256 over the columns above.
    seal BLOB NOT NULL
);

-- Nothing that was done is undone. Who owns the database can take these away; the chain then tells of it.
CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
