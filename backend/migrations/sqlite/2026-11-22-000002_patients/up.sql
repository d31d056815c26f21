-- Patients, who registered them, how they are found, and their basic_info.

CREATE TABLE patients (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    kana TEXT NOT NULL,
    -- Folded for comparison (tobiume_common::japanese::fold_name).
    name_key TEXT NOT NULL,
    kana_key TEXT NOT NULL,
    birth_date DATE NOT NULL,
    sex TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    blood_type TEXT NOT NULL,
    city_code TEXT NOT NULL,
    card_number TEXT UNIQUE,
    emergency_contacts TEXT NOT NULL,
    has_namesake BOOLEAN NOT NULL,
    consent_given_on DATE NOT NULL,
    consent_withdrawn_on DATE,
    claims_program BOOLEAN NOT NULL
);
CREATE INDEX patients_kana_key ON patients (kana_key);
CREATE INDEX patients_name_key ON patients (name_key);

-- The number comes first: persons of a whole claims file are looked up by their numbers at once.
CREATE TABLE insurances (
    number TEXT NOT NULL,
    insurer_number TEXT NOT NULL,
    symbol TEXT NOT NULL,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    branch TEXT NOT NULL,
    PRIMARY KEY (number, insurer_number, symbol, patient_id)
) WITHOUT ROWID;
CREATE INDEX insurances_patient ON insurances (patient_id);

-- かかりつけ: which institutions registered the patient.
CREATE TABLE registrations (
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    registered_on DATE NOT NULL,
    PRIMARY KEY (patient_id, institution_id)
) WITHOUT ROWID;
CREATE INDEX registrations_institution ON registrations (institution_id);

CREATE TABLE teams (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    name TEXT NOT NULL
);
CREATE INDEX teams_patient ON teams (patient_id);

CREATE TABLE team_members (
    team_id BIGINT NOT NULL REFERENCES teams (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    PRIMARY KEY (team_id, user_id)
) WITHOUT ROWID;
CREATE INDEX team_members_user ON team_members (user_id);

-- Who may find whom, and by what: derived, written by patients::finding alone.
CREATE TABLE patient_keys (
    scope BIGINT NOT NULL,
    key TEXT NOT NULL,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    PRIMARY KEY (scope, key, patient_id)
) WITHOUT ROWID;
CREATE INDEX patient_keys_patient ON patient_keys (patient_id);

CREATE TABLE basic_info_entries (
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    item TEXT NOT NULL,
    value TEXT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES users (id),
    updated_on DATE NOT NULL,
    PRIMARY KEY (patient_id, institution_id, item)
) WITHOUT ROWID;

-- The days on which an institution recorded something: 前回記録日 and 最新記録日 come from here.
CREATE TABLE basic_info_records (
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    recorded_on DATE NOT NULL,
    PRIMARY KEY (patient_id, institution_id, recorded_on)
) WITHOUT ROWID;
