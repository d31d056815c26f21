DROP TABLE announcements;
DROP TABLE sign_in_failures;
DROP TABLE sign_ins;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE institutions;
DROP TABLE district_associations;
