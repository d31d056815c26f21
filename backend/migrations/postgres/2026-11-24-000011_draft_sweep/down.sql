ALTER TABLE applications DROP COLUMN saved_at;
