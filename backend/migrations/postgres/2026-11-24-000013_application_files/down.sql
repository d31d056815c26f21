-- Their bytes are removed by the hourly sweep.
DELETE FROM stored_files WHERE user_id IS NULL;
DROP INDEX stored_files_application;
ALTER TABLE stored_files DROP COLUMN application_id;
ALTER TABLE stored_files ALTER COLUMN user_id SET NOT NULL;
