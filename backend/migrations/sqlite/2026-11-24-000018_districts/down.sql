ALTER TABLE claims_programs DROP COLUMN version;
ALTER TABLE district_associations DROP COLUMN version;
ALTER TABLE medical_areas DROP COLUMN version;
