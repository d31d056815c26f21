-- Files of a 参加申請: who sends them has no account.

-- SQLite takes no NOT NULL away: a column without it takes the place of the old one. A file is a user's or an application's; what is
-- neither's was let go and is removed.
ALTER TABLE stored_files ADD COLUMN sender_id BIGINT REFERENCES users (id);
UPDATE stored_files SET sender_id = user_id;
DROP INDEX stored_files_open;
ALTER TABLE stored_files DROP COLUMN user_id;
ALTER TABLE stored_files RENAME COLUMN sender_id TO user_id;
CREATE INDEX stored_files_open ON stored_files (user_id) WHERE kept_at IS NULL;
ALTER TABLE stored_files ADD COLUMN application_id BIGINT REFERENCES applications (id);
CREATE INDEX stored_files_application ON stored_files (application_id);
