-- 照合: what the office decided about receipts that are nearly somebody's. The key is a SHA-256 over insurance, birth date, sex, 枝番 and name
-- as the receipt has them; NULL: none of those who are registered.

CREATE TABLE claim_persons (
    key TEXT PRIMARY KEY NOT NULL,
    patient_id BIGINT REFERENCES patients (id),
    decided_at TIMESTAMP NOT NULL
);
