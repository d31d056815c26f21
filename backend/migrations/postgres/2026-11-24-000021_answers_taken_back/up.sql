-- 患者照合の取消: which receipts an answer of the office gave to a person, so that they go with it.

-- The key of that answer in claim_persons; NULL where the receipt fits by itself. Receipts of earlier imports do not say.
ALTER TABLE claim_receipts ADD COLUMN answer_key TEXT;
CREATE INDEX claim_receipts_answer ON claim_receipts (answer_key) WHERE answer_key IS NOT NULL;

-- An answer was taken back that this import may have followed: the same file asks again.
ALTER TABLE claim_imports ADD COLUMN asks_again BOOLEAN NOT NULL DEFAULT FALSE;
