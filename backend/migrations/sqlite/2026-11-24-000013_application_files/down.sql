-- Their bytes are removed by the hourly sweep. `user_id` stays without NOT NULL, which SQLite adds to no column; it is never NULL again.
DELETE FROM stored_files WHERE user_id IS NULL;
DROP INDEX stored_files_application;
ALTER TABLE stored_files DROP COLUMN application_id;
