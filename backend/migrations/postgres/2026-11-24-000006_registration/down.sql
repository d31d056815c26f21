DROP TABLE postal_codes;
ALTER TABLE insurances DROP COLUMN is_current;
ALTER TABLE patients DROP COLUMN kept_until;
DROP TABLE consents;
