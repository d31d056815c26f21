-- The office keeps 二次保健医療圏, 郡市区医師会 and the cities' programs by itself: versions count up with each change, so that two clerks do not
-- overwrite each other. A program's counts for who takes part in it, too.

ALTER TABLE medical_areas ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE district_associations ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE claims_programs ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
