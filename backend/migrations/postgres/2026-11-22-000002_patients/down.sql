DROP TABLE basic_info_records;
DROP TABLE basic_info_entries;
DROP TABLE patient_keys;
DROP TABLE team_members;
DROP TABLE teams;
DROP TABLE registrations;
DROP TABLE insurances;
DROP TABLE patients;
