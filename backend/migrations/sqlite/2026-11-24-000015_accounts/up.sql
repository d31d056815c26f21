-- How accounts live and end, what the network is made of, and for whom announcements are.

-- Counts up with each change by the office: two clerks do not overwrite each other.
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- When the account ended for good. It is disabled, too.
ALTER TABLE users ADD COLUMN removed_at TIMESTAMP;
-- The user whom the same person became at another institution.
ALTER TABLE users ADD COLUMN moved_to BIGINT REFERENCES users (id);

-- Why the office ended it, so that the next request can be told; NULL while it holds. Swept out like any other.
ALTER TABLE sessions ADD COLUMN ended_because TEXT;

ALTER TABLE institutions ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- 二次保健医療圏.
CREATE TABLE medical_areas (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE
);
ALTER TABLE district_associations ADD COLUMN area_id BIGINT REFERENCES medical_areas (id);

-- The first day on which a city's program takes part, as the office noted it.
ALTER TABLE claims_programs ADD COLUMN started_on DATE;

-- The last day on which it is shown; NULL: until the office ends it.
ALTER TABLE announcements ADD COLUMN shown_until DATE;
-- Codes of the roles that see it, separated by spaces; empty: everybody.
ALTER TABLE announcements ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
