DROP INDEX patients_given;
DROP INDEX patients_withdrawn;
DROP INDEX sign_ins_time;
DROP TABLE outbox;
