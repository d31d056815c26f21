DROP INDEX applications_institution;
DROP TABLE application_users;
