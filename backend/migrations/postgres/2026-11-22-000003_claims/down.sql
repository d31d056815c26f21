DROP TABLE claim_receipts;
DROP TABLE claim_imports;
DROP TABLE claims_program_associations;
DROP TABLE claims_programs;
DROP TABLE masters;
