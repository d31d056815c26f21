ALTER TABLE users DROP COLUMN initial_until;
DROP TABLE application_events;
DROP TABLE applications;
