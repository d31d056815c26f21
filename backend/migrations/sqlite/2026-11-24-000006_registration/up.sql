-- The history of consents, until when a withdrawn registration is kept, which insurance holds, and postal codes.

-- What is given or withdrawn is written here and never changed; what holds today stands in patients.
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    kind TEXT NOT NULL CHECK (kind IN ('given', 'withdrawn')),
    -- 同意日 or 撤回日.
    happened_on DATE NOT NULL,
    -- 説明者; empty for a withdrawal.
    explained_by TEXT NOT NULL,
    -- 署名者, or who told of the withdrawal.
    signed_by TEXT NOT NULL,
    -- 続柄 of who signed; empty for a withdrawal.
    relation TEXT NOT NULL,
    note TEXT NOT NULL,
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- The scanned form among the stored files; NULL where paper alone is kept. Files have tables of their own, made later: no foreign key.
    form_file_id BIGINT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX consents_patient ON consents (patient_id, id);

-- 保存期限: NULL while the consent stands. Who withdrew before there was one gets the usual five years.
ALTER TABLE patients ADD COLUMN kept_until DATE;
UPDATE patients SET kept_until = date(consent_withdrawn_on, '+5 years') WHERE consent_withdrawn_on IS NOT NULL;

-- The insurance that holds; the others stay, for old claims come under them.
ALTER TABLE insurances ADD COLUMN is_current BOOLEAN NOT NULL DEFAULT TRUE;

CREATE TABLE postal_codes (
    code TEXT NOT NULL,
    -- A code may have several places: in the order of the table of Japan Post.
    place INTEGER NOT NULL,
    city_code TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (code, place)
) WITHOUT ROWID;
