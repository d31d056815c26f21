-- Files of a 参加申請: who sends them has no account.

-- A file is a user's or an application's; what is neither's was let go and is removed.
ALTER TABLE stored_files ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE stored_files ADD COLUMN application_id BIGINT REFERENCES applications (id);
CREATE INDEX stored_files_application ON stored_files (application_id);
