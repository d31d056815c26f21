-- Masters, claims programs of the cities, and their claims.

CREATE TABLE masters (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kana TEXT NOT NULL,
    unit TEXT NOT NULL,
    generic_name TEXT NOT NULL,
    yj_code TEXT NOT NULL,
    icd10 TEXT NOT NULL,
    is_suffix BOOLEAN NOT NULL,
    successor TEXT NOT NULL,
    abolished_on DATE,
    PRIMARY KEY (kind, code)
) WITHOUT ROWID;

CREATE TABLE claims_programs (
    city_code TEXT NOT NULL PRIMARY KEY,
    city TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Newest 診療年月 received, as months since the year 0.
    latest_month INTEGER
);

CREATE TABLE claims_program_associations (
    city_code TEXT NOT NULL REFERENCES claims_programs (city_code),
    association_id BIGINT NOT NULL REFERENCES district_associations (id),
    PRIMARY KEY (city_code, association_id)
) WITHOUT ROWID;

-- A file of a city. Its claims are seen only when applied_at is set.
CREATE TABLE claim_imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    city_code TEXT NOT NULL REFERENCES claims_programs (city_code),
    sha256 TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    applied_at TIMESTAMP,
    receipts BIGINT NOT NULL,
    unmatched BIGINT NOT NULL
);
CREATE INDEX claim_imports_file ON claim_imports (city_code, sha256);

CREATE TABLE claim_receipts (
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    month INTEGER NOT NULL,
    import_id BIGINT NOT NULL REFERENCES claim_imports (id),
    line BIGINT NOT NULL,
    kind TEXT NOT NULL,
    institution_code TEXT NOT NULL,
    institution_name TEXT NOT NULL,
    days SMALLINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (patient_id, month, import_id, line)
) WITHOUT ROWID;
CREATE INDEX claim_receipts_import ON claim_receipts (import_id);
