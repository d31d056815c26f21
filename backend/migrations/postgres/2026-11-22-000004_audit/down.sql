DROP TABLE record_openings;
DROP TABLE audit_log;
