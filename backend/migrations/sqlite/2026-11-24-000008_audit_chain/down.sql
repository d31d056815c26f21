DROP TRIGGER audit_log_delete;
DROP TRIGGER audit_log_update;
DROP TABLE audit_head;
DROP INDEX audit_log_patient;
CREATE INDEX audit_log_patient ON audit_log (patient_id, at);
ALTER TABLE audit_log DROP COLUMN hash;
ALTER TABLE audit_log DROP COLUMN session_id;
