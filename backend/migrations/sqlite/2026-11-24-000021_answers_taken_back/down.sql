ALTER TABLE claim_imports DROP COLUMN asks_again;
DROP INDEX claim_receipts_answer;
ALTER TABLE claim_receipts DROP COLUMN answer_key;
